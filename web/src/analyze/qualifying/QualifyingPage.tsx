import { Trans, useLingui } from '@lingui/react/macro';
import { SegmentedControl, Skeleton } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMe } from '@/api/session';
import type { Qualifying } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { useListState } from '@/kit/listState';
import { AnalyzePage } from '../AnalyzePage';
import { WonLost } from '../contrast/WonLost';
import { periodOf, todayIn } from '../period';
import { Findings } from '../room/Findings';
import { Goals } from '../room/Goals';
import classes from '../room/Room.module.css';
import { Tiles } from '../room/Tiles';
import { QualifyingTable } from './QualifyingTable';
import { SpeedTable } from './SpeedTable';
import { useQualifying } from './useQualifying';

const OWN = ['period', 'by', 'goal', 'apart', 'explain', 'part'] as const;
/** What qualification is to bring. */
const GOALS = ['qualified_leads'];
const BY = ['source', 'owner', 'team'] as const;

/** The room of qualification: the goal, what to do, how it goes, what to improve. */
export function QualifyingPage({ work }: { work: ReactNode }) {
  const { t } = useLingui();
  const { workspace } = useMe();
  const state = useListState(OWN);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const span = search.period || '90d';
  const by = BY.find((one) => one === search.by) ?? 'source';
  const today = todayIn(workspace.time_zone);
  const { from, to } = periodOf({ period: span }, today);
  const found = useQualifying({ from: from ?? '', to: to ?? '', by });
  return (
    <AnalyzePage
      title={t`Квалификация`}
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
              { value: 'source', label: t`Источники` },
              { value: 'owner', label: t`Люди` },
              { value: 'team', label: t`Команды` },
            ]}
          />
        </>
      }
    >
      <Goals metrics={GOALS} />
      {work}
      {found.error ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : !found.data ? (
        <Skeleton height={260} aria-busy />
      ) : (
        <div className={classes.page} data-old={found.isPlaceholderData || undefined}>
          <h2 className={classes.heading}>
            <Trans>Как лиды проходят квалификацию</Trans>
          </h2>
          <p className={classes.quiet}>
            <Trans>
              Лиды, пришедшие за период. Те, что ещё в работе, учтены ожидаемым исходом.
            </Trans>
          </p>
          <AllTiles all={found.data.all} />
          <Findings
            title={<Trans>Что улучшить</Trans>}
            findings={found.data.findings}
            none={
              <Trans>
                За эти дни ничто не отличается так, чтобы этого нельзя было объяснить случаем.
              </Trans>
            }
          />
          <QualifyingTable found={found.data} by={by} />
          <SpeedTable speeds={found.data.speeds} />
          <WonLost period={{ from, to }} />
        </div>
      )}
    </AnalyzePage>
  );
}

function AllTiles({ all }: { all: Qualifying['all'] }) {
  const { t } = useLingui();
  return (
    <Tiles
      tiles={[
        { name: t`Лиды`, figure: all.leads },
        { name: t`Квалифицировано`, figure: all.qualified },
        { name: t`Прошли, пока`, figure: all.observed },
        { name: t`Пройдут, ожидается`, figure: all.expected, sure: true },
        { name: t`До первого ответа`, figure: all.first_response, sure: true },
        { name: t`Ответили в срок`, figure: all.in_time, sure: true },
      ]}
    />
  );
}
