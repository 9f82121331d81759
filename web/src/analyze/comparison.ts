/** What the funnel is compared with, as the address says it: a period, or `owner:…`, `team:…`, `source:…`. */
export function comparison(search: Record<string, string>): {
  compare?: string;
  against?: Record<string, string>;
} {
  const { compare, with: other } = search;
  if (compare === 'previous' || compare === 'year_ago') return { compare };
  const [name, value] = (other ?? '').split(':');
  if (compare === 'segment' && name && value) return { compare, against: { [name]: value } };
  return {};
}
