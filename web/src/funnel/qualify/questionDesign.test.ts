import { expect, test } from 'vitest';
import { freeKey, moved } from './questionDesign';

test('a new question takes a key that nobody has', () => {
  expect(freeKey([])).toBe('question_1');
  expect(freeKey([{ key: 'budget' }, { key: 'question_3' }])).toBe('question_4');
});

test('an entry moves one place and stops at the ends', () => {
  expect(moved(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b', 'c'], 1, 1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
});
