import { expect, test } from 'vitest';
import { comparison } from './comparison';

test('a comparison is read from the address', () => {
  expect(comparison({})).toEqual({});
  expect(comparison({ compare: 'previous' })).toEqual({ compare: 'previous' });
  expect(comparison({ compare: 'segment', with: 'team:abc' })).toEqual({
    compare: 'segment',
    against: { team: 'abc' },
  });
});

test('half a comparison is none', () => {
  expect(comparison({ compare: 'segment' })).toEqual({});
  expect(comparison({ compare: 'tomorrow' })).toEqual({});
});
