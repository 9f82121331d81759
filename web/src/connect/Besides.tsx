import { Plural, Trans } from '@lingui/react/macro';
import type { Import } from '@/api/types';
import { formatNumber } from '@/kit/format';
import { detailsOf, relatedWords } from './details';
import classes from './Import.module.css';

/** What comes along with the rows, and what was noticed in rows that are taken. */
export function Besides({ item, done }: { item: Import; done: boolean }) {
  const { related, warnings } = detailsOf(item);
  const words = relatedWords(related);
  if (!words && warnings.length === 0) return null;
  return (
    <ul className={classes.facts}>
      {words && (
        <li>
          {done ? <Trans>Заодно заведены</Trans> : <Trans>Заодно будут заведены</Trans>} {words}
        </li>
      )}
      {warnings.map((warning) => (
        <li key={warning.message} className={classes.warning}>
          {warning.message}{' '}
          <span className={classes.quiet}>
            <Plural
              value={warning.rows}
              one="# строка"
              few="# строки"
              many="# строк"
              other="# строки"
            />
            , <Trans>первая — {formatNumber(warning.first_row)}</Trans>
          </span>
        </li>
      ))}
    </ul>
  );
}
