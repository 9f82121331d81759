import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Loader, Menu, Switch, TextInput } from '@mantine/core';
import {
  IconDots,
  IconMaximize,
  IconMinimize,
  IconPencil,
  IconPlus,
  IconTrash,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import type { Dashboard, DashboardTile } from '@/api/types';
import { confirm } from '@/kit/confirm';
import { ErrorState } from '@/kit/ErrorState';
import { AnalyzePage } from '../AnalyzePage';
import classes from './Dashboards.module.css';
import { Grid } from './Grid';
import { below, settled } from './layout';
import { TileEditor } from './TileEditor';

/** One dashboard: tiles to look at, or to arrange. */
export function DashboardPage() {
  const { id } = useParams({ from: '/_app/dashboards/$id' });
  const query = useQuery({
    queryKey: [...keys.dashboards, id],
    queryFn: ({ signal }): Promise<Dashboard> =>
      data(http.GET('/api/v1/dashboards/{id}', { params: { path: { id } }, signal })),
  });
  if (query.isError && !query.data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Loader size="sm" m="xl" />;
  return <Loaded key={id} dashboard={query.data} />;
}

function Loaded({ dashboard }: { dashboard: Dashboard }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { edit } = useSearch({ strict: false }) as { edit?: string };
  const can = useCan();
  const mayChange = dashboard.may_change && can('dashboards.write');
  const editing = Boolean(edit) && mayChange;
  const [name, setName] = useState(dashboard.name);
  const [tiles, setTiles] = useState(dashboard.tiles);
  const [opened, setOpened] = useState<DashboardTile | null>(null);
  const wall = useRef<HTMLDivElement>(null);
  const full = useFullScreen();
  useEffect(() => {
    setTiles(dashboard.tiles);
    setName(dashboard.name);
  }, [dashboard]);

  const known = (fresh: Dashboard) => {
    client.setQueryData([...keys.dashboards, dashboard.id], fresh);
    void client.invalidateQueries({ queryKey: keys.dashboards, exact: true });
  };
  const change = useMutation({
    mutationFn: (body: { name?: string; shared?: boolean; tiles?: DashboardTile[] }) =>
      data(
        http.PATCH('/api/v1/dashboards/{id}', {
          params: { path: { id: dashboard.id } },
          body: { ...body, version: dashboard.version },
        }),
      ) as Promise<Dashboard>,
    onSuccess: known,
    onError: () => void client.invalidateQueries({ queryKey: keys.dashboards }),
  });
  const copy = useMutation({
    mutationFn: (): Promise<Dashboard> =>
      data(http.POST('/api/v1/dashboards/{id}/copy', { params: { path: { id: dashboard.id } } })),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: keys.dashboards });
      void navigate({ to: '/dashboards/$id', params: { id: made.id } });
    },
  });
  const remove = useMutation({
    mutationFn: () =>
      data(http.DELETE('/api/v1/dashboards/{id}', { params: { path: { id: dashboard.id } } })),
    onSuccess: () => {
      void navigate({ to: '/dashboards' });
      void client.invalidateQueries({ queryKey: keys.dashboards });
    },
  });
  const setEditing = (on: boolean) =>
    void navigate({
      to: '.',
      search: ((old: Record<string, string>) => ({ ...old, edit: on ? '1' : undefined })) as never,
    });
  const save = () => {
    change.mutate({ name: name.trim() || dashboard.name, tiles });
    setEditing(false);
  };
  const cancel = () => {
    setTiles(dashboard.tiles);
    setName(dashboard.name);
    setEditing(false);
  };
  const put = (tile: DashboardTile) => {
    setTiles((old) =>
      old.some(({ id }) => id === tile.id)
        ? settled(
            old.map((one) => (one.id === tile.id ? tile : one)),
            tile,
          )
        : [...old, tile],
    );
    setOpened(null);
  };
  const fresh = (): DashboardTile => ({
    id: `t${Date.now().toString(36)}`,
    view: 'number',
    metric: 'revenue',
    period: 'this_month',
    x: 0,
    y: below(tiles),
    w: 4,
    h: 2,
  });

  return (
    <AnalyzePage
      title={
        editing ? (
          <TextInput
            aria-label={t`Название дашборда`}
            value={name}
            maxLength={80}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        ) : (
          dashboard.name
        )
      }
      actions={
        editing ? (
          <>
            <Switch
              label={t`Виден всем`}
              checked={dashboard.shared}
              onChange={(event) => change.mutate({ shared: event.currentTarget.checked })}
            />
            <Button
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => setOpened(fresh())}
            >
              <Trans>Плитка</Trans>
            </Button>
            <Button variant="default" onClick={cancel}>
              <Trans>Отменить</Trans>
            </Button>
            <Button loading={change.isPending} onClick={save}>
              <Trans>Готово</Trans>
            </Button>
          </>
        ) : (
          <>
            <ActionIcon
              variant="default"
              size="lg"
              aria-label={t`На весь экран`}
              onClick={() => void wall.current?.requestFullscreen?.()}
            >
              <IconMaximize size={16} aria-hidden />
            </ActionIcon>
            {mayChange && (
              <Button
                variant="default"
                leftSection={<IconPencil size={16} aria-hidden />}
                onClick={() => setEditing(true)}
              >
                <Trans>Изменить</Trans>
              </Button>
            )}
            {can('dashboards.write') && (
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon variant="default" size="lg" aria-label={t`Ещё`}>
                    <IconDots size={16} aria-hidden />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => copy.mutate()}>
                    <Trans>Сделать свою копию</Trans>
                  </Menu.Item>
                  {mayChange && (
                    <Menu.Item
                      leftSection={<IconTrash size={14} aria-hidden />}
                      onClick={async () => {
                        const sure = await confirm({
                          title: t`Удалить дашборд «${dashboard.name}»?`,
                          action: t`Удалить`,
                          danger: true,
                        });
                        if (sure) remove.mutate();
                      }}
                    >
                      <Trans>Удалить</Trans>
                    </Menu.Item>
                  )}
                </Menu.Dropdown>
              </Menu>
            )}
          </>
        )
      }
    >
      {(change.error || copy.error || remove.error) && (
        <ErrorState
          error={change.error ?? copy.error ?? remove.error}
          onRetry={() => void client.invalidateQueries({ queryKey: keys.dashboards })}
        />
      )}
      <div ref={wall} className={classes.wall} data-full={full || undefined}>
        {full && (
          <div className={classes.wallHead}>
            <b>{dashboard.name}</b>
            <ActionIcon
              variant="subtle"
              aria-label={t`Выйти из полного экрана`}
              onClick={() => void document.exitFullscreen()}
            >
              <IconMinimize size={18} aria-hidden />
            </ActionIcon>
          </div>
        )}
        <Grid
          tiles={tiles}
          editing={editing}
          onArrange={setTiles}
          onEdit={setOpened}
          onRemove={(gone) => setTiles((old) => old.filter(({ id }) => id !== gone))}
        />
      </div>
      {opened && <TileEditor tile={opened} onSave={put} onClose={() => setOpened(null)} />}
    </AnalyzePage>
  );
}

/** Whether something fills the whole screen; the numbers on a wall renew themselves each minute. */
function useFullScreen(): boolean {
  const client = useQueryClient();
  const [full, setFull] = useState(false);
  useEffect(() => {
    const listen = () => setFull(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', listen);
    return () => document.removeEventListener('fullscreenchange', listen);
  }, []);
  useEffect(() => {
    if (!full) return;
    const timer = setInterval(
      () => void client.invalidateQueries({ queryKey: keys.numbers }),
      60_000,
    );
    return () => clearInterval(timer);
  }, [full, client]);
  return full;
}
