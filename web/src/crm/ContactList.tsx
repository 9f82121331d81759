import { t } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { keys } from '@/api/keys';
import { useUserOptions } from '@/api/reference';
import { useCan } from '@/api/session';
import type { Contact, PointKind } from '@/api/types';
import { useList } from '@/api/useList';
import type { Column } from '@/kit/columns';
import { DataTable } from '@/kit/DataTable';
import { EmptyState } from '@/kit/EmptyState';
import { FilterBar } from '@/kit/FilterBar';
import type { FilterDef } from '@/kit/filters';
import { formatDate, formatDateTime, formatPhone } from '@/kit/format';
import { useListState } from '@/kit/listState';
import { Page } from '@/kit/Page';
import { ContactForm } from './ContactForm';
import { Person } from './dealColumns';
import { ExportMenu } from './ExportMenu';
import classes from './lists.module.css';

const OWN = ['new'] as const;

function points(contact: Contact, kind: PointKind): string {
  const [first, ...others] = contact.points.filter((point) => point.kind === kind);
  if (!first) return '—';
  const value = formatPhone(first.value);
  const more = others.length;
  return more > 0 ? t`${value}, ещё ${more}` : value;
}

export function ContactList() {
  const { t } = useLingui();
  const can = useCan();
  const navigate = useNavigate();
  const state = useListState(OWN);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const owners = useUserOptions();
  const { filters, q, sort } = state;
  const list = useList(keys.contacts, '/api/v1/contacts', { filters, q, sort });
  const company = list.rows[0]?.company;

  const defs: FilterDef[] = [
    { name: 'owner', label: t`Ответственный`, type: 'choice', options: owners, none: true },
    { name: 'created', label: t`Создан`, type: 'days' },
    {
      name: 'company',
      label: t`Компания`,
      type: 'choice',
      options: company ? [{ value: company.id, label: company.name }] : [],
      linkOnly: true,
    },
    { name: 'ids', label: t`Выбранные записи`, type: 'choice', options: [], linkOnly: true },
  ];

  const columns: Column<Contact>[] = [
    {
      key: 'name',
      title: t`Имя`,
      width: 200,
      grow: 1.5,
      always: true,
      sort: 'name',
      render: (contact) => (
        <Link to="/contacts/$id" params={{ id: contact.id }} className={classes.name} tabIndex={-1}>
          {contact.name}
        </Link>
      ),
    },
    {
      key: 'company',
      title: t`Компания`,
      width: 180,
      grow: 1.5,
      render: (contact) => contact.company?.name ?? '—',
    },
    {
      key: 'job_title',
      title: t`Должность`,
      width: 150,
      render: (contact) => contact.job_title ?? '—',
    },
    { key: 'phone', title: t`Телефон`, width: 190, render: (contact) => points(contact, 'phone') },
    { key: 'email', title: t`Почта`, width: 190, render: (contact) => points(contact, 'email') },
    {
      key: 'owner',
      title: t`Ответственный`,
      width: 150,
      render: (contact) => <Person name={contact.owner?.name} />,
    },
    {
      key: 'created',
      title: t`Создан`,
      width: 126,
      grow: 0,
      sort: 'created_at',
      render: (contact) => formatDate(contact.created_at),
    },
    {
      key: 'updated',
      title: t`Изменён`,
      width: 168,
      grow: 0,
      sort: 'updated_at',
      hidden: true,
      render: (contact) => formatDateTime(contact.updated_at),
    },
  ];

  return (
    <Page
      title={t`Контакты`}
      scroll={false}
      facts={
        list.total !== null && (
          <Plural
            value={list.total}
            one="# контакт"
            few="# контакта"
            many="# контактов"
            other="# контакта"
          />
        )
      }
      actions={
        <>
          <ExportMenu entity="contacts" state={state} />
          {can('contacts.write') && (
            <Button leftSection={<IconPlus size={14} />} onClick={() => state.set({ new: '1' })}>
              <Trans>Контакт</Trans>
            </Button>
          )}
        </>
      }
      bar={
        <FilterBar defs={defs} state={state} columns={columns} search={t`Имя, телефон, почта`} />
      }
    >
      <DataTable
        id="contacts"
        label={t`Контакты`}
        columns={columns}
        list={list}
        rowId={(contact) => contact.id}
        sort={sort}
        onSort={state.setSort}
        onOpen={(contact) => void navigate({ to: '/contacts/$id', params: { id: contact.id } })}
        card={(contact) => (
          <div className={classes.card}>
            <span className={classes.cardTitle}>{contact.name}</span>
            <span className={classes.cardEnd}>{formatPhone(contact.points[0]?.value)}</span>
            <span className={classes.cardQuiet}>{contact.company?.name ?? '—'}</span>
            <span className={classes.cardEnd}>{contact.job_title}</span>
          </div>
        )}
        empty={<EmptyState title={t`Контактов не нашлось`} />}
      />
      {search.new && <ContactForm opened onClose={() => state.set({ new: '' })} />}
    </Page>
  );
}
