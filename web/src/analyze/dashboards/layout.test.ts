import { expect, test } from 'vitest';
import { below, moved, resized, settled } from './layout';

const tile = (id: string, x: number, y: number, w = 4, h = 2) => ({ id, x, y, w, h });

test('a tile never leaves the grid', () => {
  expect(moved(tile('a', 8, 0), 3, -1)).toMatchObject({ x: 8, y: 0 });
  expect(moved(tile('a', 4, 2), -9, 1)).toMatchObject({ x: 0, y: 3 });
  expect(resized(tile('a', 8, 0), 5, -5)).toMatchObject({ w: 4, h: 1 });
  expect(resized(tile('a', 0, 0), -9, 0)).toMatchObject({ w: 2 });
});

test('what is in the way moves down as little as needed', () => {
  const tiles = [tile('a', 0, 0), tile('b', 4, 0), tile('c', 0, 2)];
  const after = settled(tiles, tile('b', 2, 0));
  expect(after.find(({ id }) => id === 'b')).toMatchObject({ x: 2, y: 0 });
  expect(after.find(({ id }) => id === 'a')).toMatchObject({ y: 2 });
  expect(after.find(({ id }) => id === 'c')).toMatchObject({ y: 4 });
});

test('a new tile goes under everything', () => {
  expect(below([])).toBe(0);
  expect(below([tile('a', 0, 0), tile('b', 4, 1, 4, 3)])).toBe(4);
});
