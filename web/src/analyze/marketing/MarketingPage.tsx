import { Trans, useLingui } from '@lingui/react/macro';
import { SegmentedControl, Select, Skeleton, Tabs } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMe } from '@/api/session';
import type { Marketing } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { useListState } from '@/kit/listState';
import { AnalyzePage } from '../AnalyzePage';
import { periodOf, todayIn } from '../period';
import { Findings } from '../room/Findings';
import { Goals } from '../room/Goals';
import classes from '../room/Room.module.css';
import { Tiles } from '../room/Tiles';
import own from './Marketing.module.css';
import { type MarketingBy, MarketingTable } from './MarketingTable';
import { useMarketing } from './useMarketing';

/** What attraction is to bring. */
const GOALS = ['leads', 'qualified_leads', 'revenue'];
const BY: MarketingBy[] = ['campaign', 'channel', 'content', 'landing', 'day'];
const OWN = ['period', 'by', 'touch', 'goal', 'explain', 'part'] as const;

/** The room of attraction: what to do, what it cost and brought, where to put money. */
export function MarketingPage({ work }: { work: ReactNode }) {
  const { t } = useLingui();
  const { workspace } = useMe();
  const state = useListState(OWN);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const span = search.period || '90d';
  const by = BY.find((one) => one === search.by) ?? 'campaign';
  const touch = ['last', 'linear', 'any'].includes(search.touch ?? '')
    ? (search.touch ?? '')
    : 'first';
  const { from, to } = periodOf({ period: span }, todayIn(workspace.time_zone));
  const found = useMarketing({ from: from ?? '', to: to ?? '', by, touch });
  const tabs = [
    { value: 'campaign', label: t`Кампании` },
    { value: 'channel', label: t`Каналы` },
    { value: 'content', label: t`Контент` },
    { value: 'landing', label: t`Посадочные страницы` },
    { value: 'day', label: t`Дни` },
  ];
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
          {(by === 'campaign' || by === 'channel') && (
            <Select
              aria-label={t`Чья сделка`}
              allowDeselect={false}
              value={touch}
              onChange={(value) => state.set({ touch: value ?? '' })}
              data={[
                { value: 'first', label: t`по первому касанию` },
                { value: 'last', label: t`по последнему касанию` },
                { value: 'linear', label: t`поровну между касаниями` },
                { value: 'any', label: t`по любому касанию` },
              ]}
            />
          )}
        </>
      }
    >
      <Goals metrics={GOALS} />
      <h2 className={classes.heading}>
        <Trans>Что сделать</Trans>
      </h2>
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
            {by !== 'day' && (
              <>
                {' '}
                <Trans>В «Всего» нет сделок, о которых неизвестно, откуда они.</Trans>
              </>
            )}
          </p>
          <AllTiles all={found.data.all} />
          <Findings
            title={<Trans>Куда вложить и откуда забрать</Trans>}
            findings={found.data.findings.map((finding) => ({
              ...finding,
              bad: finding.verdict === 'loses',
            }))}
          />
          <Tabs
            className={own.tabs}
            value={by}
            onChange={(value) => state.set({ by: value ?? '' })}
          >
            <Tabs.List aria-label={t`Сравнить`}>
              {tabs.map((tab) => (
                <Tabs.Tab key={tab.value} value={tab.value}>
                  {tab.label}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value={by}>
              <MarketingTable found={found.data} by={by} />
            </Tabs.Panel>
          </Tabs>
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
