import type { Band } from '@/api/types';

/** In how many futures of ten a quantity lies within its band: few sales are whole numbers, and often in more than eight. */
export function timesInTen(band: Band): number {
  return Math.floor(band.inside * 10 + 0.05);
}
