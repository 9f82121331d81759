import { Trans, useLingui } from '@lingui/react/macro';
import type { SpeedRow } from '@/api/types';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import { FigureLink } from '../figure/FigureLink';
import classes from '../room/Room.module.css';
import { Apart } from './Apart';

/** Leads by how fast they were answered, against the fastest. */
export function SpeedTable({ speeds }: { speeds: SpeedRow[] }) {
  const { t } = useLingui();
  if (speeds.length === 0) return null;
  return (
    <div>
      <h2 className={classes.heading}>
        <Trans>По скорости первого ответа</Trans>
      </h2>
      <ScrollBox className={tables.scroller} label={t`По скорости первого ответа`}>
        <table className={`${tables.table} ${tables.lines} ${classes.table} ${classes.one}`}>
          <thead>
            <tr>
              <th>
                <Trans>Рабочее время</Trans>
              </th>
              <th>
                <Trans>Лиды</Trans>
              </th>
              <th>
                <Trans>Пройдут, ожидается</Trans>
              </th>
              <th>
                <Trans>Против быстрых, п. п.</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {speeds.map((row) => (
              <tr key={row.key}>
                <td>{row.name}</td>
                <td>
                  <FigureLink figure={row.leads} label={t`${row.name}: лиды`} />
                </td>
                <td>
                  <FigureLink
                    figure={row.expected}
                    label={t`${row.name}: пройдут, ожидается`}
                    sure
                  />
                </td>
                <td>
                  <Apart change={row.difference} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <p className={classes.quiet} style={{ marginTop: 6 }}>
        <Trans>
          Скорость сама по себе причиной может и не быть: быстро могли отвечать на лучшие обращения.
          «Без ответа» не сравнивается: часть этих лидов ушла раньше, чем им успели ответить.
        </Trans>
      </p>
    </div>
  );
}
