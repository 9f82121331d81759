/**
 * What a board holds between two answers of the server. Pure functions: the screen shows a move at
 * once, and the counts and sums of the two columns follow it by the difference until the database
 * has told the true ones.
 */
import type { Board, BoardColumn, Deal, Money, Page } from '@/api/types';

/** Adds (or with -1 takes away) one deal's money. Currencies stay apart. */
export function shiftSums(sums: Money[], value: Money, sign: 1 | -1): Money[] {
  const delta = value.amount * sign;
  if (delta === 0) return sums;
  const known = sums.some((sum) => sum.currency === value.currency);
  const next = known
    ? sums.map((sum) =>
        sum.currency === value.currency ? { ...sum, amount: sum.amount + delta } : sum,
      )
    : [...sums, { amount: delta, currency: value.currency }];
  return next.filter((sum) => sum.amount !== 0);
}

export function findCard(
  board: Board | undefined,
  id: string,
): { deal: Deal; column: BoardColumn; index: number } | null {
  for (const column of board?.columns ?? []) {
    const index = column.cards.findIndex((card) => card.id === id);
    const deal = column.cards[index];
    if (deal) return { deal, column, index };
  }
  return null;
}

function changeColumn(
  board: Board,
  stageId: string,
  change: (column: BoardColumn) => BoardColumn,
): Board {
  return {
    ...board,
    columns: board.columns.map((column) => (column.stage.id === stageId ? change(column) : column)),
  };
}

export function removeCard(board: Board, id: string): Board {
  const found = findCard(board, id);
  if (!found) return board;
  return changeColumn(board, found.column.stage.id, (column) => ({
    ...column,
    deals: column.deals - 1,
    sums: shiftSums(column.sums, found.deal.value, -1),
    cards: column.cards.filter((card) => card.id !== id),
  }));
}

/** Puts a deal on top of its column: the order inside a column is the time of entry. */
export function insertCard(board: Board, deal: Deal): Board {
  if (findCard(board, deal.id)) return board;
  return changeColumn(board, deal.stage_id, (column) => ({
    ...column,
    deals: column.deals + 1,
    sums: shiftSums(column.sums, deal.value, 1),
    cards: [deal, ...column.cards],
  }));
}

/** Moves a card to the top of another column; without a column it leaves the board. */
export function moveCard(
  board: Board,
  id: string,
  stageId: string | null,
  change: Partial<Deal> = {},
): Board {
  const found = findCard(board, id);
  if (!found) return board;
  if (stageId === found.column.stage.id) {
    return patchCard(board, { ...found.deal, ...change });
  }
  const rest = removeCard(board, id);
  if (stageId === null) return rest;
  return insertCard(rest, { ...found.deal, ...change, stage_id: stageId });
}

/** Takes over what the server said about one deal. A deal that is not on the board stays off it. */
export function patchCard(board: Board, deal: Deal): Board {
  const found = findCard(board, deal.id);
  if (!found) return board;
  if (deal.status === 'lost') return removeCard(board, deal.id);
  if (deal.stage_id !== found.column.stage.id) {
    return insertCard(removeCard(board, deal.id), { ...found.deal, ...deal });
  }
  return changeColumn(board, found.column.stage.id, (column) => ({
    ...column,
    sums: shiftSums(shiftSums(column.sums, found.deal.value, -1), deal.value, 1),
    cards: column.cards.map((card) => (card.id === deal.id ? { ...card, ...deal } : card)),
  }));
}

export function patchVersion(board: Board, deal: Pick<Deal, 'id' | 'version'>): Board {
  const found = findCard(board, deal.id);
  return found ? patchCard(board, { ...found.deal, version: deal.version }) : board;
}

/** Puts a further page under the cards that are already there. */
export function appendPage(board: Board, stageId: string, cursor: string, page: Page<Deal>): Board {
  const seen = new Set(board.columns.flatMap((column) => column.cards.map((card) => card.id)));
  return changeColumn(board, stageId, (column) => {
    // The same page asked for twice must not be put in twice.
    if (column.next_cursor !== cursor) return column;
    const news = page.items.filter((deal) => !seen.has(deal.id));
    return { ...column, cards: [...column.cards, ...news], next_cursor: page.next_cursor };
  });
}

/** Newest entry first; ids settle equal times, as in the database. */
function standsBelow(card: Deal, above: Deal): boolean {
  if (card.stage_entered_at !== above.stage_entered_at) {
    return card.stage_entered_at < above.stage_entered_at;
  }
  return card.id < above.id;
}

/**
 * A fresh answer holds the top of every column. The cards below it that were fetched by scrolling
 * are kept, so that a change somewhere does not throw the reader back to the top: new entries
 * come only from above, hence the part below the fresh one is still in one piece.
 */
export function mergeBoard(previous: Board | undefined, fresh: Board): Board {
  if (!previous || previous.pipeline.id !== fresh.pipeline.id) return fresh;
  const onTop = new Set(fresh.columns.flatMap((column) => column.cards.map((card) => card.id)));
  return {
    ...fresh,
    columns: fresh.columns.map((column) => {
      const last = column.cards.at(-1);
      const old = previous.columns.find((known) => known.stage.id === column.stage.id);
      if (!last || !old || column.next_cursor === null) return column;
      const tail = old.cards.filter((card) => !onTop.has(card.id) && standsBelow(card, last));
      if (tail.length === 0) return column;
      return { ...column, cards: [...column.cards, ...tail], next_cursor: old.next_cursor };
    }),
  };
}

/** Cards that changed somewhere and are not among the fresh ones: they are asked for by id. */
export function staleTail(board: Board, fresh: Board, changed: ReadonlySet<string>): string[] {
  const onTop = new Set(fresh.columns.flatMap((column) => column.cards.map((card) => card.id)));
  return board.columns
    .flatMap((column) => column.cards.map((card) => card.id))
    .filter((id) => changed.has(id) && !onTop.has(id));
}

/** Puts in what was found by id; what was not found no longer belongs on this board. */
export function refreshTail(board: Board, asked: string[], found: Deal[]): Board {
  const byId = new Map(found.map((deal) => [deal.id, deal]));
  return {
    ...board,
    columns: board.columns.map((column) => ({
      ...column,
      cards: column.cards.flatMap((card) => {
        if (!asked.includes(card.id)) return [card];
        const deal = byId.get(card.id);
        return deal && deal.stage_id === column.stage.id && deal.status !== 'lost' ? [deal] : [];
      }),
    })),
  };
}

/** Moves that were asked for and not yet answered: a fresh answer may be older than they are. */
export function applyPending(board: Board, pending: ReadonlyMap<string, string | null>): Board {
  let next = board;
  for (const [id, stageId] of pending) next = moveCard(next, id, stageId);
  return next;
}

export type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight' | 'Home' | 'End';

export function isArrow(key: string): key is Arrow {
  return /^(Arrow(Up|Down|Left|Right)|Home|End)$/.test(key);
}

/** The card that an arrow leads to: along the column, or to the same height of the next one with cards. */
export function neighbour(board: Board, id: string, key: Arrow): string | null {
  const found = findCard(board, id);
  if (!found) return null;
  const { cards } = found.column;
  switch (key) {
    case 'ArrowUp':
      return cards[found.index - 1]?.id ?? null;
    case 'ArrowDown':
      return cards[found.index + 1]?.id ?? null;
    case 'Home':
      return cards[0]?.id ?? null;
    case 'End':
      return cards.at(-1)?.id ?? null;
    default: {
      const step = key === 'ArrowRight' ? 1 : -1;
      let at = board.columns.indexOf(found.column) + step;
      for (; board.columns[at]; at += step) {
        const next = board.columns[at]?.cards ?? [];
        if (next.length > 0) return next[Math.min(found.index, next.length - 1)]?.id ?? null;
      }
      return null;
    }
  }
}
