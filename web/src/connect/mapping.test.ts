import { expect, test } from 'vitest';
import { fieldOf, missingFields, samples, withField } from './mapping';

const mapping = [
  { column: 0, field: 'title' },
  { column: 1, field: null },
];
const field = (name: string, required: boolean) => ({
  field: name,
  label: name,
  required,
  example: null,
  hint: null,
});

test('a column is given to a field and taken away again', () => {
  const changed = withField(mapping, 1, 'amount');
  expect(fieldOf(changed, 1)).toBe('amount');
  expect(fieldOf(withField(changed, 1, null), 1)).toBeNull();
  expect(withField(mapping, 5, 'owner').map(({ column }) => column)).toEqual([0, 1, 5]);
});

test('required fields that no column has are named', () => {
  const fields = [field('title', true), field('stage', true), field('amount', false)];
  expect(missingFields(mapping, fields).map(({ field }) => field)).toEqual(['stage']);
});

test('samples are different values, blanks left out', () => {
  const rows = [['a'], ['a'], [' '], ['b'], [], ['c'], ['d']];
  expect(samples(rows, 0)).toEqual(['a', 'b', 'c']);
});
