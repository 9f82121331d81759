import { expect, test } from 'vitest';
import { freeKey } from './questionDesign';

test('a new question takes a key that nobody has', () => {
  expect(freeKey([])).toBe('question_1');
  expect(freeKey([{ key: 'budget' }, { key: 'question_3' }])).toBe('question_4');
});
