import { t } from '@lingui/core/macro';
import { useSourceOptions, useTagOptions, useTeamOptions, useUserOptions } from '@/api/reference';
import { useMe } from '@/api/session';
import type { FilterDef } from '@/kit/filters';

/** What a board can be narrowed by; the server knows the same names. */
export function useBoardFilters(): FilterDef[] {
  const currency = useMe().workspace.currency;
  const owners = useUserOptions();
  const teams = useTeamOptions();
  const sources = useSourceOptions();
  const tags = useTagOptions();
  return [
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
    { name: 'owner', label: t`Ответственный`, type: 'choice', options: owners, none: true },
    { name: 'team', label: t`Команда`, type: 'choice', options: teams },
    { name: 'source', label: t`Источник`, type: 'choice', options: sources, none: true },
    { name: 'tag', label: t`Тег`, type: 'choice', options: tags, none: true },
    { name: 'amount', label: t`Сумма`, type: 'amount', currency },
    { name: 'created', label: t`Создана`, type: 'days' },
  ];
}
