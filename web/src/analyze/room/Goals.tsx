import { Trans, useLingui } from '@lingui/react/macro';
import { SegmentedControl, Skeleton } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import type { PlanFact, PlanItem } from '@/api/types';
import { useChoice } from '@/kit/choice';
import { PlanCell } from '../control/PlanTable';
import classes from './Room.module.css';

interface Props {
  /** The numbers that a room works for, as plans call them. */
  metrics: readonly string[];
}

/** The goals of the company for this month or quarter against what has come; they are typed in place. */
export function Goals({ metrics }: Props) {
  const { t } = useLingui();
  const can = useCan();
  const client = useQueryClient();
  const [period, setPeriod] = useChoice('goal', ['month', 'quarter']);
  const plan = useQuery({
    queryKey: [...keys.numbers, 'plan-fact', { period }],
    queryFn: ({ signal }): Promise<PlanFact> =>
      data(http.GET('/api/v1/analyze/plan-fact', { params: { query: { period } }, signal })),
    placeholderData: (previous) => previous,
  });
  const save = useMutation({
    mutationFn: (item: PlanItem) => data(http.PUT('/api/v1/plans', { body: { items: [item] } })),
    onSettled: () => client.invalidateQueries({ queryKey: keys.numbers }),
  });
  const found = plan.data;
  const company = found?.rows.find((row) => row.level === 'company');
  if (plan.error || (found && !company)) return null;
  return (
    <section aria-labelledby="goals-title">
      <div className={classes.goalLine}>
        <h2 className={classes.heading} id="goals-title">
          <Trans>Цель</Trans>
        </h2>
        <SegmentedControl
          size="xs"
          aria-label={t`Цель на`}
          value={period}
          onChange={setPeriod}
          data={[
            { value: 'month', label: t`месяц` },
            { value: 'quarter', label: t`квартал` },
          ]}
        />
      </div>
      {!found || !company ? (
        <Skeleton height={92} mt={8} mb={20} aria-busy />
      ) : (
        <div className={classes.goals}>
          {metrics.map((key) => {
            const cell = company.cells.find((one) => one.metric === key);
            const name = found.metrics.find((one) => one.key === key)?.name ?? key;
            return (
              cell && (
                <div key={key} className={classes.tile}>
                  <div className={classes.tileName}>{name}</div>
                  <PlanCell
                    cell={cell}
                    row={company}
                    name={name}
                    currency={found.currency}
                    editable={can('plans.write')}
                    onPlan={(target) =>
                      save.mutate({
                        metric: cell.metric as PlanItem['metric'],
                        period: found.period,
                        starts_on: found.starts_on,
                        owner_id: null,
                        team_id: null,
                        pipeline_id: null,
                        target,
                      })
                    }
                  />
                </div>
              )
            );
          })}
        </div>
      )}
    </section>
  );
}
