import { useLingui } from '@lingui/react/macro';
import { formatNumber } from '@/kit/format';

/** Splits minutes of working time so that they can be said: hours once there are two of them. */
export function split(minutes: number): { hours: number; minutes: number } {
  if (minutes < 120) return { hours: 0, minutes };
  return { hours: Math.floor(minutes / 60), minutes: minutes < 600 ? minutes % 60 : 0 };
}

/** Minutes of working time in words: `45 мин`, `2 ч 5 мин`, `12 ч`. */
export function useMinutes(): (minutes: number) => string {
  const { t } = useLingui();
  return (all) => {
    const { hours, minutes } = split(all);
    const [h, m] = [formatNumber(hours), formatNumber(minutes)];
    if (hours === 0) return t`${m} мин`;
    return minutes === 0 ? t`${h} ч` : t`${h} ч ${m} мин`;
  };
}
