import { Trans, useLingui } from '@lingui/react/macro';
import { SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { pipelinesQuery, usePipelines } from '@/api/reference';
import { useMe } from '@/api/session';
import type { Funnel } from '@/api/types';
import { EmptyState } from '@/kit/EmptyState';
import { ErrorState } from '@/kit/ErrorState';
import { useListState } from '@/kit/listState';
import { AnalyzePage } from './AnalyzePage';
import { comparison } from './comparison';
import classes from './Funnel.module.css';
import { ALL, FunnelBar } from './FunnelBar';
import { FunnelNote } from './FunnelNote';
import { FunnelPicture } from './FunnelPicture';
import { FunnelTable } from './FunnelTable';
import { LossTable } from './LossTable';
import { periodOf, presetOf, todayIn } from './period';
import { weakest } from './shape';

const OWN = [
  'by',
  'view',
  'pipeline',
  'period',
  'from',
  'to',
  'basis',
  'as_of',
  'compare',
  'with',
  'explain',
  'part',
] as const;

/** How far the deals created in a period came, and where the others were lost. */
export function FunnelPage() {
  const { t } = useLingui();
  const { workspace } = useMe();
  const state = useListState(OWN);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const { isSuccess: pipelinesKnown } = useQuery(pipelinesQuery);
  const first = usePipelines()[0]?.id;

  const pipeline = search.pipeline || first || ALL;
  const by: Funnel['by'] = search.by === 'kind' || pipeline === ALL ? 'kind' : 'stage';
  const table = search.view === 'table';
  const period = periodOf(search, todayIn(workspace.time_zone));
  const query = {
    by,
    ...(pipeline === ALL ? {} : { pipeline }),
    ...period,
    ...(search.basis === 'entered' && { basis: 'entered' as const }),
    ...(search.as_of && { as_of: search.as_of }),
    ...comparison(search),
    filter: state.filters,
  };
  const funnel = useQuery({
    queryKey: [...keys.numbers, 'funnel', query],
    queryFn: ({ signal }): Promise<Funnel> =>
      data(http.GET('/api/v1/analyze/funnel', { params: { query }, signal })),
    placeholderData: (previous) => previous,
    enabled: pipelinesKnown,
  });

  return (
    <AnalyzePage
      title={t`Воронка продаж`}
      actions={
        <SegmentedControl
          aria-label={t`Вид отчёта`}
          value={table ? 'table' : 'picture'}
          onChange={(view) => state.set({ view: view === 'table' ? 'table' : '' })}
          data={[
            { value: 'picture', label: t`Рисунок` },
            { value: 'table', label: t`Таблица` },
          ]}
        />
      }
      bar={
        <FunnelBar
          state={state}
          by={by}
          pipeline={pipeline}
          preset={presetOf(search)}
          from={period.from}
          to={period.to}
          search={search}
        />
      }
    >
      {funnel.error ? (
        <ErrorState error={funnel.error} onRetry={() => void funnel.refetch()} />
      ) : !funnel.data ? (
        <Waiting />
      ) : funnel.data.cohort.deals === 0 ? (
        <EmptyState
          title={t`За этот период сделок нет`}
          text={t`Выберите другой период или уберите фильтры.`}
        />
      ) : (
        <Report
          funnel={funnel.data}
          table={table}
          currency={workspace.currency}
          old={funnel.isPlaceholderData}
        />
      )}
    </AnalyzePage>
  );
}

interface ReportProps {
  funnel: Funnel;
  table: boolean;
  currency: string;
  /** The answer to the question before this one, shown until the new one comes. */
  old: boolean;
}

function Report({ funnel, table, currency, old }: ReportProps) {
  const weak = weakest(funnel.steps, currency);
  return (
    <div className={classes.report} aria-busy={old} data-old={old || undefined}>
      <FunnelNote funnel={funnel} weak={weak} />
      {table ? <FunnelTable funnel={funnel} /> : <FunnelPicture funnel={funnel} weak={weak} />}
      <h2 className={classes.heading}>
        <Trans>Где и почему теряем</Trans>
      </h2>
      <LossTable funnel={funnel} />
    </div>
  );
}

function Waiting() {
  return (
    <div className={classes.waiting} aria-busy>
      {[100, 82, 60, 44, 30].map((width) => (
        <Skeleton key={width} height={56} width={`${width}%`} />
      ))}
    </div>
  );
}
