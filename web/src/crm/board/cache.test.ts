import { describe, expect, test } from 'vitest';
import type { Board, Deal, Money, Stage } from '@/api/types';
import * as cache from './cache';

function deal(id: string, stage_id: string, minute: number, amount = 100, currency = 'RUB'): Deal {
  const at = `2026-11-23T10:${String(minute).padStart(2, '0')}:00.000Z`;
  return { id, stage_id, title: id, value: { amount, currency }, stage_entered_at: at } as Deal;
}

function board(...columns: [string, Deal[], string | null][]): Board {
  return {
    pipeline: { id: 'p', name: 'P', position: 0, archived: false, version: 1, stages: [] },
    columns: columns.map(([id, cards, next_cursor]) => ({
      stage: { id } as Stage,
      deals: cards.length,
      sums: cards.reduce<Money[]>((sums, card) => cache.shiftSums(sums, card.value, 1), []),
      cards,
      next_cursor,
    })),
  };
}

const ids = (of: Board, stage: string) =>
  of.columns.find((column) => column.stage.id === stage)?.cards.map((card) => card.id);
const facts = (of: Board, stage: string) => {
  const column = of.columns.find((one) => one.stage.id === stage);
  return [column?.deals, column?.sums];
};

describe('a move', () => {
  const before = board(
    ['a', [deal('1', 'a', 5, 300), deal('2', 'a', 4, 50, 'USD')], null],
    ['b', [deal('3', 'b', 3)], null],
  );

  test('puts the card on top of the other column and carries counts and sums along', () => {
    const after = cache.moveCard(before, '1', 'b');
    expect(ids(after, 'a')).toEqual(['2']);
    expect(ids(after, 'b')).toEqual(['1', '3']);
    expect(facts(after, 'a')).toEqual([1, [{ amount: 50, currency: 'USD' }]]);
    expect(facts(after, 'b')).toEqual([2, [{ amount: 400, currency: 'RUB' }]]);
    expect(ids(before, 'a')).toEqual(['1', '2']);
  });

  test('currencies stay apart', () => {
    expect(facts(cache.moveCard(before, '2', 'b'), 'b')[1]).toEqual([
      { amount: 100, currency: 'RUB' },
      { amount: 50, currency: 'USD' },
    ]);
  });

  test('off the board', () => {
    const after = cache.moveCard(before, '3', null);
    expect(ids(after, 'b')).toEqual([]);
    expect(facts(after, 'b')).toEqual([0, []]);
  });

  test('of a card that is not loaded changes nothing', () => {
    expect(cache.moveCard(before, 'x', 'b')).toBe(before);
  });

  test('is put again on top of an answer that was sent before it', () => {
    const after = cache.applyPending(before, new Map([['1', 'b']]));
    expect(ids(after, 'b')).toEqual(['1', '3']);
    expect(cache.applyPending(after, new Map([['1', 'b']]))).toEqual(after);
  });
});

test('the server has the last word on one deal', () => {
  const before = board(['a', [deal('1', 'a', 5)], null], ['b', [], null]);
  const dearer = cache.patchCard(before, { ...deal('1', 'a', 5, 500), status: 'open' });
  expect(facts(dearer, 'a')).toEqual([1, [{ amount: 500, currency: 'RUB' }]]);
  const moved = cache.patchCard(before, { ...deal('1', 'b', 6), status: 'open' });
  expect(ids(moved, 'b')).toEqual(['1']);
  expect(ids(cache.patchCard(before, { ...deal('1', 'a', 5), status: 'lost' }), 'a')).toEqual([]);
});

describe('a fresh answer', () => {
  const scrolled = board(
    ['a', [deal('5', 'a', 5), deal('4', 'a', 4), deal('3', 'a', 3), deal('2', 'a', 2)], 'after-2'],
    ['b', [], null],
  );

  test('keeps the cards that were fetched by scrolling', () => {
    const fresh = board(['a', [deal('6', 'a', 6), deal('5', 'a', 5)], 'after-5'], ['b', [], null]);
    const merged = cache.mergeBoard(scrolled, fresh);
    expect(ids(merged, 'a')).toEqual(['6', '5', '4', '3', '2']);
    expect(merged.columns[0]?.next_cursor).toBe('after-2');
  });

  test('a card that moved elsewhere leaves the part below', () => {
    const fresh = board(
      ['a', [deal('5', 'a', 5), deal('4', 'a', 4)], 'after-4'],
      ['b', [deal('3', 'b', 9)], null],
    );
    const merged = cache.mergeBoard(scrolled, fresh);
    expect(ids(merged, 'a')).toEqual(['5', '4', '2']);
    expect(ids(merged, 'b')).toEqual(['3']);
  });

  test('a whole column needs nothing from before', () => {
    const fresh = board(['a', [deal('5', 'a', 5)], null], ['b', [], null]);
    expect(ids(cache.mergeBoard(scrolled, fresh), 'a')).toEqual(['5']);
  });

  test('cards below that changed are asked for by id, and go when they are not found', () => {
    const fresh = board(['a', [deal('5', 'a', 5)], 'after-5'], ['b', [], null]);
    const merged = cache.mergeBoard(scrolled, fresh);
    const asked = cache.staleTail(merged, fresh, new Set(['3', '2', '5']));
    expect(asked).toEqual(['3', '2']);
    const after = cache.refreshTail(merged, asked, [deal('2', 'a', 2, 900)]);
    expect(ids(after, 'a')).toEqual(['5', '4', '2']);
    expect(after.columns[0]?.cards.at(-1)?.value.amount).toBe(900);
  });
});

test('a further page is put in once', () => {
  const before = board(['a', [deal('5', 'a', 5)], 'after-5']);
  const page = {
    items: [deal('5', 'a', 5), deal('4', 'a', 4)],
    next_cursor: null,
    total: null,
    sums: null,
  };
  const after = cache.appendPage(before, 'a', 'after-5', page);
  expect(ids(after, 'a')).toEqual(['5', '4']);
  expect(cache.appendPage(after, 'a', 'after-5', page)).toEqual(after);
});

test('arrows lead along a column and over empty columns', () => {
  const of = board(
    ['a', [deal('1', 'a', 5), deal('2', 'a', 4)], null],
    ['b', [], null],
    ['c', [deal('3', 'c', 3)], null],
  );
  expect(cache.neighbour(of, '1', 'ArrowDown')).toBe('2');
  expect(cache.neighbour(of, '1', 'ArrowUp')).toBeNull();
  expect(cache.neighbour(of, '2', 'ArrowRight')).toBe('3');
  expect(cache.neighbour(of, '3', 'ArrowLeft')).toBe('1');
  expect(cache.neighbour(of, '2', 'Home')).toBe('1');
});
