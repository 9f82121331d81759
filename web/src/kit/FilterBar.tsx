import { Trans, useLingui } from '@lingui/react/macro';
import { Button, CloseButton, Menu, Popover, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconFilter, IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import classes from './FilterBar.module.css';
import { FilterEditor } from './FilterEditor';
import { type FilterDef, filterNames, filterText, unknownFilters } from './filters';
import type { ListControl } from './listState';
import { type Sortable, SortSelect } from './SortSelect';

interface Props {
  defs: FilterDef[];
  state: ListControl;
  /** The hint in the search box; without it there is no box. */
  search?: string;
  /** The columns of the table below: on a phone they are what a list can be ordered by. */
  columns?: Sortable[];
}

/** The search box, the filters that are on, and a menu of further ones. All of it lives in the address. */
export function FilterBar({ defs, state, search, columns }: Props) {
  const { t } = useLingui();
  const [opened, setOpened] = useState<string | null>(null);
  const on = defs.filter(
    (def) => def.name === opened || filterNames(def).some((name) => state.filters[name]),
  );
  const off = defs.filter((def) => !on.includes(def) && !def.linkOnly);
  const unknown = unknownFilters(defs, state.filters);
  const any = Object.keys(state.filters).length > 0 || Boolean(state.q);

  return (
    <div className={classes.bar} role="search" aria-label={t`Фильтры`}>
      {search && <SearchBox hint={search} value={state.q ?? ''} onChange={state.setQ} />}
      {on.map((def) => (
        <div key={def.name} className={classes.chip}>
          <Popover
            opened={opened === def.name}
            onChange={(open) => setOpened(open ? def.name : null)}
            position="bottom-start"
            trapFocus
            withinPortal
          >
            <Popover.Target>
              <button
                type="button"
                className={classes.chipText}
                onClick={() => setOpened(opened === def.name ? null : def.name)}
              >
                {def.label}
                {filterText(def, state.filters) && (
                  <>
                    : <b>{filterText(def, state.filters)}</b>
                  </>
                )}
              </button>
            </Popover.Target>
            <Popover.Dropdown p="sm">
              <FilterEditor
                def={def}
                filters={state.filters}
                onChange={state.set}
                onDone={() => setOpened(null)}
              />
            </Popover.Dropdown>
          </Popover>
          <CloseButton
            size={24}
            iconSize={13}
            aria-label={t`Убрать фильтр: ${def.label}`}
            onClick={() => {
              setOpened(null);
              state.set(Object.fromEntries(filterNames(def).map((name) => [name, ''])));
            }}
          />
        </div>
      ))}
      {unknown.map((name) => (
        <div key={name} className={classes.chip}>
          <span className={classes.chipText}>{name}</span>
          <CloseButton
            size={24}
            iconSize={13}
            aria-label={t`Убрать фильтр: ${name}`}
            onClick={() => state.set({ [name]: '' })}
          />
        </div>
      ))}
      {off.length > 0 && (
        <Menu position="bottom-start" withinPortal>
          <Menu.Target>
            <Button
              variant="default"
              size="compact-sm"
              fz={13}
              fw={450}
              leftSection={<IconFilter size={14} stroke={1.6} />}
            >
              <Trans>Фильтр</Trans>
            </Button>
          </Menu.Target>
          <Menu.Dropdown mah={380} className={classes.menu}>
            {off.map((def) => (
              <Menu.Item
                key={def.name}
                onClick={() => {
                  if (def.type === 'flag') state.set({ [def.name]: 'true' });
                  else setTimeout(() => setOpened(def.name));
                }}
              >
                {def.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {any && (
        <Button variant="subtle" size="compact-sm" fz={13} fw={450} onClick={state.clear}>
          <Trans>Сбросить</Trans>
        </Button>
      )}
      {columns && <SortSelect columns={columns} sort={state.sort} onSort={state.setSort} />}
    </div>
  );
}

interface SearchProps {
  hint: string;
  value: string;
  onChange: (value: string) => void;
}

function SearchBox({ hint, value, onChange }: SearchProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState(value);
  const send = useDebouncedCallback(onChange, 250);
  // The address may change without typing: the back button, the «clear» button.
  useEffect(() => setTyped(value), [value]);
  return (
    <TextInput
      className={classes.search}
      type="search"
      aria-label={hint}
      placeholder={hint}
      value={typed}
      leftSection={<IconSearch size={14} stroke={1.6} />}
      rightSection={
        typed ? (
          <CloseButton
            size="xs"
            aria-label={t`Очистить поиск`}
            onClick={() => {
              setTyped('');
              onChange('');
            }}
          />
        ) : undefined
      }
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        send(event.currentTarget.value);
      }}
    />
  );
}
