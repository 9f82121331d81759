import { t } from '@lingui/core/macro';
import { type Filters, filterValues } from '@/api/list';
import type { Option } from '@/api/reference';
import { formatDate, formatDates, formatNumber, majorUnits } from './format';

interface Base {
  /** The name in the address and in the request. */
  name: string;
  label: string;
  /** Comes only with a link from a report; it is shown but not offered. */
  linkOnly?: boolean;
}

export type FilterDef =
  | (Base & {
      type: 'choice';
      options: Option[];
      /** Whether «is empty» can be asked for. */
      none?: boolean;
      /** Only one value at a time. */
      single?: boolean;
    })
  | (Base & { type: 'days' })
  | (Base & { type: 'amount'; currency: string })
  | (Base & { type: 'flag' });

/** The names a filter takes in the address: a range takes two. */
export function filterNames(def: FilterDef): string[] {
  return def.type === 'days' || def.type === 'amount'
    ? [`${def.name}_from`, `${def.name}_to`]
    : [def.name];
}

export function unknownFilters(defs: FilterDef[], filters: Filters): string[] {
  const known = new Set(defs.flatMap(filterNames));
  return Object.keys(filters).filter((name) => !known.has(name));
}

/** What a filter is set to, in words. */
export function filterText(def: FilterDef, filters: Filters): string {
  switch (def.type) {
    case 'choice': {
      const names = filterValues(filters[def.name]).map((value) =>
        value === 'none'
          ? t`не указано`
          : (def.options.find((option) => option.value === value)?.label ?? '…'),
      );
      return names.length > 2
        ? `${names.slice(0, 2).join(', ')} +${names.length - 2}`
        : names.join(', ');
    }
    case 'days': {
      const from = filters[`${def.name}_from`];
      const to = filters[`${def.name}_to`];
      if (from && to) return formatDates(from, to).join(' – ');
      return rangeText(filters, def.name, (value) => formatDate(value));
    }
    case 'amount':
      return rangeText(filters, def.name, (value) =>
        formatNumber(majorUnits({ amount: Number(value), currency: def.currency })),
      );
    case 'flag':
      return filters[def.name] === 'false' ? t`нет` : t`да`;
  }
}

function rangeText(filters: Filters, name: string, show: (value: string) => string): string {
  const from = filters[`${name}_from`];
  const to = filters[`${name}_to`];
  if (from && to) return `${show(from)} – ${show(to)}`;
  if (from) return t`от ${show(from)}`;
  if (to) return t`до ${show(to)}`;
  return '';
}
