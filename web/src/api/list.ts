/** Filters and order of a list as they stand in the address of a page and in the query of a request. */

export type Filters = Record<string, string>;

export interface ListState {
  filters: Filters;
  sort?: string;
  q?: string;
}

/** The query of a list request. Empty filters are left out: the server would take `""` as a value. */
export function listQuery(
  state: Partial<ListState>,
  rest: { limit?: number; cursor?: string | null; total?: boolean } = {},
): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of Object.entries(state.filters ?? {})) {
    if (value !== '') query[`filter[${name}]`] = value;
  }
  if (state.q) query.q = state.q;
  if (state.sort) query.sort = state.sort;
  if (rest.limit) query.limit = String(rest.limit);
  if (rest.cursor) query.cursor = rest.cursor;
  if (rest.total) query.total = 'true';
  return query;
}

/** The same query as text, for links to files. */
export function listQueryText(state: Partial<ListState>): string {
  return new URLSearchParams(listQuery(state)).toString();
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
