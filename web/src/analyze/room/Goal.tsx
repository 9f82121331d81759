import { Trans, useLingui } from '@lingui/react/macro';
import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { PlanFact } from '@/api/types';
import { formatShare } from '@/kit/format';
import { FigureLink } from '../figure/FigureLink';
import { written } from '../figure/written';
import classes from './Room.module.css';

interface Props {
  plan: PlanFact | undefined;
  /** The number that the room works for, as plans call it. */
  metric: string;
}

/** What the room is to reach this month, and how far it is. */
export function Goal({ plan, metric }: Props) {
  const { t } = useLingui();
  if (!plan) return <Skeleton height={44} mb="md" aria-busy />;
  const cell = plan.rows[0]?.cells.find((one) => one.metric === metric);
  const name = plan.metrics.find((one) => one.key === metric)?.name ?? '';
  if (!cell) return null;
  const share = Math.min(1, cell.share ?? 0);
  return (
    <section className={classes.goal} aria-label={t`Цель месяца`}>
      <span className={classes.goalName}>{t`${name} за месяц`}</span>
      <FigureLink figure={cell.fact} label={t`${name} за месяц`} large />
      {cell.plan === null ? (
        <span className={classes.goalName}>
          <Trans>
            плана нет, <Link to="/plan-fact">задать</Link>
          </Trans>
        </span>
      ) : (
        <>
          <span className={classes.goalName}>{t`из ${written(cell.plan, cell.fact)}`}</span>
          <span className={classes.track} aria-hidden>
            <span data-status={cell.status} style={{ width: `${share * 100}%` }} />
            {cell.pace !== null && cell.plan > 0 && (
              <i style={{ left: `${Math.min(1, cell.pace / cell.plan) * 100}%` }} />
            )}
          </span>
          <span className={classes.goalName}>
            {formatShare(cell.share ?? 0)}
            {cell.pace !== null && t`, к сегодня нужно ${written(cell.pace, cell.fact)}`}
          </span>
        </>
      )}
    </section>
  );
}
