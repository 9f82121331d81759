import { expect, test } from 'vitest';
import { split } from './minutes';

test('minutes become hours once there are two of them', () => {
  expect(split(0)).toEqual({ hours: 0, minutes: 0 });
  expect(split(119)).toEqual({ hours: 0, minutes: 119 });
  expect(split(120)).toEqual({ hours: 2, minutes: 0 });
  expect(split(125)).toEqual({ hours: 2, minutes: 5 });
  expect(split(601)).toEqual({ hours: 10, minutes: 0 });
});
