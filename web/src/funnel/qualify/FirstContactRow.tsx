import { useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { FirstContact } from '@/api/types';
import { formatDateTime } from '@/kit/format';
import { useMinutes } from './minutes';
import classes from './work.module.css';

/** A client who waits: whose work it is, and how long there is. */
export function FirstContactRow({ row }: { row: FirstContact }) {
  const { t } = useLingui();
  const minutes = useMinutes();
  const left = minutes(Math.abs(row.minutes_left));
  return (
    <li className={classes.row} data-urgency={row.urgency}>
      <Link to="/deals/$id" params={{ id: row.deal.id }}>
        {row.deal.title}
      </Link>
      <span className={classes.side} title={t`Ответить до ${formatDateTime(row.due_at)}`}>
        {row.urgency === 'late' ? t`опоздали на ${left}` : t`осталось ${left}`}
      </span>
      <span className={classes.quiet}>
        {[row.owner?.name ?? t`без ответственного`, row.source?.name].filter(Boolean).join(' · ')}
      </span>
    </li>
  );
}
