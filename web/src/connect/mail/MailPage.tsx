import { Plural, useLingui } from '@lingui/react/macro';
import { IconMail } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import type { Mail } from '@/api/types';
import { useList } from '@/api/useList';
import type { Column } from '@/kit/columns';
import { DataTable } from '@/kit/DataTable';
import { EmptyState } from '@/kit/EmptyState';
import { FilterBar } from '@/kit/FilterBar';
import type { FilterDef } from '@/kit/filters';
import { formatAgo } from '@/kit/format';
import { useListState } from '@/kit/listState';
import { Page } from '@/kit/Page';
import { mailState, STATES, stateOf, toneOf } from './labels';
import { MailPanel } from './MailPanel';
import classes from './mail.module.css';
import { accountsQuery } from './mailCalls';

const OWN = ['open'] as const;

/** Every mail that goes out, and what became of it. */
export function MailPage() {
  const { t } = useLingui();
  const can = useCan();
  const state = useListState(OWN);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const { filters, sort } = state;
  const list = useList(keys.mails, '/api/v1/mails', { filters, sort });
  const accounts = useQuery({ ...accountsQuery, enabled: can('mail.send') });
  const defs: FilterDef[] = [
    {
      name: 'state',
      label: t`Состояние`,
      type: 'choice',
      options: STATES.map((value) => ({ value, label: mailState(value) })),
    },
    {
      name: 'account',
      label: t`Ящик`,
      type: 'choice',
      options: (accounts.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
    },
    { name: 'deal', label: t`Сделка`, type: 'choice', options: [], linkOnly: true },
    { name: 'contact', label: t`Контакт`, type: 'choice', options: [], linkOnly: true },
    { name: 'series', label: t`Рассылка`, type: 'choice', options: [], linkOnly: true },
  ];
  const columns: Column<Mail>[] = [
    { key: 'to', title: t`Кому`, width: 200, grow: 2, always: true, render: addressee },
    {
      key: 'subject',
      title: t({ message: 'Тема', context: 'of a letter' }),
      width: 220,
      grow: 3,
      render: (one) => one.subject,
    },
    {
      key: 'state',
      title: t`Состояние`,
      width: 178,
      grow: 0,
      render: (one) => <MailMark mail={one} />,
    },
    { key: 'error', title: t`Причина`, width: 180, grow: 2, render: (one) => one.error ?? '' },
    {
      key: 'deal',
      title: t`Сделка`,
      width: 160,
      hidden: true,
      render: (one) => one.deal?.title ?? '—',
    },
    { key: 'by', title: t`Написал`, width: 140, render: (one) => one.by?.name ?? t`система` },
    {
      key: 'created',
      title: t`Когда`,
      width: 120,
      grow: 0,
      sort: 'created_at',
      render: (one) => formatAgo(one.sent_at ?? one.created_at),
    },
  ];
  return (
    <Page
      title={t`Исходящие письма`}
      scroll={false}
      facts={
        list.total !== null && (
          <Plural
            value={list.total}
            one="# письмо"
            few="# письма"
            many="# писем"
            other="# письма"
          />
        )
      }
      bar={<FilterBar defs={defs} state={state} columns={columns} />}
    >
      <div
        className={classes.layout}
        data-alone={search.open ? undefined : true}
        data-open={search.open ? true : undefined}
      >
        <div className={classes.list}>
          <DataTable
            id="mails"
            label={t`Исходящие письма`}
            columns={columns}
            list={list}
            rowId={(one) => one.id}
            sort={sort}
            onSort={state.setSort}
            onOpen={(one) => state.set({ open: one.id })}
            card={(one) => (
              <span>
                <b>{one.subject}</b>
                <br />
                <MailMark mail={one} /> · {addressee(one)}
              </span>
            )}
            empty={
              <EmptyState
                icon={<IconMail size={28} stroke={1.4} />}
                title={t`Писем пока нет`}
                text={t`Письмо пишется со страницы сделки или контакта.`}
              />
            }
          />
        </div>
        {search.open && (
          <MailPanel key={search.open} id={search.open} onClose={() => state.set({ open: '' })} />
        )}
      </div>
    </Page>
  );
}

function addressee(mail: Mail): string {
  return mail.contact ? `${mail.contact.name}, ${mail.to}` : mail.to;
}

export function MailMark({ mail }: { mail: Mail }) {
  return (
    <span className={classes.state}>
      <span className={classes.dot} data-tone={toneOf(mail)} aria-hidden />
      {stateOf(mail)}
    </span>
  );
}
