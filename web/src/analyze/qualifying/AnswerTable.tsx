import { Trans, useLingui } from '@lingui/react/macro';
import type { AnswerRow, AnswerShare } from '@/api/types';
import { formatNumber, formatShare } from '@/kit/format';
import { ScrollBox } from '@/kit/ScrollBox';
import { FigureLink } from '../figure/FigureLink';
import classes from '../room/Room.module.css';
import { Apart } from './Apart';

/** What share of the won and of the lost deals had each answer. */
export function AnswerTable({ answers }: { answers: AnswerRow[] }) {
  const { t } = useLingui();
  if (answers.length === 0) return null;
  return (
    <div>
      <h2 className={classes.heading}>
        <Trans>Что отвечали те, кто купил, и те, кто нет</Trans>
      </h2>
      <ScrollBox className={classes.box} label={t`Ответы выигранных и проигранных`}>
        <table className={`${classes.table} ${classes.one}`}>
          <thead>
            <tr>
              <th>
                <Trans>Ответ «да»</Trans>
              </th>
              <th>
                <Trans>Выигранные</Trans>
              </th>
              <th>
                <Trans>Проигранные</Trans>
              </th>
              <th>
                <Trans>Разница, п. п.</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {answers.map((row) => (
              <tr key={row.key}>
                <td>{row.name}</td>
                <td>
                  <Share share={row.won} label={t`${row.name}: выигранные`} />
                </td>
                <td>
                  <Share share={row.lost} label={t`${row.name}: проигранные`} />
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
        <Trans>Из сделок, решённых за период, в которых этот вопрос задали.</Trans>
      </p>
    </div>
  );
}

function Share({ share, label }: { share: AnswerShare; label: string }) {
  const { t } = useLingui();
  const asked = (share.yes.value ?? 0) + (share.no.value ?? 0);
  if (asked === 0) return <>—</>;
  return (
    <>
      {formatShare(share.share)}{' '}
      <span className={classes.goalName}>
        <FigureLink figure={share.yes} label={label} /> {t`из ${formatNumber(asked)}`}
      </span>
    </>
  );
}
