import { expect, test } from 'vitest';
import { localOf, momentOf, taskDay } from './taskDays';

const now = new Date(2026, 10, 23, 12, 0);
const due = (day: number, hour: number) => ({
  due_at: new Date(2026, 10, day, hour).toISOString(),
  done_at: null,
});

test('a task stands under the day it is due', () => {
  expect(taskDay(due(23, 9), now)).toBe('overdue');
  expect(taskDay(due(23, 18), now)).toBe('today');
  expect(taskDay(due(24, 0), now)).toBe('tomorrow');
  expect(taskDay(due(25, 0), now)).toBe('later');
  expect(taskDay({ due_at: null, done_at: null }, now)).toBe('undated');
  expect(taskDay({ due_at: null, done_at: now.toISOString() }, now)).toBe('done');
});

test('a local moment survives the way to the server and back', () => {
  expect(localOf(momentOf('2026-11-23 14:05:00'))).toBe('2026-11-23 14:05:00');
  expect(momentOf(null)).toBeNull();
});
