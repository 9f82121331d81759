import { Trans, useLingui } from '@lingui/react/macro';
import { SegmentedControl, Select, Skeleton } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMe } from '@/api/session';
import type { Marketing } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { useListState } from '@/kit/listState';
import { AnalyzePage } from '../AnalyzePage';
import { periodOf, todayIn } from '../period';
import { Findings } from '../room/Findings';
import classes from '../room/Room.module.css';
import { Tiles } from '../room/Tiles';
import { MarketingTable } from './MarketingTable';
import { useMarketing } from './useMarketing';

const OWN = ['period', 'by', 'touch', 'explain'] as const;

/** The room of attraction: what to do, what it cost and brought, where to put money. */
export function MarketingPage({ work }: { work: ReactNode }) {
  const { t } = useLingui();
  const { workspace } = useMe();
  const state = useListState(OWN);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const span = search.period || '90d';
  const by = search.by === 'channel' ? 'channel' : 'campaign';
  const touch = ['last', 'any'].includes(search.touch ?? '') ? (search.touch ?? '') : 'first';
  const { from, to } = periodOf({ period: span }, todayIn(workspace.time_zone));
  const found = useMarketing({ from: from ?? '', to: to ?? '', by, touch });
  return (
    <AnalyzePage
      title={t`Привлечение`}
      bar={
        <>
          <SegmentedControl
            aria-label={t`Период`}
            value={span}
            onChange={(period) => state.set({ period })}
            data={[
              { value: 'month', label: t`Месяц` },
              { value: '90d', label: t`90 дней` },
              { value: '12m', label: t`12 месяцев` },
            ]}
          />
          <SegmentedControl
            aria-label={t`Разбить по`}
            value={by}
            onChange={(value) => state.set({ by: value })}
            data={[
              { value: 'campaign', label: t`Кампании` },
              { value: 'channel', label: t`Каналы` },
            ]}
          />
          <Select
            aria-label={t`Чья сделка`}
            allowDeselect={false}
            value={touch}
            onChange={(value) => state.set({ touch: value ?? '' })}
            data={[
              { value: 'first', label: t`по первому касанию` },
              { value: 'last', label: t`по последнему касанию` },
              { value: 'any', label: t`по любому касанию` },
            ]}
          />
        </>
      }
    >
      {work}
      {found.error ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={260} aria-busy />
      ) : (
        <div className={classes.page} data-old={found.isPlaceholderData || undefined}>
          <h2 className={classes.heading}>
            <Trans>Сколько стоит и что приносит</Trans>
          </h2>
          <p className={classes.quiet}>
            <Trans>
              Сделки, созданные за период. Те, что ещё в работе, учтены тем, что от них ожидается.
            </Trans>
          </p>
          <AllTiles all={found.data.all} />
          <Findings
            title={<Trans>Куда вложить и откуда забрать</Trans>}
            findings={found.data.findings.map((finding) => ({
              ...finding,
              bad: finding.verdict === 'loses',
            }))}
          />
          <MarketingTable found={found.data} by={by} />
        </div>
      )}
    </AnalyzePage>
  );
}

function AllTiles({ all }: { all: Marketing['all'] }) {
  const { t } = useLingui();
  return (
    <Tiles
      tiles={[
        { name: t`Посетители`, figure: all.visitors },
        { name: t`Лиды`, figure: all.leads },
        { name: t`Расход`, figure: all.spend },
        { name: t`Цена лида`, figure: all.cost_per_lead },
        { name: t`Цена клиента`, figure: all.acquisition_cost },
        { name: t`Окупаемость, ожидаемая`, figure: all.romi_expected },
      ]}
    />
  );
}
