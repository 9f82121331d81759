import { isoDay } from '@/kit/format';

export type Length = 'month' | 'quarter' | 'year';

const MONTHS: Record<Length, number> = { month: 1, quarter: 3, year: 12 };

function parts(day: string): [number, number] {
  const [year = 1970, month = 1] = day.split('-').map(Number);
  return [year, month - 1];
}

/** The first day of the period that a day lies in. */
export function startOf(length: Length, day: string): string {
  const [year, month] = parts(day);
  const months = MONTHS[length];
  return isoDay(new Date(year, Math.floor(month / months) * months, 1));
}

/** The first day of the period so many periods later. */
export function shifted(length: Length, starts: string, by: number): string {
  const [year, month] = parts(starts);
  return isoDay(new Date(year, month + MONTHS[length] * by, 1));
}
