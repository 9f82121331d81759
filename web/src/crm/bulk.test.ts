import { expect, test } from 'vitest';
import { chunks, outcomeOf } from './bulk';

test('more deals than one request takes go in several', () => {
  expect(chunks([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
  expect(chunks([], 2)).toEqual([]);
});

test('what failed is told with its reason', () => {
  const problem = {
    type: 'about:blank',
    title: 'Не хватает данных',
    status: 422,
    code: 'entry_conditions',
    detail: null,
    errors: [{ field: 'amount', code: 'required', message: 'Укажите сумму' }],
  };
  const outcome = outcomeOf([
    { items: [{ id: 'a', ok: true, problem: null }] },
    { items: [{ id: 'b', ok: false, problem }] },
  ]);
  expect(outcome.done).toEqual(['a']);
  expect(outcome.failed).toEqual([{ id: 'b', reason: 'Не хватает данных Укажите сумму' }]);
});
