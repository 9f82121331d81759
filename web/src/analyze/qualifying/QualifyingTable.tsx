import { Trans, useLingui } from '@lingui/react/macro';
import type { Qualifying, QualifyingRow } from '@/api/types';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import { FigureLink } from '../figure/FigureLink';
import classes from '../room/Room.module.css';

interface Props {
  found: Qualifying;
  by: 'source' | 'owner' | 'team';
}

/** Sources or people side by side; every number opens its explanation and its deals. */
export function QualifyingTable({ found, by }: Props) {
  const { t } = useLingui();
  const words = {
    source: [t`По источникам`, t`Источник`],
    owner: [t`По людям`, t`Ответственный`],
    team: [t`По командам`, t`Команда`],
  }[by];
  return (
    <>
      <h2 className={classes.heading}>{words[0]}</h2>
      <ScrollBox className={tables.scroller} label={words[0] ?? ''}>
        <table className={`${tables.table} ${tables.lines} ${classes.table} ${classes.one}`}>
          <thead>
            <tr>
              <th>{words[1]}</th>
              <th>
                <Trans>Лиды</Trans>
              </th>
              <th>
                <Trans>Квалифиц.</Trans>
              </th>
              <th>
                <Trans>Прошли, пока</Trans>
              </th>
              <th>
                <Trans>Пройдут, ожидается</Trans>
              </th>
              <th>
                <Trans>До первого ответа</Trans>
              </th>
              <th>
                <Trans>В срок</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {found.rows.map((row) => (
              <Row key={row.key} row={row} />
            ))}
          </tbody>
          <tfoot>
            <Row row={found.all} />
          </tfoot>
        </table>
      </ScrollBox>
    </>
  );
}

function Row({ row }: { row: QualifyingRow }) {
  const { t } = useLingui();
  const of = (label: string) => `${row.name}: ${label}`;
  return (
    <tr>
      <td>{row.name}</td>
      <td>
        <FigureLink figure={row.leads} label={of(t`лиды`)} />
      </td>
      <td>
        <FigureLink figure={row.qualified} label={of(t`квалифицированные`)} />
      </td>
      <td>
        <FigureLink figure={row.observed} label={of(t`прошли, пока`)} />
      </td>
      <td>
        <FigureLink figure={row.expected} label={of(t`пройдут, ожидается`)} sure />
      </td>
      <td>
        <FigureLink figure={row.first_response} label={of(t`до первого ответа`)} sure />
      </td>
      <td>
        <FigureLink figure={row.in_time} label={of(t`ответили в срок`)} sure />
      </td>
    </tr>
  );
}
