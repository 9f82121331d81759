import { expect, test } from 'vitest';
import { timesInTen } from './band';

const band = (inside: number) => ({ mean: 2, p10: 1, p50: 2, p90: 3, inside });

test('a band is told in whole futures of ten', () => {
  expect([0.7996, 0.8, 0.86, 0.97, 1].map((inside) => timesInTen(band(inside)))).toEqual([
    8, 8, 8, 9, 10,
  ]);
});
