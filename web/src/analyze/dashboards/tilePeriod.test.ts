import { expect, test } from 'vitest';
import { tileDays } from './tilePeriod';

test('periods are counted back from today', () => {
  expect(tileDays('last_month', '2026-01-15')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
  expect(tileDays('last_quarter', '2026-11-25')).toEqual({ from: '2026-07-01', to: '2026-09-30' });
  expect(tileDays('this_year', '2026-11-25')).toEqual({ from: '2026-01-01', to: '2026-11-25' });
  expect(tileDays('last_12_months', '2026-11-25')).toEqual({
    from: '2025-12-01',
    to: '2026-11-25',
  });
  expect(tileDays('all', '2026-11-25')).toEqual({});
});
