import { isoDay } from '@/kit/format';

/** The stretches of time a report is usually asked for; the names stand in the address. */
export const PRESETS = ['month', 'quarter', 'year', '90d', '12m', 'all', 'custom'] as const;
export type Preset = (typeof PRESETS)[number];

export interface Period {
  from?: string;
  to?: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Today's calendar day where the company works; the screen may stand in another zone. */
export function todayIn(zone: string, now = new Date()): string {
  try {
    return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(now);
  } catch {
    return isoDay(now);
  }
}

function parts(day: string): [number, number, number] {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return [year, month, date];
}

/** Which preset an address asks for: its word, days of its own, or the last twelve months. */
export function presetOf(search: Record<string, string>): Preset {
  const named = PRESETS.find((preset) => preset === search.period);
  if (named) return named;
  return search.from || search.to ? 'custom' : '12m';
}

/** The first and the last day of a period, both inside it. */
export function periodOf(search: Record<string, string>, today: string): Period {
  const [year, month, date] = parts(today);
  const since = (y: number, m: number, d: number) => ({
    from: isoDay(new Date(y, m - 1, d)),
    to: today,
  });
  switch (presetOf(search)) {
    case 'month':
      return since(year, month, 1);
    case 'quarter':
      return since(year, month - ((month - 1) % 3), 1);
    case 'year':
      return since(year, 1, 1);
    case '90d':
      return since(year, month, date - 89);
    case '12m':
      return since(year - 1, month, date + 1);
    case 'all':
      return {};
    case 'custom':
      return {
        from: DAY.test(search.from ?? '') ? search.from : undefined,
        to: DAY.test(search.to ?? '') ? search.to : undefined,
      };
  }
}
