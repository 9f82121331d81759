import { Trans, useLingui } from '@lingui/react/macro';
import { Button, CopyButton, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import type { Page as PageOf, Site, SiteVisit } from '@/api/types';
import { formatAgo, formatNumber } from '@/kit/format';
import { Page } from '@/kit/Page';
import { ScrollBox } from '@/kit/ScrollBox';
import tables from '@/kit/table.module.css';
import classes from './attract.module.css';
import { Archive } from './ChannelsPage';

/** Sites whose visits are counted: the line for the site, and whether it works. */
export function SitesPage() {
  const { t } = useLingui();
  const client = useQueryClient();
  const readOnly = !useCan()('forms.write');
  const sites = useQuery({
    queryKey: keys.sites,
    queryFn: (): Promise<PageOf<Site>> => data(http.GET('/api/v1/sites')),
  });
  const [draft, setDraft] = useState({ name: '', domain: '' });
  const create = useMutation({
    mutationFn: (): Promise<Site> =>
      data(
        http.POST('/api/v1/sites', {
          body: { name: draft.name.trim(), domains: draft.domain.split(/[\s,]+/).filter(Boolean) },
        }),
      ),
    onSuccess: () => setDraft({ name: '', domain: '' }),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.sites }),
  });
  return (
    <Page title={t`Сайты и посещения`}>
      <p className={classes.quiet}>
        <Trans>
          Скрипт не ставит cookie, не хранит адресов и молчит, если посетитель просит не следить.
          Ждать согласия — добавьте data-wait и вызовите voronka.consent(true).
        </Trans>
      </p>
      {(sites.data?.items ?? []).map((site) => (
        <SiteCard key={site.id} site={site} readOnly={readOnly} />
      ))}
      {!readOnly && (
        <form
          className={classes.line}
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate();
          }}
        >
          <TextInput
            label={t`Название`}
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          />
          <TextInput
            label={t`Домен`}
            placeholder="site.ru"
            value={draft.domain}
            onChange={(event) => setDraft({ ...draft, domain: event.currentTarget.value })}
          />
          <Button
            type="submit"
            variant="default"
            disabled={!draft.name.trim()}
            loading={create.isPending}
          >
            <Trans>Добавить сайт</Trans>
          </Button>
        </form>
      )}
    </Page>
  );
}

function SiteCard({ site, readOnly }: { site: Site; readOnly: boolean }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const visits = useQuery({
    queryKey: [...keys.sites, 'visits', site.id],
    queryFn: (): Promise<SiteVisit[]> =>
      data(http.GET('/api/v1/sites/{id}/visits', { params: { path: { id: site.id } } })),
    refetchInterval: 10_000,
  });
  const archive = useMutation({
    mutationFn: (): Promise<Site> =>
      data(
        http.PATCH('/api/v1/sites/{id}', {
          params: { path: { id: site.id } },
          body: { version: site.version, archived: !site.archived },
        }),
      ),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.sites }),
  });
  const line = `<script async src="${location.origin}/v.js" data-site="${site.key}"></script>`;
  const newest = visits.data?.[0];
  return (
    <section className={classes.section} aria-label={site.name}>
      <h2 className={classes.heading}>
        <span className={site.archived ? tables.off : undefined}>{site.name}</span>
        <span className={classes.quiet} style={{ margin: 0 }}>
          {site.domains.join(', ') || t`любой домен`}
        </span>
        {!readOnly && (
          <Archive name={site.name} archived={site.archived} onClick={() => archive.mutate()} />
        )}
      </h2>
      <code className={classes.code}>{line}</code>
      <div className={classes.line}>
        <CopyButton value={line}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy}>
              {copied ? <Trans>Скопировано</Trans> : <Trans>Скопировать строку</Trans>}
            </Button>
          )}
        </CopyButton>
        <span className={classes.quiet} style={{ margin: 0 }} role="status">
          {newest ? (
            <Trans>Скрипт работает: последнее посещение {formatAgo(newest.started_at)}</Trans>
          ) : (
            <Trans>Посещений ещё не было: вставьте строку на все страницы сайта</Trans>
          )}
        </span>
      </div>
      {(visits.data?.length ?? 0) > 0 && (
        <ScrollBox
          className={`${tables.scroller} ${classes.box}`}
          label={t`Посещения: ${site.name}`}
        >
          <table className={tables.table}>
            <thead>
              <tr>
                <th>
                  <Trans>Когда</Trans>
                </th>
                <th>
                  <Trans>Страница</Trans>
                </th>
                <th>
                  <Trans>Откуда</Trans>
                </th>
                <th data-number>
                  <Trans>Страниц</Trans>
                </th>
                <th data-number>
                  <Trans>Секунд</Trans>
                </th>
              </tr>
            </thead>
            <tbody>
              {visits.data?.slice(0, 10).map((visit) => (
                <tr key={visit.id}>
                  <td className={tables.moment}>{formatAgo(visit.started_at)}</td>
                  <td>{visit.landing}</td>
                  <td>
                    {[visit.utm.source, visit.utm.campaign].filter(Boolean).join(' / ') ||
                      visit.referrer ||
                      '—'}
                  </td>
                  <td data-number>{formatNumber(visit.pages)}</td>
                  <td data-number>{formatNumber(visit.seconds)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </section>
  );
}
