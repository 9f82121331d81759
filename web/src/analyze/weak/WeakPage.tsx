import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { pipelinesQuery, usePipelines } from '@/api/reference';
import { useMe } from '@/api/session';
import type { WeakPoints } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { formatDates } from '@/kit/format';
import { useListState } from '@/kit/listState';
import { AnalyzePage } from '../AnalyzePage';
import { periodOf, todayIn } from '../period';
import { ALL, QuestionBar } from '../QuestionBar';
import { FindingCard } from './FindingCard';
import { StagePlot } from './StagePlot';
import classes from './Weak.module.css';
import { WhatIfPanel } from './WhatIfPanel';

const OWN = ['pipeline', 'period', 'explain', 'part', 'step', 'wish'] as const;

/** Where the funnel leaks, how sure that is, what it costs, and what mending it would bring. */
export function WeakPage() {
  const { t } = useLingui();
  const { workspace } = useMe();
  const state = useListState(OWN);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const { isSuccess: pipelinesKnown } = useQuery(pipelinesQuery);
  const first = usePipelines()[0]?.id;
  const pipeline = search.pipeline || first || ALL;
  const span = search.period || '12m';
  const query = {
    ...(pipeline === ALL ? {} : { pipeline }),
    ...periodOf({ period: span }, todayIn(workspace.time_zone)),
    filter: state.filters,
  };
  const found = useQuery({
    queryKey: [...keys.numbers, 'weak', query],
    queryFn: ({ signal }): Promise<WeakPoints> =>
      data(http.GET('/api/v1/analyze/weak-points', { params: { query }, signal })),
    placeholderData: (previous) => previous,
    enabled: pipelinesKnown,
  });

  return (
    <AnalyzePage
      title={t`Слабые места`}
      bar={
        <QuestionBar state={state} pipeline={pipeline}>
          <SegmentedControl
            aria-label={t`Период`}
            value={span}
            onChange={(period) => state.set({ period })}
            data={[
              { value: '90d', label: t`90 дней` },
              { value: '12m', label: t`12 месяцев` },
            ]}
          />
        </QuestionBar>
      }
    >
      {found.error ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={220} aria-busy />
      ) : (
        <div className={classes.page} data-old={found.isPlaceholderData || undefined}>
          <Findings found={found.data} />
          <h2 className={classes.heading}>
            <Trans>Все этапы</Trans>
          </h2>
          <StagePlot stages={found.data.stages} currency={workspace.currency} />
          <h2 className={classes.heading}>
            <Trans>Что, если улучшить этап</Trans>
          </h2>
          <WhatIfPanel stages={found.data.stages} query={query} />
        </div>
      )}
    </AnalyzePage>
  );
}

function Findings({ found }: { found: WeakPoints }) {
  const period = found.from && found.to ? formatDates(found.from, found.to) : null;
  return (
    <>
      <p className={classes.quiet}>
        {period && (
          <>
            <Trans>
              Сделки, вошедшие на этапы с {period[0]} по {period[1]}
            </Trans>
            {' · '}
          </>
        )}
        <Plural
          value={found.tested}
          one="проверено # сравнение"
          few="проверено # сравнения"
          many="проверено # сравнений"
          other="проверено # сравнения"
        />
      </p>
      {found.findings.length === 0 ? (
        <div className={classes.none}>
          <b>
            <Trans>Слабых мест не видно</Trans>
          </b>
          <p>
            <Trans>
              Ни одно различие не выходит за пределы случайного. Когда сделок станет больше, станет
              видно и то, что поменьше.
            </Trans>
          </p>
        </div>
      ) : (
        <ol className={classes.findings}>
          {found.findings.map((finding) => (
            <FindingCard key={finding.step} finding={finding} />
          ))}
        </ol>
      )}
    </>
  );
}
