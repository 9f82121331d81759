import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconPlus, IconUser } from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { usePipelines } from '@/api/reference';
import { useCan, useMe } from '@/api/session';
import { liveStages } from '@/crm/moves/calls';
import { EmptyState } from '@/kit/EmptyState';
import { ErrorState } from '@/kit/ErrorState';
import { FilterBar } from '@/kit/FilterBar';
import { useListState } from '@/kit/listState';
import { Page } from '@/kit/Page';
import { Board } from './Board';
import { useBoard } from './boardData';
import { useBoardFilters } from './boardFilters';
import { PipelineSwitch } from './PipelineSwitch';

/** The home page: every open deal where it stands now. */
export function BoardPage() {
  const { t } = useLingui();
  const me = useMe();
  const can = useCan();
  const state = useListState(['pipeline']);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const pipelines = usePipelines();
  const [asked, setAsked] = useState<string | null>(null);
  const [last, setLast] = useLocalStorage<string | null>({
    key: 'voronka-pipeline',
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  const wanted = search.pipeline ?? last;
  const pipeline = pipelines.find((one) => one.id === wanted) ?? pipelines[0];
  const query = { filters: state.filters, q: state.q };
  const board = useBoard(pipeline?.id, query);
  const mine = state.filters.owner === me.user.id;
  const defs = useBoardFilters();
  const first = liveStages(pipeline)[0];

  return (
    <Page
      title={
        <PipelineSwitch
          pipelines={pipelines}
          current={pipeline}
          onChange={(id) => {
            setLast(id);
            state.set({ pipeline: id });
          }}
        />
      }
      actions={
        <>
          <Button
            variant={mine ? 'light' : 'default'}
            aria-pressed={mine}
            leftSection={<IconUser size={14} stroke={1.6} />}
            onClick={() => state.set({ owner: mine ? '' : me.user.id })}
          >
            <Trans>Мои</Trans>
          </Button>
          {can('deals.write') && first && (
            <Button
              leftSection={<IconPlus size={14} stroke={2} />}
              onClick={() => setAsked(first.id)}
            >
              <Trans>Сделка</Trans>
            </Button>
          )}
        </>
      }
      bar={<FilterBar defs={defs} state={state} search={t`Сделка, компания, телефон…`} />}
      scroll={false}
    >
      {board.error && !board.data ? (
        <ErrorState error={board.error} onRetry={() => void board.refetch()} />
      ) : pipelines.length === 0 && !board.isPending ? (
        <EmptyState title={t`Воронок пока нет`} text={t`Создайте первую в настройках.`} />
      ) : (
        <Board
          board={board.data}
          state={query}
          stages={liveStages(pipeline)}
          filtered={Object.keys(state.filters).length > 0 || Boolean(state.q)}
          adding={asked}
          onAdding={setAsked}
        />
      )}
    </Page>
  );
}
