import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlus, IconSpeakerphone, IconUpload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { data, http, idempotencyKey } from '@/api/client';
import { keys } from '@/api/keys';
import { applyProblem } from '@/api/problem';
import { useChannelOptions } from '@/api/reference';
import { useCan } from '@/api/session';
import type { Campaign, CampaignWhole } from '@/api/types';
import { useList } from '@/api/useList';
import type { Column } from '@/kit/columns';
import { DataTable } from '@/kit/DataTable';
import { EmptyState } from '@/kit/EmptyState';
import { FilterBar } from '@/kit/FilterBar';
import { FormModal } from '@/kit/FormModal';
import type { FilterDef } from '@/kit/filters';
import { formatDate, formatMoney, formatNumber } from '@/kit/format';
import { useListState } from '@/kit/listState';
import { Page } from '@/kit/Page';
import { UnknownTags } from './UnknownTags';

const OWN = ['new', 'tags'] as const;

/** Campaigns and what they cost so far. */
export function CampaignList() {
  const { t } = useLingui();
  const can = useCan();
  const navigate = useNavigate();
  const state = useListState(OWN);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const { filters, q, sort } = state;
  const asked = filters.archived ? filters : { ...filters, archived: 'false' };
  const list = useList(keys.campaigns, '/api/v1/campaigns', { filters: asked, q, sort });
  const defs: FilterDef[] = [
    { name: 'channel', label: t`Канал`, type: 'choice', options: useChannelOptions() },
    {
      name: 'archived',
      label: t`Архив`,
      type: 'choice',
      single: true,
      options: [
        { value: 'false', label: t`Действующие` },
        { value: 'true', label: t`В архиве` },
      ],
    },
  ];
  defs.push({
    name: 'attention',
    label: t`Не хватает`,
    type: 'choice',
    single: true,
    options: [
      { value: 'no_spend', label: t`неделю нет расхода` },
      { value: 'no_rules', label: t`нет меток` },
    ],
  });
  const columns: Column<Campaign>[] = [
    {
      key: 'name',
      title: t`Название`,
      width: 240,
      grow: 2,
      always: true,
      sort: 'name',
      render: (one) => (
        <Link to="/campaigns/$id" params={{ id: one.id }} tabIndex={-1}>
          {one.name}
        </Link>
      ),
    },
    { key: 'channel', title: t`Канал`, width: 170, render: (one) => one.channel?.name ?? '—' },
    {
      key: 'period',
      title: t`Период`,
      width: 190,
      grow: 0,
      render: (one) =>
        one.starts_on || one.ends_on
          ? `${formatDate(one.starts_on) || '…'} – ${formatDate(one.ends_on) || '…'}`
          : '—',
    },
    {
      key: 'budget',
      title: t`Бюджет`,
      width: 130,
      grow: 0,
      render: (one) => (one.budget ? formatMoney(one.budget) : '—'),
    },
    {
      key: 'cost',
      title: t`Потрачено`,
      width: 130,
      grow: 0,
      render: (one) => (one.totals.cost ? formatMoney(one.totals.cost) : '—'),
    },
    {
      key: 'clicks',
      title: t`Клики`,
      width: 90,
      grow: 0,
      render: (one) => formatNumber(one.totals.clicks),
    },
    {
      key: 'created',
      title: t`Создана`,
      width: 110,
      grow: 0,
      hidden: true,
      sort: 'created_at',
      render: (one) => formatDate(one.created_at),
    },
  ];
  return (
    <Page
      title={t`Кампании`}
      scroll={false}
      facts={
        list.total !== null && (
          <Plural
            value={list.total}
            one="# кампания"
            few="# кампании"
            many="# кампаний"
            other="# кампании"
          />
        )
      }
      actions={
        can('campaigns.write') && (
          <>
            {can('import.run') && (
              <Button
                variant="default"
                component={Link}
                to="/imports"
                search={{ new: 'ad-days' } as never}
                leftSection={<IconUpload size={14} />}
              >
                <Trans>Загрузить отчёт</Trans>
              </Button>
            )}
            <Button leftSection={<IconPlus size={14} />} onClick={() => state.set({ new: '1' })}>
              <Trans>Кампания</Trans>
            </Button>
          </>
        )
      }
      bar={<FilterBar defs={defs} state={state} columns={columns} search={t`Название`} />}
    >
      <DataTable
        id="campaigns"
        label={t`Кампании`}
        columns={columns}
        list={list}
        rowId={(one) => one.id}
        sort={sort}
        onSort={state.setSort}
        onOpen={(one) => void navigate({ to: '/campaigns/$id', params: { id: one.id } })}
        card={(one) => (
          <span>
            <b>{one.name}</b>
            <br />
            {one.channel?.name} · {one.totals.cost ? formatMoney(one.totals.cost) : '—'}
          </span>
        )}
        empty={
          <EmptyState
            icon={<IconSpeakerphone size={28} stroke={1.4} />}
            title={t`Кампаний пока нет`}
            text={t`Заведите кампанию с метками UTM — её посещения, обращения и сделки будут узнаны сами.`}
          />
        }
      />
      {search.new && <NewCampaign onClose={() => state.set({ new: '' })} />}
      {search.tags && <UnknownTags onClose={() => state.set({ tags: '' })} />}
    </Page>
  );
}

function NewCampaign({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  const channels = useChannelOptions();
  const [key] = useState(idempotencyKey);
  const [error, setError] = useState<string | null>(null);
  const form = useForm({ initialValues: { name: '', channel_id: null as string | null } });
  const create = useMutation({
    meta: { form: true },
    mutationFn: (values: typeof form.values): Promise<CampaignWhole> =>
      data(
        http.POST('/api/v1/campaigns', {
          params: { header: { 'Idempotency-Key': key } },
          body: { name: values.name.trim(), channel_id: values.channel_id },
        }),
      ),
    onSuccess: async (made) => {
      void client.invalidateQueries({ queryKey: keys.campaigns });
      await navigate({ to: '/campaigns/$id', params: { id: made.id } });
    },
    onError: (reason) => setError(applyProblem(form, reason, Object.keys(form.values))),
  });
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t`Новая кампания`}
      action={t`Создать`}
      busy={create.isPending}
      error={error}
      onSubmit={form.onSubmit((values) => create.mutate(values))}
    >
      <TextInput label={t`Название`} required data-autofocus {...form.getInputProps('name')} />
      <Select
        label={t`Канал`}
        required
        searchable
        data={channels}
        {...form.getInputProps('channel_id')}
      />
    </FormModal>
  );
}
