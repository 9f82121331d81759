import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconInbox, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { useSourceOptions, useUserOptions } from '@/api/reference';
import { useCan } from '@/api/session';
import type { Inquiry } from '@/api/types';
import { useList } from '@/api/useList';
import type { Column } from '@/kit/columns';
import { DataTable } from '@/kit/DataTable';
import { EmptyState } from '@/kit/EmptyState';
import { FilterBar } from '@/kit/FilterBar';
import type { FilterDef } from '@/kit/filters';
import { formatAgo, formatPhone } from '@/kit/format';
import { useListState } from '@/kit/listState';
import { Page } from '@/kit/Page';
import classes from './Inbox.module.css';
import { InquiryForm } from './InquiryForm';
import { InquiryPanel } from './InquiryPanel';
import { inquiryChannel, inquiryState } from './labels';

const OWN = ['new', 'open'] as const;

/** Whether nobody took it in time. */
export function isLate(inquiry: Inquiry, now = Date.now()): boolean {
  return (
    inquiry.state === 'new' &&
    inquiry.take_by !== null &&
    inquiry.take_by !== undefined &&
    Date.parse(inquiry.take_by) < now
  );
}

/** What came in from outside and what becomes of it. */
export function InboxPage() {
  const { t } = useLingui();
  const can = useCan();
  const state = useListState(OWN);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const { filters, sort } = state;
  // What is not settled is what the inbox is for; a filter says otherwise.
  const asked = filters.state || filters.late ? filters : { ...filters, state: 'new,taken' };
  const list = useList(keys.inquiries, '/api/v1/inquiries', { filters: asked, sort });
  const open = useQuery({
    queryKey: [...keys.inquiries, 'one', search.open],
    queryFn: ({ signal }): Promise<Inquiry> =>
      data(
        http.GET('/api/v1/inquiries/{id}', {
          params: { path: { id: search.open ?? '' } },
          signal,
        }),
      ),
    enabled: Boolean(search.open),
  });
  const defs: FilterDef[] = [
    {
      name: 'state',
      label: t`Состояние`,
      type: 'choice',
      options: (['new', 'taken', 'settled', 'spam'] as const).map((value) => ({
        value,
        label: inquiryState(value),
      })),
    },
    {
      name: 'channel',
      label: t`Как пришло`,
      type: 'choice',
      options: (['form', 'call', 'mail', 'chat', 'import', 'api', 'hand'] as const).map(
        (value) => ({ value, label: inquiryChannel(value) }),
      ),
    },
    {
      name: 'owner',
      label: t`Ответственный`,
      type: 'choice',
      options: useUserOptions(),
      none: true,
    },
    { name: 'source', label: t`Источник`, type: 'choice', options: useSourceOptions(), none: true },
    { name: 'received', label: t`Пришло`, type: 'days' },
    { name: 'late', label: t`Никто не взял в срок`, type: 'flag' },
    { name: 'doubtful', label: t`Неясно, от кого`, type: 'flag' },
    { name: 'campaign', label: t`Кампания`, type: 'choice', options: [], linkOnly: true },
    { name: 'contact', label: t`Контакт`, type: 'choice', options: [], linkOnly: true },
    { name: 'deal', label: t`Сделка`, type: 'choice', options: [], linkOnly: true },
  ];
  const columns: Column<Inquiry>[] = [
    {
      key: 'who',
      title: t`Кто`,
      width: 190,
      grow: 2,
      always: true,
      render: (one) => (
        <span className={one.state === 'new' ? classes.new : undefined}>{called(one)}</span>
      ),
    },
    {
      key: 'text',
      title: t`О чём`,
      width: 220,
      grow: 3,
      render: (one) => one.text || Object.values(one.answers).join(', ') || '—',
    },
    {
      key: 'state',
      title: t`Состояние`,
      width: 130,
      grow: 0,
      render: (one) => <StateMark inquiry={one} />,
    },
    {
      key: 'channel',
      title: t`Как пришло`,
      width: 110,
      grow: 0,
      render: (one) => inquiryChannel(one.channel),
    },
    {
      key: 'campaign',
      title: t`Кампания`,
      width: 150,
      render: (one) => one.campaign?.name ?? one.source?.name ?? '—',
    },
    {
      key: 'owner',
      title: t`Ответственный`,
      width: 150,
      render: (one) => one.owner?.name ?? t`никто`,
    },
    {
      key: 'received',
      title: t`Пришло`,
      width: 120,
      grow: 0,
      sort: 'received_at',
      render: (one) => formatAgo(one.received_at),
    },
  ];
  return (
    <Page
      title={t`Обращения`}
      scroll={false}
      facts={
        list.total !== null && (
          <Plural
            value={list.total}
            one="# обращение"
            few="# обращения"
            many="# обращений"
            other="# обращения"
          />
        )
      }
      actions={
        can('inquiries.write') && (
          <Button leftSection={<IconPlus size={14} />} onClick={() => state.set({ new: '1' })}>
            <Trans>Обращение</Trans>
          </Button>
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
            id="inquiries"
            label={t`Обращения`}
            columns={columns}
            list={list}
            rowId={(one) => one.id}
            sort={sort}
            onSort={state.setSort}
            onOpen={(one) => state.set({ open: one.id })}
            card={(one) => (
              <span>
                <b>{called(one)}</b> · {inquiryChannel(one.channel)}
                <br />
                <StateMark inquiry={one} /> · {formatAgo(one.received_at)}
              </span>
            )}
            empty={
              <EmptyState
                icon={<IconInbox size={28} stroke={1.4} />}
                title={t`Всё разобрано`}
                text={t`Здесь появится то, что придёт с форм, звонков, писем и из других программ.`}
              />
            }
          />
        </div>
        {search.open && open.data && (
          <InquiryPanel
            key={open.data.id}
            inquiry={open.data}
            onClose={() => state.set({ open: '' })}
          />
        )}
      </div>
      {search.new && (
        <InquiryForm
          onClose={() => state.set({ new: '' })}
          onCreated={(made) => state.set({ new: '', open: made.id })}
        />
      )}
    </Page>
  );
}

/** Who it is from: the name, the company, or how they are reached. */
export function called(one: Inquiry): string {
  return (
    [one.name, one.company].filter(Boolean).join(', ') ||
    formatPhone(one.phones[0]) ||
    one.emails[0] ||
    '—'
  );
}

export function StateMark({ inquiry }: { inquiry: Inquiry }) {
  const { t } = useLingui();
  const late = isLate(inquiry);
  return (
    <span className={classes.state}>
      <span
        className={classes.dot}
        data-state={inquiry.state}
        data-late={late || undefined}
        aria-hidden
      />
      {late ? <span className={classes.late}>{t`Просрочено`}</span> : inquiryState(inquiry.state)}
    </span>
  );
}
