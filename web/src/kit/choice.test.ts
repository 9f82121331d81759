import { expect, test } from 'vitest';
import { chosenOf } from './choice';

test('a choice in the address is one of its words, or the usual one', () => {
  expect(chosenOf('quarter', ['month', 'quarter'])).toBe('quarter');
  expect(chosenOf('century', ['month', 'quarter'])).toBe('month');
  expect(chosenOf(undefined, ['', 'won', 'lost'])).toBe('');
});
