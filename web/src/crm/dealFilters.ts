import { t } from '@lingui/core/macro';
import {
  useLostReasonOptions,
  usePipelines,
  useSourceOptions,
  useTagOptions,
  useTeamOptions,
  useUserOptions,
} from '@/api/reference';
import { useMe } from '@/api/session';
import type { Deal } from '@/api/types';
import type { FilterDef } from '@/kit/filters';
import { STAGE_KINDS, stageKindLabel, statusLabel } from './labels';
import { useStageOptions } from './stageOptions';

/** Every filter of `/deals`: the usual ones first, those that only a report's link brings last. */
export function useDealFilters(rows: Deal[]): FilterDef[] {
  const currency = useMe().workspace.currency;
  const stages = useStageOptions();
  const pipelines = usePipelines().map(({ id, name }) => ({ value: id, label: name }));
  const owners = useUserOptions();
  const teams = useTeamOptions();
  const sources = useSourceOptions();
  const tags = useTagOptions();
  const reasons = useLostReasonOptions();
  const kinds = STAGE_KINDS.map((kind) => ({ value: kind, label: stageKindLabel(kind) }));
  // A link brings only the id of a company; its name is in every row that it leaves.
  const company = rows[0]?.company;

  return [
    {
      name: 'status',
      label: t`Состояние`,
      type: 'choice',
      options: (['open', 'won', 'lost'] as const).map((status) => ({
        value: status,
        label: statusLabel(status),
      })),
    },
    { name: 'stage', label: t`Этап`, type: 'choice', options: stages },
    ...(pipelines.length > 1
      ? [{ name: 'pipeline', label: t`Воронка`, type: 'choice' as const, options: pipelines }]
      : [
          {
            name: 'pipeline',
            label: t`Воронка`,
            type: 'choice' as const,
            options: pipelines,
            linkOnly: true,
          },
        ]),
    { name: 'owner', label: t`Ответственный`, type: 'choice', options: owners, none: true },
    { name: 'team', label: t`Команда`, type: 'choice', options: teams },
    { name: 'source', label: t`Источник`, type: 'choice', options: sources, none: true },
    { name: 'tag', label: t`Тег`, type: 'choice', options: tags, none: true },
    {
      name: 'mark',
      label: t`Соответствие профилю`,
      type: 'choice',
      options: ['A', 'B', 'C', 'D'].map((band) => ({ value: `fit:${band}`, label: band })),
    },
    {
      name: 'attention',
      label: t`Требует внимания`,
      type: 'choice',
      options: [
        { value: 'overdue', label: t`Шаг просрочен` },
        { value: 'no_next_step', label: t`Нет следующего шага` },
      ],
    },
    { name: 'stuck', label: t`Застряла`, type: 'flag' },
    { name: 'amount', label: t`Сумма`, type: 'amount', currency },
    { name: 'created', label: t`Создана`, type: 'days' },
    { name: 'closed', label: t`Закрыта`, type: 'days' },
    { name: 'expected', label: t`Ожидаемое закрытие`, type: 'days' },
    { name: 'stage_kind', label: t`Вид этапа`, type: 'choice', options: kinds },
    {
      name: 'lost_reason',
      label: t`Причина проигрыша`,
      type: 'choice',
      options: reasons,
      none: true,
    },
    { name: 'lost_stage', label: t`Проиграна на этапе`, type: 'choice', options: stages },
    { name: 'reached_stage', label: t`Дошла до этапа`, type: 'choice', options: stages },
    { name: 'reached_kind', label: t`Дошла до вида этапа`, type: 'choice', options: kinds },
    {
      name: 'company',
      label: t`Компания`,
      type: 'choice',
      options: company ? [{ value: company.id, label: company.name }] : [],
      linkOnly: true,
    },
    { name: 'contact', label: t`Контакт`, type: 'choice', options: [], linkOnly: true },
    { name: 'currency', label: t`Валюта`, type: 'choice', options: [], linkOnly: true },
    { name: 'ids', label: t`Выбранные записи`, type: 'choice', options: [], linkOnly: true },
  ];
}
