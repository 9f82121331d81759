import { useLingui } from '@lingui/react/macro';
import { Loader, Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { listQuery } from '@/api/list';
import type { NamedRef, Page } from '@/api/types';

export type EntityKind = 'company' | 'contact' | 'deal';

const LISTS = {
  company: { path: '/api/v1/companies', key: keys.companies },
  contact: { path: '/api/v1/contacts', key: keys.contacts },
  deal: { path: '/api/v1/deals', key: keys.deals },
} as const;

/** The one option that is not a record: it asks to make a new one with the typed name. */
const CREATE = 'create';

interface Props extends Omit<SelectProps, 'value' | 'onChange' | 'data' | 'label'> {
  kind: EntityKind;
  label?: string;
  value: NamedRef | null;
  onChange: (value: NamedRef | null) => void;
  /** When given, a name that was not found can be made on the spot. */
  onCreate?: (name: string) => void;
}

/** Finds one record among any number of them by a part of its name. */
export function EntityPicker({ kind, value, onChange, onCreate, ...rest }: Props) {
  const { t } = useLingui();
  const [typed, setTyped] = useState(value?.name ?? '');
  const [asked] = useDebouncedValue(typed.trim(), 200);
  const { path, key } = LISTS[kind];
  // The name of what is chosen is no question: with it in the box the first records are offered.
  const q = asked === value?.name ? '' : asked;
  const found = useQuery({
    queryKey: [...key, 'pick', q],
    queryFn: ({
      signal,
    }): Promise<Page<{ id: string; name?: string | null; title?: string | null }>> =>
      data(http.GET(path, { params: { query: listQuery({ q }, { limit: 20 }) }, signal })),
    placeholderData: (previous) => previous,
  });

  const options = (found.data?.items ?? []).map((item) => ({
    value: item.id,
    label: item.name ?? item.title ?? '',
  }));
  if (value && !options.some((option) => option.value === value.id)) {
    options.unshift({ value: value.id, label: value.name });
  }
  const exact = options.some((option) => option.label.toLowerCase() === asked.toLowerCase());
  if (onCreate && asked && !exact) {
    options.push({ value: CREATE, label: t`Создать «${asked}»` });
  }

  return (
    <Select
      {...rest}
      searchable
      clearable
      data={options}
      filter={({ options: all }) => all}
      value={value?.id ?? null}
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage={found.isFetching ? t`Ищем…` : t`Ничего не найдено`}
      rightSection={found.isFetching ? <Loader size={12} /> : undefined}
      clearButtonProps={{ 'aria-label': t`Очистить` }}
      onChange={(id, option) => {
        if (id === CREATE) onCreate?.(asked);
        else onChange(id && option ? { id, name: option.label } : null);
      }}
    />
  );
}
