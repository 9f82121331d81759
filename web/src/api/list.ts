/** Filters and order of a list as they stand in the address of a page and in the query of a request. */
export type Filters = Record<string, string>;

export interface ListState {
  filters: Filters;
  sort?: string;
  q?: string;
}

/** What every list understands; `filter` is written as `filter[name]=value`. */
export interface ListQuery {
  filter?: Filters;
  q?: string;
  sort?: string;
  limit?: number;
  cursor?: string;
  total?: boolean;
}

/** The query of a list request. Empty filters are left out: the server would take `""` as a value. */
export function listQuery(
  state: Partial<ListState>,
  rest: { limit?: number; cursor?: string | null; total?: boolean } = {},
): ListQuery {
  const filters = Object.entries(state.filters ?? {}).filter(([, value]) => value !== '');
  return {
    ...(filters.length > 0 && { filter: Object.fromEntries(filters) }),
    ...(state.q && { q: state.q }),
    ...(state.sort && { sort: state.sort }),
    ...(rest.limit && { limit: rest.limit }),
    ...(rest.cursor && { cursor: rest.cursor }),
    ...(rest.total && { total: true }),
  };
}

/** The same query as text, for links to files. */
export function listQueryText(state: Partial<ListState>): string {
  const { filter, q, sort } = listQuery(state);
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(filter ?? {})) text.set(`filter[${name}]`, value);
  if (q) text.set('q', q);
  if (sort) text.set('sort', sort);
  return text.toString();
}

/** `filter[stage]` → `stage`: turns the link of a number on a report into filters of a list. */
export function filtersFromLink(link: Record<string, string>): Filters {
  const filters: Filters = {};
  for (const [name, value] of Object.entries(link)) {
    const inner = /^filter\[(.+)\]$/.exec(name)?.[1];
    filters[inner ?? name] = String(value);
  }
  return filters;
}

/** The values of a filter that may hold several. */
export function filterValues(value: string | undefined): string[] {
  return value ? value.split(',').filter(Boolean) : [];
}
