import { t } from '@lingui/core/macro';
import type { DashboardTile } from '@/api/types';
import { isoDay } from '@/kit/format';

type Period = NonNullable<DashboardTile['period']>;

/** The periods a tile can have, and what they are called. */
export function periodNames(): Record<Period, string> {
  return {
    this_month: t`этот месяц`,
    last_month: t`прошлый месяц`,
    this_quarter: t`этот квартал`,
    last_quarter: t`прошлый квартал`,
    this_year: t`этот год`,
    last_90_days: t`последние 90 дней`,
    last_12_months: t`последние 12 месяцев`,
    all: t`всё время`,
  };
}

/** The days of a tile's period, both ends inside; `today` is the day where the company works. */
export function tileDays(
  period: Period | null | undefined,
  today: string,
): { from?: string; to?: string } {
  const [year = 1970, month = 1, date = 1] = today.split('-').map(Number);
  const day = (y: number, m: number, d: number) => isoDay(new Date(y, m - 1, d));
  const quarter = month - ((month - 1) % 3);
  switch (period) {
    case 'this_month':
      return { from: day(year, month, 1), to: today };
    case 'last_month':
      return { from: day(year, month - 1, 1), to: day(year, month, 0) };
    case 'this_quarter':
      return { from: day(year, quarter, 1), to: today };
    case 'last_quarter':
      return { from: day(year, quarter - 3, 1), to: day(year, quarter, 0) };
    case 'this_year':
      return { from: day(year, 1, 1), to: today };
    case 'last_90_days':
      return { from: day(year, month, date - 89), to: today };
    case 'last_12_months':
      // Whole months, so that no first bar is a part of one.
      return { from: day(year, month - 11, 1), to: today };
    default:
      return {};
  }
}
