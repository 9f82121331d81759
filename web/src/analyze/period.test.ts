import { expect, test } from 'vitest';
import { periodOf, presetOf, todayIn } from './period';

const today = '2026-11-23';

test('presets end today and begin where their names say', () => {
  const of = (period: string) => periodOf({ period }, today);
  expect(of('month')).toEqual({ from: '2026-11-01', to: today });
  expect(of('quarter')).toEqual({ from: '2026-10-01', to: today });
  expect(of('year')).toEqual({ from: '2026-01-01', to: today });
  expect(of('90d')).toEqual({ from: '2026-08-26', to: today });
  expect(of('12m')).toEqual({ from: '2025-11-24', to: today });
  expect(of('all')).toEqual({});
});

test('the first days of a year have their month and their quarter', () => {
  expect(periodOf({ period: 'quarter' }, '2027-01-02').from).toBe('2027-01-01');
  expect(periodOf({ period: '90d' }, '2027-01-02').from).toBe('2026-10-05');
});

test('days in the address are a period of their own, and nonsense is not sent', () => {
  expect(presetOf({ from: '2026-01-01' })).toBe('custom');
  expect(presetOf({ period: 'century' })).toBe('12m');
  expect(periodOf({ from: '2026-01-01', to: 'tomorrow' }, today)).toEqual({
    from: '2026-01-01',
    to: undefined,
  });
});

test('today is a day of the zone of the company', () => {
  const late = new Date('2026-11-23T22:30:00Z');
  expect(todayIn('Europe/Moscow', late)).toBe('2026-11-24');
  expect(todayIn('UTC', late)).toBe('2026-11-23');
});
