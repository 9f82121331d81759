import { useLingui } from '@lingui/react/macro';
import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import {
  IconAddressBook,
  IconBriefcase,
  IconBuilding,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconPlus,
  IconSearch,
  IconSun,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { errorText } from '@/api/problem';
import { useCan } from '@/api/session';
import type { SearchItem, SearchKind } from '@/api/types';
import { useLogout, useSwitchLang } from './account';
import { placeGroups } from './places';

const ICONS = { deal: IconBriefcase, company: IconBuilding, contact: IconAddressBook };
const KINDS: SearchKind[] = ['deal', 'company', 'contact'];

const [store, spotlight] = createSpotlight();

/** Ctrl+K: finds any record by a part of its name, phone or ИНН, and knows the commands. */
export default function Palette({ asked }: { asked: number }) {
  const { t } = useLingui();
  const [typed, setTyped] = useState('');
  const [settled] = useDebouncedValue(typed.trim(), 160);
  const groups = useCommandGroups(typed.trim());

  // Each press of the shortcut opens it once more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` is the number of presses
  useEffect(() => spotlight.open(), [asked]);

  const found = useQuery({
    queryKey: [...keys.search, settled],
    queryFn: ({ signal }): Promise<{ items: SearchItem[] }> =>
      data(http.GET('/api/v1/search', { params: { query: { q: settled, limit: 20 } }, signal })),
    enabled: settled.length > 1,
    placeholderData: (previous) => (settled.length > 1 ? previous : undefined),
  });
  const records = useRecordGroups(settled.length > 1 ? (found.data?.items ?? []) : []);

  // Records come after the typing, when the component has chosen its first line already: without
  // this Enter would do nothing.
  const first = records[0]?.actions[0]?.id;
  useEffect(() => {
    const list = first && document.getElementById(store.getState().listId);
    if (!list) return;
    for (const line of list.querySelectorAll('[data-selected]')) {
      line.removeAttribute('data-selected');
    }
    list.querySelector('[data-action]')?.setAttribute('data-selected', 'true');
    store.updateState((state) => ({ ...state, selected: 0 }));
  }, [first]);

  const waiting = settled !== typed.trim() || found.isFetching;
  return (
    <Spotlight
      store={store}
      shortcut={null}
      centered={false}
      yOffset={80}
      attributes={{ content: { 'aria-label': t`Поиск и команды` } }}
      scrollable
      maxHeight={440}
      query={typed}
      onQueryChange={setTyped}
      // The server has already chosen the records, and commands are chosen below.
      filter={(_query, actions) => actions}
      actions={[...records, ...groups]}
      nothingFound={
        found.error ? errorText(found.error) : waiting ? t`Ищем…` : t`Ничего не найдено`
      }
      searchProps={{
        leftSection: <IconSearch size={18} stroke={1.6} />,
        placeholder: t`Найти сделку, компанию, контакт или команду…`,
        'aria-label': t`Поиск и команды`,
      }}
    />
  );
}

function useRecordGroups(items: SearchItem[]): SpotlightActionGroupData[] {
  const { t } = useLingui();
  const navigate = useNavigate();
  const titles = { deal: t`Сделки`, company: t`Компании`, contact: t`Контакты` };
  const pages = {
    deal: '/deals/$id',
    company: '/companies/$id',
    contact: '/contacts/$id',
  } as const;
  return KINDS.map((kind) => {
    const Icon = ICONS[kind];
    return {
      group: titles[kind],
      actions: items
        .filter((item) => item.kind === kind)
        .map((item) => ({
          id: item.id,
          label: item.title,
          description: item.subtitle ?? undefined,
          leftSection: <Icon size={18} stroke={1.6} />,
          onClick: () => void navigate({ to: pages[kind], params: { id: item.id } }),
        })),
    };
  }).filter((group) => group.actions.length > 0);
}

function useCommandGroups(part: string): SpotlightActionGroupData[] {
  const { t, i18n } = useLingui();
  const can = useCan();
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const switchLang = useSwitchLang();
  const logout = useLogout();
  const other = i18n.locale === 'ru' ? 'en' : 'ru';

  const places = placeGroups()
    .flatMap((group) => group.places)
    .filter((place) => !place.needs || can(place.needs))
    .map((place) => ({
      id: place.to,
      label: place.label,
      leftSection: <place.icon size={18} stroke={1.6} />,
      onClick: () => void navigate({ to: place.to }),
    }));
  const create = [
    { to: '/deals' as const, label: t`Новая сделка`, needs: 'deals.write' as const },
    { to: '/companies' as const, label: t`Новая компания`, needs: 'companies.write' as const },
    { to: '/contacts' as const, label: t`Новый контакт`, needs: 'contacts.write' as const },
  ]
    .filter((command) => can(command.needs))
    .map((command) => ({
      id: `new ${command.to}`,
      label: command.label,
      leftSection: <IconPlus size={18} stroke={1.6} />,
      onClick: () => void navigate({ to: command.to, search: { new: '1' } }),
    }));
  const commands = [
    ...create,
    {
      id: 'light',
      label: t`Светлая тема`,
      leftSection: <IconSun size={18} stroke={1.6} />,
      onClick: () => setColorScheme('light'),
    },
    {
      id: 'dark',
      label: t`Тёмная тема`,
      leftSection: <IconMoon size={18} stroke={1.6} />,
      onClick: () => setColorScheme('dark'),
    },
    {
      id: 'lang',
      label: other === 'en' ? 'English' : 'Русский',
      leftSection: <IconLanguage size={18} stroke={1.6} />,
      onClick: () => switchLang.mutate(other),
    },
    {
      id: 'logout',
      label: t`Выйти`,
      leftSection: <IconLogout size={18} stroke={1.6} />,
      onClick: () => logout.mutate(),
    },
  ];

  const fits = (action: { label: string }) =>
    action.label.toLowerCase().includes(part.toLowerCase());
  return [
    { group: t`Перейти`, actions: places.filter(fits) },
    { group: t`Команды`, actions: commands.filter(fits) },
  ].filter((group) => group.actions.length > 0);
}
