import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { filtersFromLink } from '@/api/list';
import type { FunnelNumber } from '@/api/types';
import { formatNumber } from '@/kit/format';
import { useExplain } from './explain/useExplain';
import classes from './Funnel.module.css';

interface Props {
  number: FunnelNumber;
  /** What the number counts, for those who do not see where it stands. */
  label: string;
}

/** A number that opens exactly the deals behind it. */
export function NumberLink({ number, label }: Props) {
  const { t } = useLingui();
  const { open } = useExplain();
  const shown = formatNumber(number.deals);
  if (!number.link) {
    return (
      <button
        type="button"
        className={classes.numberButton}
        aria-label={t`${label}: ${shown}. Как посчитано`}
        data-count={number.deals}
        onClick={() => open(number.address)}
      >
        {shown}
      </button>
    );
  }
  return (
    <Link
      to="/deals"
      search={filtersFromLink(number.link)}
      className={classes.number}
      aria-label={`${label}: ${shown}`}
      data-count={number.deals}
    >
      {shown}
    </Link>
  );
}
