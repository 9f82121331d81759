import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { useCan } from '@/api/session';
import type { TimelineItem } from '@/api/types';
import classes from './reviews.module.css';

/** Beside a call on the timeline: a way to review it. */
export function ReviewLink({ item }: { item: TimelineItem }) {
  const may = useCan()('reviews.write');
  const { kind, outcome, activity_id, by_id } = item.data as Record<string, string>;
  const call = item.kind === 'activity.logged' && kind === 'call' && outcome === 'answered';
  if (!may || !call || !activity_id || !by_id) return null;
  return (
    <Link to="/reviews" search={{ call: activity_id }} className={classes.link}>
      <Trans>Оценить звонок</Trans>
    </Link>
  );
}
