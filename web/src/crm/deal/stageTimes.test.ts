import { beforeAll, expect, test } from 'vitest';
import type { DealStatus, HistoryItem } from '@/api/types';
import { activate } from '@/shell/i18n';
import { shortTime, stageTimes } from './stageTimes';

const HOUR = 3_600_000;
const now = new Date('2026-11-23T10:00:00Z');

function entry(to: string, at: string, to_status: DealStatus = 'open'): HistoryItem {
  return {
    from_stage_id: null,
    to_stage_id: to,
    from_status: null,
    to_status,
    at,
    by: null,
    lost_reason: null,
  };
}

beforeAll(() => activate('ru'));

test('visits of one stage add up, and the last one still runs', () => {
  const times = stageTimes(
    [
      entry('b', '2026-11-20T12:00:00Z'),
      entry('a', '2026-11-20T10:00:00Z'),
      entry('a', '2026-11-20T15:00:00Z'),
      entry('c', '2026-11-23T08:00:00Z'),
    ],
    now,
  );
  expect(times.get('b')).toBe(3 * HOUR);
  expect(times.get('a')).toBe((2 + 65) * HOUR);
  expect(times.get('c')).toBe(2 * HOUR);
});

test('a lost deal stands nowhere; a reopened one goes on', () => {
  const lost = [entry('a', '2026-11-20T10:00:00Z'), entry('a', '2026-11-20T12:00:00Z', 'lost')];
  expect(stageTimes(lost, now).get('a')).toBe(2 * HOUR);
  const again = [...lost, entry('a', '2026-11-23T09:00:00Z')];
  expect(stageTimes(again, now).get('a')).toBe(3 * HOUR);
});

test('short words', () => {
  expect(shortTime(10)).toBe('< 1 ч');
  expect(shortTime(5.5 * HOUR)).toBe('5 ч');
  expect(shortTime(50 * HOUR)).toBe('2 дн.');
});
