import { i18n } from '@lingui/core';
import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, SegmentedControl, Skeleton } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { useCan, useMe } from '@/api/session';
import type { AttentionReport, PlanFact, PlanItem } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { formatNumber } from '@/kit/format';
import { useListState } from '@/kit/listState';
import { AnalyzePage } from '../AnalyzePage';
import { todayIn } from '../period';
import { ALL, QuestionBar } from '../QuestionBar';
import { AttentionTable } from './AttentionTable';
import classes from './Control.module.css';
import { PlanTable } from './PlanTable';
import { type Length, shifted, startOf } from './periods';

const OWN = ['pipeline', 'period', 'starts', 'explain', 'part'] as const;
const LENGTHS = ['month', 'quarter', 'year'] as const;

/** Plan and fact by person and team, and the deals that need somebody. */
export function ControlPage() {
  const { t } = useLingui();
  const { workspace } = useMe();
  const state = useListState(OWN);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const pipeline = search.pipeline || ALL;
  const length: Length = LENGTHS.find((one) => one === search.period) ?? 'month';
  const starts = startOf(length, search.starts || todayIn(workspace.time_zone));
  const scope = { ...(pipeline === ALL ? {} : { pipeline }), filter: state.filters };
  const query = { ...scope, period: length, starts_on: starts };
  const plan = useQuery({
    queryKey: [...keys.numbers, 'plan-fact', query],
    queryFn: ({ signal }): Promise<PlanFact> =>
      data(http.GET('/api/v1/analyze/plan-fact', { params: { query }, signal })),
    placeholderData: (previous) => previous,
  });
  const attention = useQuery({
    queryKey: [...keys.numbers, 'attention', scope, plan.data?.starts_on, plan.data?.ends_on],
    queryFn: ({ signal }): Promise<AttentionReport> =>
      data(
        http.GET('/api/v1/analyze/attention', {
          params: { query: { ...scope, from: plan.data?.starts_on, to: plan.data?.ends_on } },
          signal,
        }),
      ),
    placeholderData: (previous) => previous,
    enabled: plan.data !== undefined,
  });
  const step = (by: number) => state.set({ starts: shifted(length, starts, by) });

  return (
    <AnalyzePage
      title={t`План-факт`}
      bar={
        <QuestionBar state={state} pipeline={pipeline}>
          <SegmentedControl
            aria-label={t`Период`}
            value={length}
            onChange={(period) => state.set({ period, starts: '' })}
            data={[
              { value: 'month', label: t`Месяц` },
              { value: 'quarter', label: t`Квартал` },
              { value: 'year', label: t`Год` },
            ]}
          />
          <div className={classes.stepper}>
            <ActionIcon variant="default" aria-label={t`Раньше`} onClick={() => step(-1)}>
              <IconChevronLeft size={16} aria-hidden />
            </ActionIcon>
            <b>{periodName(length, starts)}</b>
            <ActionIcon variant="default" aria-label={t`Позже`} onClick={() => step(1)}>
              <IconChevronRight size={16} aria-hidden />
            </ActionIcon>
          </div>
        </QuestionBar>
      }
      actions={
        plan.data && (
          <CopyPlans key={plan.data.starts_on} plan={plan.data} length={length} scope={scope} />
        )
      }
    >
      {plan.error ? (
        <ErrorState error={plan.error} onRetry={() => void plan.refetch()} />
      ) : !plan.data ? (
        <Skeleton height={260} aria-busy />
      ) : (
        <div className={classes.page} data-old={plan.isPlaceholderData || undefined}>
          <p className={classes.quiet}>
            <Trans>
              Прошло {formatNumber(plan.data.days_gone)} из {formatNumber(plan.data.days)} дней.
            </Trans>{' '}
            {planned(plan.data) ? (
              <Trans>Чёрточка на полосе — сколько должно быть к сегодняшнему дню.</Trans>
            ) : (
              <Trans>Планов пока нет: впишите их рядом с фактом.</Trans>
            )}
          </p>
          <PlanTable plan={plan.data} pipeline={pipeline === ALL ? null : pipeline} />
          <h2 className={classes.heading}>
            <Trans>Требуют внимания</Trans>
          </h2>
          {attention.error && (
            <ErrorState error={attention.error} onRetry={() => void attention.refetch()} />
          )}
          {attention.data && <AttentionTable report={attention.data} />}
        </div>
      )}
    </AnalyzePage>
  );
}

function planned(plan: PlanFact): boolean {
  return plan.rows.some((row) => row.cells.some((cell) => cell.plan !== null));
}

function periodName(length: Length, starts: string): string {
  const date = new Date(`${starts}T00:00:00`);
  const locale = i18n.locale || 'ru';
  if (length === 'year') return String(date.getFullYear());
  if (length === 'month') {
    return new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' }).format(date);
  }
  const roman = ['I', 'II', 'III', 'IV'][Math.floor(date.getMonth() / 3)];
  return locale === 'ru'
    ? `${roman} квартал ${date.getFullYear()}`
    : `Q${Math.floor(date.getMonth() / 3) + 1} ${date.getFullYear()}`;
}

interface CopyProps {
  plan: PlanFact;
  length: Length;
  scope: { pipeline?: string; filter: Record<string, string> };
}

/** The plans of the period before, for all who had one. */
function CopyPlans({ plan, length, scope }: CopyProps) {
  const client = useQueryClient();
  const can = useCan();
  const copy = useMutation({
    mutationFn: async () => {
      const before = shifted(length, plan.starts_on, -1);
      const last: PlanFact = await data(
        http.GET('/api/v1/analyze/plan-fact', {
          params: { query: { ...scope, period: length, starts_on: before } },
        }),
      );
      const items: PlanItem[] = last.rows.flatMap((row) =>
        row.cells
          .filter((cell) => cell.plan !== null)
          .map((cell) => ({
            metric: cell.metric as PlanItem['metric'],
            period: length,
            starts_on: plan.starts_on,
            owner_id: row.level === 'person' ? row.id : null,
            team_id: row.level === 'team' ? row.id : null,
            pipeline_id: scope.pipeline ?? null,
            target: cell.plan,
          })),
      );
      if (items.length > 0) await data(http.PUT('/api/v1/plans', { body: { items } }));
      return items.length;
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.numbers }),
  });
  if (!can('plans.write') || planned(plan)) return null;
  if (copy.data === 0) {
    return (
      <span className={classes.quiet} role="status">
        <Trans>В прошлом периоде планов тоже не было</Trans>
      </span>
    );
  }
  return (
    <Button variant="default" loading={copy.isPending} onClick={() => copy.mutate()}>
      <Trans>Взять план прошлого периода</Trans>
    </Button>
  );
}
