import { expect, test } from 'vitest';
import { shifted, startOf } from './periods';

test('a period begins where the calendar says', () => {
  expect(startOf('month', '2026-11-25')).toBe('2026-11-01');
  expect(startOf('quarter', '2026-11-25')).toBe('2026-10-01');
  expect(startOf('year', '2026-11-25')).toBe('2026-01-01');
});

test('periods follow each other across years', () => {
  expect(shifted('month', '2026-12-01', 1)).toBe('2027-01-01');
  expect(shifted('quarter', '2026-01-01', -1)).toBe('2025-10-01');
  expect(shifted('year', '2026-01-01', -1)).toBe('2025-01-01');
});
