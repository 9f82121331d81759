import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { keys } from '@/api/keys';
import { useUserOptions } from '@/api/reference';
import { useCan } from '@/api/session';
import type { Company } from '@/api/types';
import { useList } from '@/api/useList';
import type { Column } from '@/kit/columns';
import { DataTable } from '@/kit/DataTable';
import { EmptyState } from '@/kit/EmptyState';
import { FilterBar } from '@/kit/FilterBar';
import type { FilterDef } from '@/kit/filters';
import { formatDate, formatDateTime, formatPhone } from '@/kit/format';
import { useListState } from '@/kit/listState';
import { Page } from '@/kit/Page';
import { CompanyForm } from './CompanyForm';
import { Person } from './dealColumns';
import { ExportMenu } from './ExportMenu';
import classes from './lists.module.css';

const OWN = ['new'] as const;

export function CompanyList() {
  const { t } = useLingui();
  const can = useCan();
  const navigate = useNavigate();
  const state = useListState(OWN);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const owners = useUserOptions();
  const { filters, q, sort } = state;
  const list = useList(keys.companies, '/api/v1/companies', { filters, q, sort });

  const defs: FilterDef[] = [
    { name: 'owner', label: t`Ответственный`, type: 'choice', options: owners, none: true },
    {
      name: 'has_inn',
      label: t`ИНН`,
      type: 'choice',
      single: true,
      options: [
        { value: 'true', label: t`Указан` },
        { value: 'false', label: t`Не указан` },
      ],
    },
    { name: 'created', label: t`Создана`, type: 'days' },
    {
      name: 'industry',
      label: t`Отрасль`,
      type: 'choice',
      options: filters.industry ? [{ value: filters.industry, label: filters.industry }] : [],
      linkOnly: true,
    },
    { name: 'ids', label: t`Выбранные записи`, type: 'choice', options: [], linkOnly: true },
  ];

  const columns: Column<Company>[] = [
    {
      key: 'name',
      title: t`Название`,
      width: 220,
      grow: 2,
      always: true,
      sort: 'name',
      render: (company) => (
        <Link
          to="/companies/$id"
          params={{ id: company.id }}
          className={classes.name}
          tabIndex={-1}
        >
          {company.name}
        </Link>
      ),
    },
    { key: 'inn', title: t`ИНН`, width: 126, grow: 0, render: (company) => company.inn ?? '—' },
    {
      key: 'kpp',
      title: t`КПП`,
      width: 110,
      grow: 0,
      hidden: true,
      render: (company) => company.kpp ?? '—',
    },
    {
      key: 'phone',
      title: t`Телефон`,
      width: 150,
      render: (company) => formatPhone(company.phone) || '—',
    },
    { key: 'email', title: t`Почта`, width: 180, render: (company) => company.email ?? '—' },
    {
      key: 'industry',
      title: t`Отрасль`,
      width: 140,
      render: (company) => company.industry ?? '—',
    },
    {
      key: 'website',
      title: t`Сайт`,
      width: 150,
      hidden: true,
      render: (company) => company.website ?? '—',
    },
    {
      key: 'address',
      title: t`Адрес`,
      width: 200,
      hidden: true,
      render: (company) => company.address ?? '—',
    },
    {
      key: 'owner',
      title: t`Ответственный`,
      width: 150,
      render: (company) => <Person name={company.owner?.name} />,
    },
    {
      key: 'created',
      title: t`Создана`,
      width: 126,
      grow: 0,
      sort: 'created_at',
      render: (company) => formatDate(company.created_at),
    },
    {
      key: 'updated',
      title: t`Изменена`,
      width: 168,
      grow: 0,
      sort: 'updated_at',
      hidden: true,
      render: (company) => formatDateTime(company.updated_at),
    },
  ];

  return (
    <Page
      title={t`Компании`}
      scroll={false}
      facts={
        list.total !== null && (
          <Plural
            value={list.total}
            one="# компания"
            few="# компании"
            many="# компаний"
            other="# компании"
          />
        )
      }
      actions={
        <>
          <ExportMenu entity="companies" state={state} />
          {can('companies.write') && (
            <Button leftSection={<IconPlus size={14} />} onClick={() => state.set({ new: '1' })}>
              <Trans>Компания</Trans>
            </Button>
          )}
        </>
      }
      bar={
        <FilterBar
          defs={defs}
          state={state}
          columns={columns}
          search={t`Название, ИНН, телефон, почта`}
        />
      }
    >
      <DataTable
        id="companies"
        label={t`Компании`}
        columns={columns}
        list={list}
        rowId={(company) => company.id}
        sort={sort}
        onSort={state.setSort}
        onOpen={(company) => void navigate({ to: '/companies/$id', params: { id: company.id } })}
        card={(company) => (
          <div className={classes.card}>
            <span className={classes.cardTitle}>{company.name}</span>
            <span className={classes.cardEnd}>{company.inn}</span>
            <span className={classes.cardQuiet}>
              {formatPhone(company.phone) || company.email || '—'}
            </span>
            <span className={classes.cardEnd}>{company.owner?.name}</span>
          </div>
        )}
        empty={<EmptyState title={t`Компаний не нашлось`} />}
      />
      {search.new && <CompanyForm opened onClose={() => state.set({ new: '' })} />}
    </Page>
  );
}
