import { Trans, useLingui } from '@lingui/react/macro';
import type { FitAuc, FitPreview } from '@/api/types';
import { formatNumber, formatShare } from '@/kit/format';
import tables from '@/kit/table.module.css';
import { BandMark } from './BandMark';
import classes from './Fit.module.css';
import { area } from './rules';

interface Props {
  found: FitPreview;
  /** Of rules that were changed since. */
  old: boolean;
}

/** What the rules on the left would do. */
export function Preview({ found, old }: Props) {
  const { t } = useLingui();
  const told = (auc: FitAuc | null | undefined) => area(auc) || t`мало данных`;
  return (
    <aside className={classes.preview} data-old={old || undefined} aria-label={t`Что изменится`}>
      <h3>
        <Trans>Что изменится</Trans>
      </h3>
      <table className={`${tables.table} ${classes.table}`}>
        <thead>
          <tr>
            <th scope="col">
              <Trans>Группа</Trans>
            </th>
            <th scope="col">
              <Trans>В работе</Trans>
            </th>
            <th scope="col">
              <Trans>Станет</Trans>
            </th>
            <th scope="col">
              <Trans>Выигрывали</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {found.bands.map((row) => (
            <tr key={row.band}>
              <td>
                <BandMark band={row.band} />
              </td>
              <td>{formatNumber(row.now)}</td>
              <td>
                <b>{formatNumber(row.then)}</b>
              </td>
              <td
                data-number
                title={t`${formatNumber(row.won.count)} из ${formatNumber(row.won.of)}`}
              >
                {formatShare(row.won.share)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={classes.quiet} style={{ marginTop: 8 }}>
        <Trans>
          Группу сменят {formatNumber(found.up + found.down)} из {formatNumber(found.open)}: выше{' '}
          {formatNumber(found.up)}, ниже {formatNumber(found.down)}.
        </Trans>
      </p>
      <p className={classes.quiet} style={{ margin: 0 }}>
        <Trans>
          Выигранная сделка оценена выше проигранной: сейчас {told(found.auc_now)}, станет{' '}
          {told(found.auc_then)}. По {formatNumber(found.settled)} закрытым сделкам.
        </Trans>
      </p>
    </aside>
  );
}
