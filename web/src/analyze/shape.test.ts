import { expect, test } from 'vitest';
import type { FunnelStep } from '@/api/types';
import { corners, edges, weakest } from './shape';

function step(deals: number, lost = 0, amount = 0, currency = 'RUB'): FunnelStep {
  const number = (count: number, sum: number) => ({
    deals: count,
    sums: [{ amount: sum, currency }],
    link: {},
    address: '',
  });
  return {
    key: `${deals}`,
    stage_id: null,
    kind: 'attract',
    name: '',
    color: 'blue',
    target: null,
    reached: number(deals, 0),
    conversion: null,
    from_start: null,
    standing: number(0, 0),
    lost: number(lost, amount),
    reasons: [],
    observed: null,
    expected: null,
    period: null,
    undecided: number(0, 0),
    time: null,
    change: null,
  };
}

test('a step narrows from its own count to the next one', () => {
  expect(edges([step(200), step(50), step(0)])).toEqual([
    { top: 100, bottom: 25 },
    { top: 25, bottom: 0 },
    { top: 0, bottom: 0 },
  ]);
  expect(corners({ top: 100, bottom: 25 })).toBe('0,0 100,0 62.5,100 37.5,100');
});

test('one deal of many is still seen, and an empty funnel has no width', () => {
  expect(edges([step(10_000), step(1)])[1]?.top).toBe(0.8);
  expect(edges([step(0)])).toEqual([{ top: 0, bottom: 0 }]);
});

test('the weakest step is the one that lost most money, and by count where there is none', () => {
  expect(weakest([step(9, 5, 100), step(4, 2, 900)], 'RUB')?.key).toBe('4');
  expect(weakest([step(9, 5, 100, 'USD'), step(4, 2, 900, 'USD')], 'RUB')?.key).toBe('9');
  expect(weakest([step(9)], 'RUB')).toBeNull();
});
