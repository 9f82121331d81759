import { Trans, useLingui } from '@lingui/react/macro';
import { Badge, Button, Skeleton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import type { Dashboard, DashboardLine } from '@/api/types';
import { EmptyState } from '@/kit/EmptyState';
import { ErrorState } from '@/kit/ErrorState';
import { formatAgo } from '@/kit/format';
import { Page } from '@/kit/Page';
import classes from './Dashboards.module.css';
import { starter } from './starter';

/** The dashboards that one has made and those that others share. */
export function DashboardList() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const client = useQueryClient();
  const can = useCan();
  const list = useQuery({
    queryKey: keys.dashboards,
    queryFn: ({ signal }): Promise<{ items: DashboardLine[] }> =>
      data(http.GET('/api/v1/dashboards', { signal })),
  });
  const create = useMutation({
    mutationFn: (): Promise<Dashboard> =>
      data(
        http.POST('/api/v1/dashboards', {
          body: { name: t`Мой дашборд`, shared: false, tiles: starter() },
        }),
      ),
    onSuccess: (dashboard) => {
      void client.invalidateQueries({ queryKey: keys.dashboards });
      void navigate({ to: '/dashboards/$id', params: { id: dashboard.id }, search: { edit: '1' } });
    },
  });
  const button = can('dashboards.write') && (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      loading={create.isPending}
      onClick={() => create.mutate()}
    >
      <Trans>Создать дашборд</Trans>
    </Button>
  );
  return (
    <Page title={t`Дашборды`} actions={list.data && list.data.items.length > 0 && button}>
      {list.error || create.error ? (
        <ErrorState error={list.error ?? create.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Skeleton height={120} aria-busy />
      ) : list.data.items.length === 0 ? (
        <EmptyState
          title={t`Дашбордов пока нет`}
          text={t`Соберите главные числа на один экран: для себя или для стены в офисе.`}
          action={button}
        />
      ) : (
        <ul className={classes.list}>
          {list.data.items.map((line) => (
            <li key={line.id}>
              <Link to="/dashboards/$id" params={{ id: line.id }} className={classes.line}>
                <b>{line.name}</b>
                {line.shared && (
                  <Badge variant="light">
                    <Trans>общий</Trans>
                  </Badge>
                )}
                <span className={classes.quiet}>
                  {line.owner.name} · {formatAgo(line.updated_at)}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
