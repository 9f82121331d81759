import { t } from '@lingui/core/macro';
import type { Import } from '@/api/types';
import { formatNumber } from '@/kit/format';

/** What an import says of itself besides its four numbers. */
interface Details {
  /** What the rows bring with them besides themselves. */
  related: Record<string, number> | null;
  /** What a person should know although rows are taken. */
  warnings: { message: string; rows: number; first_row: number }[];
  /** What became of the records of an import that was taken back. */
  undone: { deleted: number; restored: number; left: number } | null;
}

export function detailsOf(item: Import): Details {
  const { related = null, warnings = [], undone = null } = item as Import & Partial<Details>;
  return { related, warnings, undone };
}

/** Records made on the way: `компании: 12`. Those that there are none of are left out. */
export function relatedWords(related: Record<string, number> | null): string {
  const names: Record<string, string> = {
    companies: t`компании`,
    contacts: t`контакты`,
    stages: t`этапы`,
    sources: t`источники`,
    tags: t`теги`,
    lost_reasons: t`причины проигрыша`,
    campaigns: t`кампании`,
  };
  return Object.entries(related ?? {})
    .filter(([name, count]) => count > 0 && names[name])
    .map(([name, count]) => `${names[name]}: ${formatNumber(count)}`)
    .join(', ');
}
