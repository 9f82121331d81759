import { expect, test } from 'vitest';
import { askedOf } from './JudgedDeals';

test('the judged deals of a band are named by the address', () => {
  expect(askedOf('A')).toEqual({ band: 'A', part: undefined });
  expect(askedOf('B.later')).toEqual({ band: 'B', part: 'later' });
  expect(askedOf('E')).toBeNull();
  expect(askedOf(undefined)).toBeNull();
});
