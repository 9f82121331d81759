import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Select, TextInput, Tooltip } from '@mantine/core';
import { IconArchive, IconArchiveOff } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { channelsQuery, useSourceOptions } from '@/api/reference';
import { useCan } from '@/api/session';
import type { Channel, SitePage, SitePageKind } from '@/api/types';
import { EmptyState } from '@/kit/EmptyState';
import { Page } from '@/kit/Page';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import classes from './attract.module.css';
import { sitePagesQuery } from './campaignCalls';
import { channelKind, pageKind } from './labels';

/** The channels of attraction, and the pages of the site that are compared. */
export function ChannelsPage() {
  const { t } = useLingui();
  return (
    <Page title={t`Каналы и страницы`}>
      <div className={classes.columns}>
        <Channels />
        <Pages />
      </div>
    </Page>
  );
}

function Channels() {
  const { t } = useLingui();
  const client = useQueryClient();
  const readOnly = !useCan()('campaigns.write');
  const known = useQuery(channelsQuery);
  const channels = known.data?.items ?? [];
  const sources = useSourceOptions();
  const [name, setName] = useState('');
  const onSettled = () => void client.invalidateQueries({ queryKey: keys.channels });
  const create = useMutation({
    mutationFn: (): Promise<Channel> =>
      data(http.POST('/api/v1/channels', { body: { name: name.trim() } })),
    onSuccess: () => setName(''),
    onSettled,
  });
  const usual = useMutation({
    mutationFn: () => data(http.POST('/api/v1/channels/usual')),
    onSettled,
  });
  const change = useMutation({
    mutationFn: ({
      id,
      ...body
    }: {
      id: string;
      version: number;
      archived?: boolean;
      source_id?: string | null;
    }): Promise<Channel> =>
      data(http.PATCH('/api/v1/channels/{id}', { params: { path: { id } }, body })),
    onSettled,
  });
  return (
    <section className={classes.section} aria-labelledby="channels-title">
      <h2 className={classes.heading} id="channels-title">
        <Trans>Каналы</Trans>
      </h2>
      <p className={classes.quiet}>
        <Trans>Источник канала получают сделки, которые из него пришли.</Trans>
      </p>
      {known.data && channels.length === 0 && !readOnly && (
        <EmptyState
          title={t`Каналов ещё нет`}
          text={t`Обычно хватает семи: SEO, контекст, соцсети, контент, вебинары, выставки, рассылки.`}
          action={
            <Button loading={usual.isPending} onClick={() => usual.mutate()}>
              <Trans>Добавить обычные</Trans>
            </Button>
          }
        />
      )}
      {channels.length > 0 && (
        <ScrollBox className={`${tables.scroller} ${classes.box}`} label={t`Таблица каналов`}>
          <table className={tables.table}>
            <thead>
              <tr>
                <th>
                  <Trans>Название</Trans>
                </th>
                <th>
                  <Trans>Вид</Trans>
                </th>
                <th>
                  <Trans>Источник</Trans>
                </th>
                <td />
              </tr>
            </thead>
            <tbody>
              {channels.map((channel) => (
                <tr key={channel.id}>
                  <td className={channel.archived ? tables.off : undefined}>{channel.name}</td>
                  <td>{channelKind(channel.kind)}</td>
                  <td>
                    <Select
                      size="xs"
                      aria-label={t`Источник: ${channel.name}`}
                      clearable
                      searchable
                      readOnly={readOnly}
                      data={sources}
                      value={channel.source_id ?? null}
                      onChange={(source_id) =>
                        change.mutate({ id: channel.id, version: channel.version, source_id })
                      }
                    />
                  </td>
                  <td>
                    {!readOnly && (
                      <Archive
                        name={channel.name}
                        archived={channel.archived}
                        onClick={() =>
                          change.mutate({
                            id: channel.id,
                            version: channel.version,
                            archived: !channel.archived,
                          })
                        }
                      />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      {!readOnly && (
        <form
          className={classes.line}
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim()) create.mutate();
          }}
        >
          <TextInput
            aria-label={t`Новый канал`}
            placeholder={t`Свой канал`}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button
            type="submit"
            variant="default"
            disabled={!name.trim()}
            loading={create.isPending}
          >
            <Trans>Добавить</Trans>
          </Button>
        </form>
      )}
    </section>
  );
}

const KINDS: SitePageKind[] = ['landing', 'article', 'video', 'case', 'webinar'];

function Pages() {
  const { t } = useLingui();
  const client = useQueryClient();
  const readOnly = !useCan()('campaigns.write');
  const pages = useQuery(sitePagesQuery).data?.items ?? [];
  const [draft, setDraft] = useState({ kind: 'landing' as SitePageKind, name: '', pattern: '' });
  const onSettled = () => void client.invalidateQueries({ queryKey: keys.sitePages });
  const create = useMutation({
    mutationFn: (): Promise<SitePage> => data(http.POST('/api/v1/site-pages', { body: draft })),
    onSuccess: () => setDraft({ ...draft, name: '', pattern: '' }),
    onSettled,
  });
  const change = useMutation({
    mutationFn: (page: SitePage): Promise<SitePage> =>
      data(
        http.PATCH('/api/v1/site-pages/{id}', {
          params: { path: { id: page.id } },
          body: { version: page.version, archived: !page.archived },
        }),
      ),
    onSettled,
  });
  return (
    <section className={classes.section} aria-labelledby="pages-title">
      <h2 className={classes.heading} id="pages-title">
        <Trans>Посадочные страницы и контент</Trans>
      </h2>
      <p className={classes.quiet}>
        <Trans>По адресу видно, какая страница привела клиента: /blog/* — все статьи блога.</Trans>
      </p>
      {pages.length > 0 && (
        <ScrollBox className={`${tables.scroller} ${classes.box}`} label={t`Таблица страниц`}>
          <table className={tables.table}>
            <thead>
              <tr>
                <th>
                  <Trans>Название</Trans>
                </th>
                <th>
                  <Trans>Вид</Trans>
                </th>
                <th>
                  <Trans>Адрес</Trans>
                </th>
                <td />
              </tr>
            </thead>
            <tbody>
              {pages.map((page) => (
                <tr key={page.id}>
                  <td className={page.archived ? tables.off : undefined}>{page.name}</td>
                  <td>{pageKind(page.kind)}</td>
                  <td>{page.pattern}</td>
                  <td>
                    {!readOnly && (
                      <Archive
                        name={page.name}
                        archived={page.archived}
                        onClick={() => change.mutate(page)}
                      />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      {!readOnly && (
        <form
          className={classes.line}
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate();
          }}
        >
          <Select
            aria-label={t`Вид`}
            allowDeselect={false}
            data={KINDS.map((value) => ({ value, label: pageKind(value) }))}
            value={draft.kind}
            onChange={(kind) => setDraft({ ...draft, kind: (kind ?? 'landing') as SitePageKind })}
          />
          <TextInput
            aria-label={t`Название`}
            placeholder={t`Название`}
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          />
          <TextInput
            aria-label={t`Адрес`}
            placeholder="/promo"
            value={draft.pattern}
            onChange={(event) => setDraft({ ...draft, pattern: event.currentTarget.value })}
          />
          <Button
            type="submit"
            variant="default"
            disabled={!draft.name.trim() || !draft.pattern.trim()}
            loading={create.isPending}
          >
            <Trans>Добавить</Trans>
          </Button>
        </form>
      )}
    </section>
  );
}

interface ArchiveProps {
  name: string;
  archived: boolean;
  onClick: () => void;
}

export function Archive({ name, archived, onClick }: ArchiveProps) {
  const { t } = useLingui();
  return (
    <Tooltip label={archived ? t`Вернуть из архива` : t`В архив`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={archived ? t`Вернуть из архива: ${name}` : t`Убрать в архив: ${name}`}
        onClick={onClick}
      >
        {archived ? <IconArchiveOff size={15} /> : <IconArchive size={15} />}
      </ActionIcon>
    </Tooltip>
  );
}
