import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Filters, ListState } from '@/api/list';

type Search = Record<string, string>;

/** Splits the address into filters, order and search text. Names in `own` belong to the page itself. */
export function splitSearch(search: Search, own: readonly string[] = []): ListState {
  const filters: Filters = {};
  for (const [name, value] of Object.entries(search)) {
    if (name !== 'sort' && name !== 'q' && !own.includes(name) && value) filters[name] = value;
  }
  return { filters, sort: search.sort || undefined, q: search.q || undefined };
}

/** Puts values into the address; an empty value takes its name out. */
export function mergeSearch(search: Search, changes: Record<string, string | undefined>): Search {
  const next: Search = {};
  for (const [name, value] of Object.entries({ ...search, ...changes })) {
    if (value) next[name] = value;
  }
  return next;
}

export interface ListControl extends ListState {
  set: (changes: Record<string, string | undefined>) => void;
  setSort: (sort: string | undefined) => void;
  setQ: (q: string) => void;
  /** Takes all filters and the search text away; the order stays. */
  clear: () => void;
}

/** Filters and order of the list on this page, kept in its address. */
export function useListState(own: readonly string[] = []): ListControl {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const state = splitSearch(search, own);
  const set = (changes: Record<string, string | undefined>) => {
    void navigate({
      to: '.',
      search: ((previous: Search) => mergeSearch(previous, changes)) as never,
      replace: true,
    });
  };
  return {
    ...state,
    set,
    setSort: (sort) => set({ sort }),
    setQ: (q) => set({ q }),
    clear: () =>
      set({ ...Object.fromEntries(Object.keys(state.filters).map((n) => [n, ''])), q: '' }),
  };
}

/** The order after a click on a header: up, down, back to the list's own. */
export function nextSort(current: string | undefined, field: string): string | undefined {
  if (current === field) return `-${field}`;
  if (current === `-${field}`) return undefined;
  return field;
}
