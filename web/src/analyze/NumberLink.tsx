import { Link } from '@tanstack/react-router';
import { filtersFromLink } from '@/api/list';
import type { FunnelNumber } from '@/api/types';
import { formatNumber } from '@/kit/format';
import classes from './Funnel.module.css';

interface Props {
  number: FunnelNumber;
  /** What the number counts, for those who do not see where it stands. */
  label: string;
}

/** A number that opens exactly the deals behind it. */
export function NumberLink({ number, label }: Props) {
  const shown = formatNumber(number.deals);
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
