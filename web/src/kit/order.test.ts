import { expect, test } from 'vitest';
import { dropPlace, moved } from './order';

const list = ['a', 'b', 'c', 'd'];

test('an item goes one place up or down, and not over the edge', () => {
  expect(moved(list, 1, 0)).toEqual(['b', 'a', 'c', 'd']);
  expect(moved(list, 1, 2)).toEqual(['a', 'c', 'b', 'd']);
  expect(moved(list, 0, -1)).toEqual(list);
  expect(moved(list, 3, 9)).toEqual(list);
  expect(moved(list, 3, 4)).toEqual(list);
  expect(moved(list, 7, 0)).toEqual(list);
  expect(moved(['a'], 5, 6)).toEqual(['a']);
});

test('a drop above or below another item', () => {
  expect(moved(list, 0, dropPlace(0, 2, 'top'))).toEqual(['b', 'a', 'c', 'd']);
  expect(moved(list, 0, dropPlace(0, 2, 'bottom'))).toEqual(['b', 'c', 'a', 'd']);
  expect(moved(list, 3, dropPlace(3, 1, 'top'))).toEqual(['a', 'd', 'b', 'c']);
  expect(moved(list, 3, dropPlace(3, 1, 'bottom'))).toEqual(['a', 'b', 'd', 'c']);
});
