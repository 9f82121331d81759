/** Small signs of a deal that mean the same on a card, in a row and on its page. */
import { useLingui } from '@lingui/react/macro';
import { IconAlertCircle, IconClockExclamation, IconHourglassHigh } from '@tabler/icons-react';
import type { Deal, Stage, Tag } from '@/api/types';
import { daysSince, formatAgo } from '@/kit/format';
import classes from './DealMarks.module.css';
import { statusLabel } from './labels';

/** A stage with the colour it has on the board. */
export function StageName({ stage }: { stage: Stage | undefined }) {
  if (!stage) return <span>—</span>;
  return (
    <span className={classes.named}>
      <span className={classes.dot} style={{ background: stage.color }} aria-hidden />
      <span className={classes.text}>{stage.name}</span>
    </span>
  );
}

export function TagList({ tags }: { tags: Tag[] }) {
  return (
    <span className={classes.tags}>
      {tags.map((tag) => (
        <span key={tag.id} className={classes.tag}>
          <span className={classes.dot} style={{ background: tag.color }} aria-hidden />
          {tag.name}
        </span>
      ))}
    </span>
  );
}

export function StatusName({ deal }: { deal: Pick<Deal, 'status' | 'lost_reason'> }) {
  return (
    <span className={classes.status} data-status={deal.status}>
      {statusLabel(deal.status)}
      {deal.lost_reason && `: ${deal.lost_reason.name}`}
    </span>
  );
}

type Watched = Pick<Deal, 'status' | 'stuck' | 'attention' | 'next_step_at' | 'stage_entered_at'>;

/** What is wrong with an open deal, in words: overdue step, no step, too long on one stage. */
export function AttentionMark({ deal }: { deal: Watched }) {
  const { t } = useLingui();
  if (deal.status !== 'open') return null;
  if (deal.attention === 'overdue') {
    return (
      <span
        className={classes.mark}
        data-level="bad"
        title={deal.next_step_at ? formatAgo(deal.next_step_at) : undefined}
      >
        <IconClockExclamation size={14} stroke={1.8} aria-hidden />
        {t`Шаг просрочен`}
      </span>
    );
  }
  if (deal.stuck) {
    const days = daysSince(deal.stage_entered_at);
    return (
      <span className={classes.mark} data-level="warn">
        <IconHourglassHigh size={14} stroke={1.8} aria-hidden />
        {t`Застряла: ${days} дн.`}
      </span>
    );
  }
  if (deal.attention === 'no_next_step') {
    return (
      <span className={classes.mark} data-level="warn">
        <IconAlertCircle size={14} stroke={1.8} aria-hidden />
        {t`Нет следующего шага`}
      </span>
    );
  }
  return null;
}
