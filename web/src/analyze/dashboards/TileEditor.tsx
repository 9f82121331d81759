import { t } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { usePipelines, useSourceOptions, useTeamOptions, useUserOptions } from '@/api/reference';
import type { DashboardTile, MetricInfo } from '@/api/types';
import { periodNames } from './tilePeriod';

interface Props {
  tile: DashboardTile;
  onSave: (tile: DashboardTile) => void;
  onClose: () => void;
}

const WITH_METRIC = ['number', 'trend', 'bars'];

/** Every number of the product; it does not change while the page is open. */
export function useMetrics(): MetricInfo[] {
  const query = useQuery({
    queryKey: ['catalog'],
    queryFn: ({ signal }): Promise<{ items: MetricInfo[] }> =>
      data(http.GET('/api/v1/analyze/numbers', { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return query.data?.items ?? [];
}

/** What a number is split by, after the word «по». */
export function sliceNames(): Record<string, string> {
  return {
    owner: t`ответственным`,
    team: t`командам`,
    source: t`источникам`,
    stage: t`этапам`,
    reason: t`причинам потерь`,
    tag: t`тегам`,
    industry: t`отраслям`,
    company_size: t`размеру компании`,
    pipeline: t`воронкам`,
    campaign_first: t`кампаниям первого касания`,
    channel_first: t`каналам первого касания`,
    landing: t`посадочным страницам`,
    first_response: t`скорости первого ответа`,
    script_version: t`версиям скрипта`,
    fit: t`соответствию профилю`,
  };
}

/** What a tile shows: a picture, a number, a period, whose deals. */
export function TileEditor({ tile, onSave, onClose }: Props) {
  const { t } = useLingui();
  const [draft, setDraft] = useState(tile);
  const set = (changes: Partial<DashboardTile>) => setDraft((old) => ({ ...old, ...changes }));
  const filter = (name: string, value: string | null) => {
    const filters = { ...draft.filters };
    if (value) filters[name] = value;
    else delete filters[name];
    set({ filters });
  };
  const metrics = useMetrics().filter((metric) => !metric.needs_step);
  const views: { value: DashboardTile['view']; label: string }[] = [
    { value: 'number', label: t`Число` },
    { value: 'trend', label: t`График по времени` },
    { value: 'bars', label: t`Столбики` },
    { value: 'funnel', label: t`Воронка` },
    { value: 'forecast', label: t`Прогноз` },
    { value: 'weak_points', label: t`Слабые места` },
    { value: 'plan_fact', label: t`План-факт` },
    { value: 'attention', label: t`Требуют внимания` },
  ];
  const withMetric = WITH_METRIC.includes(draft.view);
  const ready = (!withMetric || draft.metric) && (draft.view !== 'bars' || draft.by);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t`Плитка`}
      closeButtonProps={{ 'aria-label': t`Закрыть` }}
    >
      <Stack gap="sm">
        <Select
          label={t({ message: 'Вид', context: 'how a tile is drawn' })}
          allowDeselect={false}
          data={views}
          value={draft.view}
          onChange={(view) => set({ view: (view ?? 'number') as DashboardTile['view'] })}
        />
        {withMetric && (
          <Select
            label={t`Показатель`}
            searchable
            allowDeselect={false}
            data={metrics.map(({ key, name }) => ({ value: key, label: name }))}
            value={draft.metric ?? null}
            onChange={(metric) => set({ metric })}
          />
        )}
        {draft.view === 'bars' && (
          <Select
            label={t`Разбить по`}
            allowDeselect={false}
            data={Object.entries(sliceNames()).map(([value, label]) => ({ value, label }))}
            value={draft.by ?? null}
            onChange={(by) => set({ by: by as DashboardTile['by'] })}
          />
        )}
        <Select
          label={t`Период`}
          allowDeselect={false}
          data={Object.entries(periodNames()).map(([value, label]) => ({ value, label }))}
          value={draft.period ?? 'this_month'}
          onChange={(period) => set({ period: period as DashboardTile['period'] })}
        />
        <Select
          label={t`Воронка`}
          placeholder={t`все`}
          clearable
          data={usePipelines().map(({ id, name }) => ({ value: id, label: name }))}
          value={draft.filters?.pipeline ?? null}
          onChange={(value) => filter('pipeline', value)}
        />
        <Select
          label={t`Ответственный`}
          placeholder={t`все`}
          clearable
          searchable
          data={useUserOptions()}
          value={draft.filters?.owner ?? null}
          onChange={(value) => filter('owner', value)}
        />
        <Select
          label={t`Команда`}
          placeholder={t`все`}
          clearable
          data={useTeamOptions()}
          value={draft.filters?.team ?? null}
          onChange={(value) => filter('team', value)}
        />
        <Select
          label={t`Источник`}
          placeholder={t`все`}
          clearable
          data={useSourceOptions()}
          value={draft.filters?.source ?? null}
          onChange={(value) => filter('source', value)}
        />
        <TextInput
          label={t`Заголовок`}
          placeholder={t`как называется само`}
          maxLength={120}
          value={draft.title ?? ''}
          onChange={(event) => set({ title: event.currentTarget.value || null })}
        />
        <Group justify="end">
          <Button variant="default" onClick={onClose}>
            <Trans>Отмена</Trans>
          </Button>
          <Button disabled={!ready} onClick={() => onSave(draft)}>
            <Trans>Сохранить</Trans>
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
