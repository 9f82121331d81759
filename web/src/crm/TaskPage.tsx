import { Trans, useLingui } from '@lingui/react/macro';
import { Button, SegmentedControl, Skeleton, Stack } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Fragment } from 'react';
import { keys } from '@/api/keys';
import { useCan, useMe } from '@/api/session';
import { useList } from '@/api/useList';
import { EmptyState } from '@/kit/EmptyState';
import { ErrorState } from '@/kit/ErrorState';
import { formatNumber } from '@/kit/format';
import { Page } from '@/kit/Page';
import classes from './TaskPage.module.css';
import { TaskQuickAdd } from './TaskQuickAdd';
import { TaskRow } from './TaskRow';
import { taskDay, taskDayLabel } from './taskDays';

const STATES = ['overdue', 'today', 'open', 'done'] as const;
type State = (typeof STATES)[number];

/** What has to be done: mine or everybody's, late, today, all, done. */
export function TaskPage() {
  const { t } = useLingui();
  const me = useMe();
  const can = useCan();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { state?: string; who?: string };
  const state: State = STATES.find((name) => name === search.state) ?? 'open';
  const who = search.who === 'all' ? 'all' : 'mine';
  const set = (changes: { state?: string; who?: string }) =>
    void navigate({ to: '/tasks', search: { state, who, ...changes }, replace: true });

  const list = useList(keys.tasks, '/api/v1/tasks', query(state));
  const counts = {
    overdue: useCount(query('overdue')),
    today: useCount(query('today')),
    open: useCount(query('open')),
  };
  function query(of: State) {
    const filters: Record<string, string> = { state: of };
    if (who === 'mine') filters.assignee = me.user.id;
    return { filters, sort: of === 'done' ? '-created_at' : 'due_at' };
  }
  const counted = (label: string, count: number | null) =>
    count ? `${label} ${formatNumber(count)}` : label;
  const now = new Date();

  return (
    <Page
      title={t`Задачи`}
      bar={
        <>
          <SegmentedControl
            aria-label={t`Какие задачи`}
            value={state}
            onChange={(value) => set({ state: value })}
            data={[
              { value: 'overdue', label: counted(t`Просрочено`, counts.overdue) },
              { value: 'today', label: counted(t`Сегодня`, counts.today) },
              { value: 'open', label: counted(t`Все`, counts.open) },
              { value: 'done', label: t`Сделано` },
            ]}
          />
          <SegmentedControl
            aria-label={t`Чьи задачи`}
            value={who}
            onChange={(value) => set({ who: value })}
            data={[
              { value: 'mine', label: t`Мои` },
              { value: 'all', label: t`Всех` },
            ]}
          />
        </>
      }
    >
      <div className={classes.page}>
        {can('tasks.write') && <TaskQuickAdd />}
        {list.error && list.rows.length === 0 ? (
          <ErrorState error={list.error} onRetry={list.retry} />
        ) : list.loading ? (
          <Stack gap={20} mt={20}>
            <Skeleton height={14} />
            <Skeleton height={14} width="80%" />
            <Skeleton height={14} width="60%" />
          </Stack>
        ) : list.rows.length === 0 ? (
          <EmptyState
            title={state === 'overdue' ? t`Ничего не просрочено` : t`Задач нет`}
            text={state === 'done' ? undefined : t`Запишите, что нужно сделать, в строке выше.`}
          />
        ) : (
          list.rows.map((task, index) => {
            const day = taskDay(task, now);
            const before = list.rows[index - 1];
            return (
              <Fragment key={task.id}>
                {(!before || taskDay(before, now) !== day) && (
                  <h2 className={classes.heading} data-day={day}>
                    {taskDayLabel(day)}
                  </h2>
                )}
                <TaskRow task={task} readOnly={!can('tasks.write')} />
              </Fragment>
            );
          })
        )}
        {list.hasMore && (
          <Button
            className={classes.more}
            variant="default"
            loading={list.loadingMore}
            onClick={list.loadMore}
          >
            <Trans>Показать ещё</Trans>
          </Button>
        )}
      </div>
    </Page>
  );
}

function useCount(state: { filters: Record<string, string> }): number | null {
  return useList(keys.tasks, '/api/v1/tasks', { filters: state.filters }, { limit: 1 }).total;
}
