import { beforeAll, describe, expect, test } from 'vitest';
import { activate } from '@/shell/i18n';
import * as format from './format';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
const now = new Date('2026-11-23T12:00:00Z');

describe('in Russian', () => {
  beforeAll(() => activate('ru'));

  test('money shows kopecks only when there are any', () => {
    expect(plain(format.formatMoney({ amount: 123456700, currency: 'RUB' }))).toBe('1 234 567 ₽');
    expect(plain(format.formatMoney({ amount: 123456789, currency: 'RUB' }))).toBe(
      '1 234 567,89 ₽',
    );
  });

  test('short money', () => {
    expect(plain(format.formatMoneyShort({ amount: 120000000, currency: 'RUB' }))).toBe(
      '1,2 млн ₽',
    );
  });

  test('a currency without minor units is not divided', () => {
    expect(format.majorUnits({ amount: 500, currency: 'JPY' })).toBe(500);
    expect(format.fromMajorUnits(12.34, 'RUB')).toEqual({ amount: 1234, currency: 'RUB' });
  });

  test('sums of several currencies are not added up', () => {
    const sums = [
      { amount: 100, currency: 'RUB' },
      { amount: 200, currency: 'USD' },
    ];
    expect(plain(format.formatSums(sums))).toBe('1 ₽ + 2 $');
  });

  test('what is added or taken away has a sign, and the minus is a minus', () => {
    expect([5, -10, 0].map(format.formatSigned)).toEqual(['+5', '−10', '0']);
    expect(format.formatPoints(0.106)).toBe('+11');
    expect(format.formatPoints(-0.0716)).toBe('−7');
    expect(format.formatPoints(-0.004)).toBe('0');
    expect(format.formatPoints(-0.0716, 1)).toBe('−7,2');
  });

  test('a calendar day stays the same day in any zone', () => {
    expect(plain(format.formatDate('2026-11-05', now))).toBe('5 нояб.');
    expect(plain(format.formatDate('2025-11-05', now))).toBe('5 нояб. 2025 г.');
  });

  test('the ends of a period look alike', () => {
    expect(format.formatDates('2026-11-05', '2026-12-01', now).map(plain)).toEqual([
      '5 нояб.',
      '1 дек.',
    ]);
    expect(format.formatDates('2025-11-24', '2026-11-23', now).map(plain)).toEqual([
      '24 нояб. 2025 г.',
      '23 нояб. 2026 г.',
    ]);
  });

  test('how long ago', () => {
    expect(format.formatAgo('2026-11-23T11:59:40Z', now)).toBe('только что');
    expect(plain(format.formatAgo('2026-11-20T11:00:00Z', now))).toBe('3 дн. назад');
  });

  test('age in whole days', () => {
    expect(format.daysSince('2026-11-20T13:00:00Z', now)).toBe(2);
  });
});

test('a phone number is set in groups', () => {
  expect(plain(format.formatPhone('+78123456789'))).toBe('+7 812 345-67-89');
  expect(format.formatPhone('+4930123456')).toBe('+4930123456');
  expect(format.formatPhone(null)).toBe('');
  expect(format.telHref('8 (495) 123-45-67 доб. 12')).toBe('tel:84951234567');
  expect(format.telHref('+78123456789')).toBe('tel:+78123456789');
});

test('in English', async () => {
  await activate('en');
  expect(plain(format.formatMoney({ amount: 123456700, currency: 'USD' }))).toBe('$1,234,567');
  expect(format.formatShare(0.10525)).toBe('10.5%');
  expect(format.shortMoneyIn('USD')(120000000.4)).toBe('$1.2M');
  expect(format.numberMarks()).toEqual({ thousandSeparator: ',', decimalSeparator: '.' });
  expect(format.formatDate('2027-01-15', now)).toBe('15 Jan 2027');
  expect(format.formatDate('2026-01-15', now)).toBe('15 Jan');
});
