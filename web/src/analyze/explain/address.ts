/** The address of a number, taken apart as the client asks for it. */
export interface Asked {
  metric: string;
  query: Record<string, string>;
}

const SHAPE = /^\/analyze\/numbers\/([a-z_]+)(?:\?(.*))?$/;

/** Nothing for a text that is no address of a number. */
export function asked(address: string | undefined): Asked | null {
  const found = SHAPE.exec(address ?? '');
  if (!found?.[1]) return null;
  return { metric: found[1], query: Object.fromEntries(new URLSearchParams(found[2] ?? '')) };
}

/** Where the deals of a part are fetched as a file. */
export function exportHref({ metric, query }: Asked, part: string, format: 'csv' | 'xlsx'): string {
  const text = new URLSearchParams({ ...query, part, format });
  return `/api/v1/analyze/numbers/${metric}/export?${text}`;
}
