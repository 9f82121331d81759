import { expect, test } from 'vitest';
import { asked, exportHref } from './address';

test('an address is taken apart with its filters', () => {
  const found = asked('/analyze/numbers/win_rate?from=2026-01-01&filter%5Bowner%5D=a%2Cb');
  expect(found).toEqual({
    metric: 'win_rate',
    query: { from: '2026-01-01', 'filter[owner]': 'a,b' },
  });
  expect(asked('/analyze/numbers/revenue')).toEqual({ metric: 'revenue', query: {} });
});

test('what is no address is nothing', () => {
  expect(asked(undefined)).toBeNull();
  expect(asked('https://elsewhere.example/analyze/numbers/revenue')).toBeNull();
});

test('a part is exported with the question it belongs to', () => {
  const href = exportHref({ metric: 'stuck', query: { pipeline: 'p' } }, 'deals', 'xlsx');
  expect(href).toBe('/api/v1/analyze/numbers/stuck/export?pipeline=p&part=deals&format=xlsx');
});
