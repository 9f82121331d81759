import { Plural, Trans } from '@lingui/react/macro';
import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { Import } from '@/api/types';
import { formatNumber } from '@/kit/format';
import { detailsOf, relatedWords } from './details';
import classes from './Import.module.css';

/** Further warnings are folded. */
const FIRST = 5;

/** What comes along with the rows, and what was noticed in rows that are taken. */
export function Besides({ item, done }: { item: Import; done: boolean }) {
  const [all, setAll] = useState(false);
  const { related, warnings } = detailsOf(item);
  const shown = all ? warnings : warnings.slice(0, FIRST);
  const folded = warnings.length - shown.length;
  const words = relatedWords(related);
  if (!words && warnings.length === 0) return null;
  return (
    <ul className={classes.facts}>
      {words && (
        <li>
          {done ? <Trans>Заодно заведены</Trans> : <Trans>Заодно будут заведены</Trans>} {words}
        </li>
      )}
      {shown.map((warning) => (
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
      {folded > 0 && (
        <li>
          <UnstyledButton className={classes.more} onClick={() => setAll(true)}>
            <Plural
              value={folded}
              one="ещё # замечание"
              few="ещё # замечания"
              many="ещё # замечаний"
              other="ещё # замечания"
            />
          </UnstyledButton>
        </li>
      )}
    </ul>
  );
}
