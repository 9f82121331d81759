import { t } from '@lingui/core/macro';
import type { Figure } from '@/api/types';
import {
  formatMoney,
  formatMoneyShort,
  formatNumber,
  formatRange,
  formatShare,
} from '@/kit/format';

/** What a number needs to be written: any figure has it. */
export type Quantity = Pick<Figure, 'unit' | 'currency'>;

/** A value in the unit of its number: `41,2 %`, `12 дн.`, `1,2 млн ₽`. */
export function written(value: number | null | undefined, of: Quantity, short = true): string {
  if (value === null || value === undefined) return '—';
  switch (of.unit) {
    case 'share':
      return formatShare(value);
    case 'days':
      return t`${formatNumber(Math.round(value * 10) / 10)} дн.`;
    case 'hours': {
      const minutes = Math.round(value * 60);
      // Nobody thinks in tenths of an hour while minutes are few.
      if (minutes < 120) return t`${formatNumber(minutes)} мин`;
      return t`${formatNumber(Math.round(value * 10) / 10)} ч`;
    }
    case 'money': {
      const money = { amount: Math.round(value), currency: of.currency ?? 'RUB' };
      return short ? formatMoneyShort(money) : formatMoney(money);
    }
    default:
      return formatNumber(Math.round(value));
  }
}

/** `36–46 %`; nothing where there is no interval. */
export function interval(figure: Pick<Figure, 'low' | 'high' | 'unit' | 'currency'>): string {
  const { low, high } = figure;
  if (low === null && high === null) return '';
  if (low === null) return t`до ${written(high, figure)}`;
  if (high === null) return t`от ${written(low, figure)}`;
  if (figure.unit === 'share') {
    const whole = (share: number) => Math.round(share * 100);
    // A dash between two minus signs would read as one more of them.
    const dash = low < 0 ? ' … ' : '–';
    return `${formatNumber(whole(low))}${dash}${formatShare(whole(high) / 100)}`;
  }
  // Both in minutes: the unit is said once.
  if (figure.unit === 'hours' && high * 60 < 119.5) {
    return `${formatNumber(Math.round(low * 60))}–${written(high, figure)}`;
  }
  return formatRange(written(low, figure), written(high, figure));
}
