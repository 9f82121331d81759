import { i18n } from '@lingui/core';
import { t } from '@lingui/core/macro';
import type { Money } from '@/api/types';

/** Making an Intl formatter costs far more than using one, and a board uses hundreds. */
const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

function once<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
  name: string,
  make: (locale: string) => T,
): T {
  const locale = i18n.locale || 'ru';
  const key = `${locale} ${name}`;
  let formatter = made.get(key);
  if (!formatter) {
    formatter = make(locale);
    made.set(key, formatter);
  }
  return formatter as T;
}

/** How many digits a currency has after the point: 2 for RUB, 0 for JPY. */
export function minorDigits(currency: string): number {
  const { maximumFractionDigits } = once(
    `digits ${currency}`,
    (locale) => new Intl.NumberFormat(locale, { style: 'currency', currency }),
  ).resolvedOptions();
  return maximumFractionDigits ?? 2;
}

/** `₽`, `$`. */
export function currencySign(currency: string): string {
  const parts = once(
    `sign ${currency}`,
    (locale) =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
      }),
  ).formatToParts(0);
  return parts.find(({ type }) => type === 'currency')?.value ?? currency;
}

export function majorUnits(money: Money): number {
  return money.amount / 10 ** minorDigits(money.currency);
}

export function fromMajorUnits(amount: number, currency: string): Money {
  return { amount: Math.round(amount * 10 ** minorDigits(currency)), currency };
}

/** `1 234 567 ₽`; kopecks only when there are any. */
export function formatMoney(money: Money): string {
  const { currency } = money;
  const amount = majorUnits(money);
  const digits = Number.isInteger(amount) ? 0 : minorDigits(currency);
  return once(
    `money ${currency} ${digits}`,
    (locale) =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }),
  ).format(amount);
}

/** `1,2 млн ₽` for cards and headings; kopecks and a minus before nothing say nothing there. */
export function formatMoneyShort(money: Money): string {
  const { currency } = money;
  const amount = majorUnits(money);
  const small = Math.abs(amount) < 1000;
  return once(
    `short ${currency} ${small}`,
    (locale) =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
        notation: 'compact',
        minimumFractionDigits: 0,
        maximumFractionDigits: small ? 0 : 1,
      }),
  ).format((small ? Math.round(amount) : amount) || 0);
}

/** Writes amounts of one currency short, estimated ones too: they come with fractions of a kopeck. */
export function shortMoneyIn(currency: string): (amount: number) => string {
  return (amount) => formatMoneyShort({ amount: Math.round(amount), currency });
}

/** How a field groups and splits the digits of a number that is typed into it. */
export function numberMarks() {
  return i18n.locale === 'en'
    ? { thousandSeparator: ',', decimalSeparator: '.' }
    : { thousandSeparator: ' ', decimalSeparator: ',', allowedDecimalSeparators: [',', '.'] };
}

/** `от 2 до 3` as `2 – 3`; nothing where both ends read the same. */
export function formatRange(low: string, high: string): string {
  return low === high ? '' : `${low} – ${high}`;
}

/** Sums of several currencies stand side by side: there is no rate to add them by. */
export function formatSums(sums: Money[] | null | undefined, short = true): string {
  return (sums ?? []).map(short ? formatMoneyShort : formatMoney).join(' + ');
}

export function formatNumber(value: number): string {
  return once('number', (locale) => new Intl.NumberFormat(locale)).format(value);
}

/** `0.1052` → `10,5 %`. */
export function formatShare(share: number | null | undefined): string {
  if (share === null || share === undefined) return '—';
  return once(
    'share',
    (locale) => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }),
  ).format(share);
}

/** `+5`, `−10`, `0`: what is added or taken away. */
export function formatSigned(value: number): string {
  if (value === 0) return '0';
  return `${value > 0 ? '+' : '−'}${formatNumber(Math.abs(value))}`;
}

/** How far two shares are apart, in percentage points: `0.105` → `+11`, with one digit `+10,5`. */
export function formatPoints(difference: number, digits: 0 | 1 = 0): string {
  const unit = 10 ** digits;
  return formatSigned(Math.round(difference * 100 * unit) / unit);
}

/** A calendar day has no zone: `2026-11-23` is the 23rd everywhere. */
function dayOf(text: string): Date {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00`) : new Date(text);
}

/** English dates name the day first and hours run to 24, as they do in Russian ones. */
function dateLocale(locale: string): string {
  return locale === 'en' ? 'en-GB' : locale;
}

function showDay(date: Date, year: boolean): string {
  return once(
    `date ${year}`,
    (locale) =>
      new Intl.DateTimeFormat(dateLocale(locale), {
        day: 'numeric',
        month: 'short',
        ...(year && { year: 'numeric' }),
      }),
  ).format(date);
}

/** `23 нояб.` in this year, `23 нояб. 2025 г.` in another one. */
export function formatDate(text: string | null | undefined, now = new Date()): string {
  if (!text) return '—';
  const date = dayOf(text);
  return showDay(date, date.getFullYear() !== now.getFullYear());
}

/** The two ends of a period: either both name the year or none does. */
export function formatDates(from: string, to: string, now = new Date()): [string, string] {
  const ends = [dayOf(from), dayOf(to)] as const;
  const year = ends.some((date) => date.getFullYear() !== now.getFullYear());
  return [showDay(ends[0], year), showDay(ends[1], year)];
}

export function formatTime(text: string): string {
  return once(
    'time',
    (locale) => new Intl.DateTimeFormat(dateLocale(locale), { hour: '2-digit', minute: '2-digit' }),
  ).format(new Date(text));
}

export function formatDateTime(text: string | null | undefined, now = new Date()): string {
  if (!text) return '—';
  return `${formatDate(text, now)}, ${formatTime(text)}`;
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** `3 дня назад`, `через 2 часа`. */
export function formatAgo(text: string | null | undefined, now = new Date()): string {
  if (!text) return '—';
  const seconds = (dayOf(text).getTime() - now.getTime()) / 1000;
  const relative = once(
    'ago',
    (locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }),
  );
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return t`только что`;
}

/** `+78123456789` → `+7 812 345-67-89`; numbers of other countries stay as the server writes them. */
export function formatPhone(phone: string | null | undefined): string {
  return (phone ?? '').replace(/^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/, '+7 $1 $2-$3-$4');
}

/** `1:05`, `1:02:03`: how long a talk took, as telephones show it. */
export function formatTalk(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes}:${two(whole % 60)}`;
}

/** Where a press on a number leads: its digits, without an extension that may follow in words. */
export function telHref(phone: string): string {
  const number = /^[+\d\s().-]+/.exec(phone)?.[0] ?? phone;
  return `tel:${number.replace(/[^+\d]/g, '')}`;
}

/** Whole days between a moment and now, for ages of deals on a stage. */
export function daysSince(text: string, now = new Date()): number {
  return Math.max(0, Math.floor((now.getTime() - new Date(text).getTime()) / 86_400_000));
}

/** The local calendar day as the server writes it. */
export function isoDay(date: Date): string {
  const month = String(date.getMonth() + 1).padStart(2, '0');
  return `${date.getFullYear()}-${month}-${String(date.getDate()).padStart(2, '0')}`;
}
