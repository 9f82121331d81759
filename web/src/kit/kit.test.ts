import { beforeAll, expect, test } from 'vitest';
import { filtersFromLink, listQuery } from '@/api/list';
import { applyProblem, ProblemError, problemFrom } from '@/api/problem';
import { activate } from '@/shell/i18n';
import { parseSearch, stringifySearch } from '@/shell/search';
import { gridTemplate, shownColumns } from './columns';
import { filterNames, unknownFilters } from './filters';
import { initials } from './initials';
import { mergeSearch, nextSort, splitSearch } from './listState';
import { selectRange, toggled } from './selection';

beforeAll(() => activate('ru'));

const columns = [
  { key: 'name', title: 'Name', width: 200, always: true, render: () => null },
  { key: 'owner', title: 'Owner', width: 120, grow: 0, render: () => null },
  { key: 'age', title: 'Age', width: 80, hidden: true, render: () => null },
];

test('the address of a list goes there and back', () => {
  const search = { stage: 'a,b', q: 'ООО «Вектор»', sort: '-amount' };
  const text = stringifySearch({ ...search, owner: '', team: undefined });
  expect(text).toContain('stage=a,b');
  expect(parseSearch(text.slice(1))).toEqual(search);
});

test('filters, order and search text are told apart', () => {
  expect(splitSearch({ stage: 'a', sort: 'name', q: 'x', view: 'mine' }, ['view'])).toEqual({
    filters: { stage: 'a' },
    sort: 'name',
    q: 'x',
  });
  expect(mergeSearch({ stage: 'a', q: 'x' }, { q: '', owner: 'me' })).toEqual({
    stage: 'a',
    owner: 'me',
  });
});

test('a request names its filters the way the server reads them', () => {
  expect(
    listQuery(
      { filters: { stage: 'a,b', owner: '' }, sort: '-amount' },
      { limit: 50, total: true },
    ),
  ).toEqual({ filter: { stage: 'a,b' }, sort: '-amount', limit: 50, total: true });
  expect(filtersFromLink({ 'filter[reached_stage]': 'a' })).toEqual({ reached_stage: 'a' });
});

test('a click on a header goes up, down, and back', () => {
  expect(nextSort(undefined, 'name')).toBe('name');
  expect(nextSort('name', 'name')).toBe('-name');
  expect(nextSort('-name', 'name')).toBeUndefined();
  expect(nextSort('-amount', 'name')).toBe('name');
});

test('columns: fixed ones stay, forgotten names go', () => {
  expect(shownColumns(columns, null)).toEqual(['name', 'owner']);
  expect(shownColumns(columns, ['age', 'gone'])).toEqual(['name', 'age']);
  expect(gridTemplate(columns.slice(0, 2), true)).toBe('36px minmax(200px, 1fr) 120px 36px');
});

test('selection of one and of a range', () => {
  expect([...toggled(new Set(['a']), 'a')]).toEqual([]);
  expect([...selectRange(new Set(['a']), ['a', 'b', 'c', 'd'], 3, 2)]).toEqual(['a', 'c', 'd']);
});

test('a range filter takes two names', () => {
  const def = { name: 'created', label: 'Created', type: 'days' } as const;
  expect(filterNames(def)).toEqual(['created_from', 'created_to']);
  expect(unknownFilters([def], { created_to: 'x', ids: '1' })).toEqual(['ids']);
});

test('initials', () => {
  expect(initials('Иван Сергеев')).toBe('ИС');
  expect(initials('«Вектор»')).toBe('ВЕ');
  expect(initials('')).toBe('');
});

test('a refusal finds its fields, and the rest is told for the form as a whole', () => {
  let shown: Record<string, string> = {};
  const form = {
    setErrors: (errors: Record<string, string>) => {
      shown = errors;
    },
  };
  const problem = {
    ...problemFrom(null, 422),
    code: 'invalid',
    title: 'Проверьте',
    errors: [
      { field: 'name', code: 'required', message: 'Нужно имя' },
      { field: 'other', code: 'wrong', message: 'Не то' },
    ],
  };
  expect(applyProblem(form, new ProblemError(problem), ['name'])).toBe('Не то');
  expect(shown).toEqual({ name: 'Нужно имя' });
});
