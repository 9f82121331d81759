import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, SegmentedControl } from '@mantine/core';
import { IconBooks, IconPlus } from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import type { Material } from '@/api/types';
import { useList } from '@/api/useList';
import { STAGE_KINDS, stageKindLabel } from '@/crm/labels';
import type { Column } from '@/kit/columns';
import { DataTable } from '@/kit/DataTable';
import { EmptyState } from '@/kit/EmptyState';
import { FilterBar } from '@/kit/FilterBar';
import type { FilterDef } from '@/kit/filters';
import { formatAgo, formatDate, formatNumber } from '@/kit/format';
import { useListState } from '@/kit/listState';
import { Page } from '@/kit/Page';
import classes from './content.module.css';
import { useMaterialTags } from './contentCalls';
import { hostOf, MATERIAL_KINDS, materialKind } from './labels';
import { MaterialEditor } from './MaterialEditor';

const OWN = ['view', 'new', 'material', 'period', 'basis', 'explain', 'part'] as const;

/** The library of what is sent to clients, and what came of it. */
export function MaterialsPage({ effect }: { effect: ReactNode }) {
  const { t } = useLingui();
  const can = useCan();
  const state = useListState(OWN);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const { filters, q, sort } = state;
  const effects = search.view === 'effect' && can('reports.read');
  const asked = filters.archived ? filters : { ...filters, archived: 'false' };
  const list = useList(keys.materials, '/api/v1/materials', { filters: asked, q, sort });
  const columns = useColumns();
  const defs = useFilters();
  const views = can('reports.read') && (
    <SegmentedControl
      aria-label={t`Что показать`}
      value={effects ? 'effect' : 'list'}
      onChange={(view) => state.set({ view: view === 'effect' ? 'effect' : '' })}
      data={[
        { value: 'list', label: t`Библиотека` },
        { value: 'effect', label: t`Что они дают` },
      ]}
    />
  );
  return (
    <Page
      title={t`Материалы`}
      scroll={effects}
      facts={
        !effects &&
        list.total !== null && (
          <Plural
            value={list.total}
            one="# материал"
            few="# материала"
            many="# материалов"
            other="# материала"
          />
        )
      }
      actions={
        can('content.write') && (
          <Button leftSection={<IconPlus size={14} />} onClick={() => state.set({ new: '1' })}>
            <Trans>Материал</Trans>
          </Button>
        )
      }
      bar={
        <div className={classes.bar}>
          {views}
          {!effects && (
            <FilterBar defs={defs} state={state} columns={columns} search={t`Название`} />
          )}
        </div>
      }
    >
      {effects ? (
        effect
      ) : (
        <DataTable
          id="materials"
          label={t`Материалы`}
          columns={columns}
          list={list}
          rowId={(one) => one.id}
          sort={sort}
          onSort={state.setSort}
          onOpen={(one) => state.set({ material: one.id })}
          card={(one) => (
            <span>
              <b>{one.title}</b>
              <br />
              {materialKind(one.kind)} · <Used material={one} />
            </span>
          )}
          empty={
            <EmptyState
              icon={<IconBooks size={28} stroke={1.4} />}
              title={t`Материалов пока нет`}
              text={t`Добавьте кейс, вебинар или брошюру: её можно отправить со сделки личной ссылкой и увидеть, что клиент открыл.`}
            />
          }
        />
      )}
      {(search.new || search.material) && (
        <MaterialEditor
          key={search.material ?? 'new'}
          id={search.material || null}
          onClose={() => state.set({ new: '', material: '' })}
        />
      )}
    </Page>
  );
}

/** How often a material was sent and opened. */
function Used({ material }: { material: Material }) {
  if (material.sent === 0) return <Trans>не отправляли</Trans>;
  return (
    <Trans>
      отправлен {formatNumber(material.sent)}, открыт {formatNumber(material.opened)}
    </Trans>
  );
}

function useColumns(): Column<Material>[] {
  const { t } = useLingui();
  const state = useListState(OWN);
  return [
    {
      key: 'title',
      title: t`Название`,
      width: 260,
      grow: 2,
      always: true,
      sort: 'title',
      render: (one) => (
        <button
          type="button"
          tabIndex={-1}
          className={one.archived ? classes.archived : classes.name}
          onClick={() => state.set({ material: one.id })}
        >
          {one.title}
        </button>
      ),
    },
    { key: 'kind', title: t`Вид`, width: 120, grow: 0, render: (one) => materialKind(one.kind) },
    {
      key: 'tags',
      title: t`Для кого`,
      width: 220,
      render: (one) =>
        [...one.industries, ...one.pains, ...one.stages.map(stageKindLabel)].join(', ') || '—',
    },
    {
      key: 'what',
      title: t`Файл или ссылка`,
      width: 170,
      render: (one) =>
        one.file?.name ?? (one.link ? hostOf(one.link) : <Trans>ещё не приложен</Trans>),
    },
    {
      key: 'sent',
      title: t`Отправлен`,
      width: 100,
      grow: 0,
      align: 'right',
      render: (one) => formatNumber(one.sent),
    },
    {
      key: 'opened',
      title: t`Открыт`,
      width: 90,
      grow: 0,
      align: 'right',
      render: (one) => formatNumber(one.opened),
    },
    {
      key: 'last',
      title: t`Последний раз`,
      width: 130,
      grow: 0,
      render: (one) => formatAgo(one.last_sent_at) || '—',
    },
    {
      key: 'updated',
      title: t`Изменён`,
      width: 110,
      grow: 0,
      hidden: true,
      sort: 'updated_at',
      render: (one) => formatDate(one.updated_at),
    },
  ];
}

function useFilters(): FilterDef[] {
  const { t } = useLingui();
  const tags = useMaterialTags();
  const options = (words: string[]) => words.map((word) => ({ value: word, label: word }));
  return [
    {
      name: 'kind',
      label: t`Вид`,
      type: 'choice',
      options: MATERIAL_KINDS.map((kind) => ({ value: kind, label: materialKind(kind) })),
    },
    {
      name: 'industry',
      label: t`Отрасль`,
      type: 'choice',
      single: true,
      options: options(tags.industries),
    },
    { name: 'pain', label: t`Боль`, type: 'choice', single: true, options: options(tags.pains) },
    {
      name: 'stage',
      label: t`Этап`,
      type: 'choice',
      single: true,
      options: STAGE_KINDS.map((kind) => ({ value: kind, label: stageKindLabel(kind) })),
    },
    {
      name: 'lang',
      label: t`Язык`,
      type: 'choice',
      single: true,
      options: [
        { value: 'ru', label: t`Русский` },
        { value: 'en', label: t`Английский` },
      ],
    },
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
}
