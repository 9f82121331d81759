import type { QueryClient } from '@tanstack/react-query';
import { hashKey, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { type ListState, listQuery } from '@/api/list';
import type { Board, Deal, Page } from '@/api/types';
import { onLiveChange } from '@/shell/live';
import { queryClient } from '@/shell/query';
import { appendPage, applyPending, mergeBoard, patchCard, refreshTail, staleTail } from './cache';

/** Cards per request and column; the rest comes as one scrolls. */
const PAGE = 30;
/** With more changed cards than this below the fold, the columns begin at their tops again. */
const TAIL = 100;

/** Moves on their way to the server: deal → stage, or nothing when it leaves the board. */
export const pendingMoves = new Map<string, string | null>();

/** Deals that changed since a board was last fetched, by the hash of its key. */
const changedDeals = new Map<string, Set<string>>();

/** The next answer for any kept board will ask for this deal, wherever in a column it stands. */
export function markChanged(id: string): void {
  const hashes = queryClient
    .getQueryCache()
    .findAll({ queryKey: keys.board })
    .map((query) => query.queryHash);
  for (const hash of changedDeals.keys()) if (!hashes.includes(hash)) changedDeals.delete(hash);
  for (const hash of hashes) {
    const known = changedDeals.get(hash) ?? new Set();
    changedDeals.set(hash, known.add(id));
  }
}

// Also while no board is on the screen: a kept one must not come back with old cards.
onLiveChange((change) => {
  if (change.deal_id) markChanged(change.deal_id);
});

export type BoardState = Pick<ListState, 'filters' | 'q'>;

export function boardKey(pipeline: string, state: BoardState) {
  return [...keys.board, pipeline, state.filters, state.q ?? ''] as const;
}

/**
 * The whole board stands under one key: one request brings the top of every column with counts and
 * sums from the database, and cards fetched further down are kept through it.
 */
function boardQuery(client: QueryClient, pipeline: string, state: BoardState) {
  const queryKey = boardKey(pipeline, state);
  const query = { ...listQuery({ filters: state.filters, q: state.q }), pipeline };
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }): Promise<Board> => {
      const hash = hashKey(queryKey);
      const changed = changedDeals.get(hash) ?? new Set<string>();
      changedDeals.delete(hash);
      try {
        const fresh = await data<Board>(
          http.GET('/api/v1/board', { params: { query: { ...query, limit: PAGE } }, signal }),
        );
        const board = mergeBoard(client.getQueryData<Board>(queryKey), fresh);
        const stale = staleTail(board, fresh, changed);
        const whole = stale.length > TAIL ? fresh : await freshTail(board, stale, state, signal);
        return applyPending(whole, pendingMoves);
      } catch (error) {
        // This answer did not come; the next one must still know what has changed.
        for (const id of changedDeals.get(hash) ?? []) changed.add(id);
        changedDeals.set(hash, changed);
        throw error;
      }
    },
  });
}

/** Asks for cards below the fold by their ids; the filters tell whether they still belong here. */
async function freshTail(
  board: Board,
  ids: string[],
  state: BoardState,
  signal: AbortSignal,
): Promise<Board> {
  if (ids.length === 0) return board;
  const filters = { ...state.filters, ids: ids.join(',') };
  const found = await data<Page<Deal>>(
    http.GET('/api/v1/deals', {
      params: { query: listQuery({ filters, q: state.q }, { limit: 200 }) },
      signal,
    }),
  );
  return refreshTail(board, ids, found.items);
}

export function useBoard(pipeline: string | undefined, state: BoardState) {
  const client = useQueryClient();
  return useQuery({
    ...boardQuery(client, pipeline ?? '', state),
    enabled: pipeline !== undefined,
    // While filters change, the old cards stay; another pipeline has other columns.
    placeholderData: (previous) => (previous?.pipeline.id === pipeline ? previous : undefined),
  });
}

/** Fetches the next cards of one column and puts them under those that are there. */
export function useFetchMore(pipeline: string, state: BoardState) {
  const client = useQueryClient();
  const busy = useRef(new Set<string>());
  return async (stageId: string, cursor: string) => {
    const mark = `${stageId} ${cursor}`;
    if (busy.current.has(mark)) return;
    busy.current.add(mark);
    try {
      const page = await data<Page<Deal>>(
        http.GET('/api/v1/board/column', {
          params: {
            query: {
              ...listQuery({ filters: state.filters, q: state.q }, { limit: PAGE, cursor }),
              stage: stageId,
            },
          },
        }),
      );
      client.setQueryData<Board>(boardKey(pipeline, state), (board) =>
        board ? appendPage(board, stageId, cursor, page) : board,
      );
    } catch {
      // The column simply ends here; scrolling asks again.
    } finally {
      busy.current.delete(mark);
    }
  };
}

/** Changes every board that is kept, whatever its filters. */
export function changeBoards(client: QueryClient, change: (board: Board) => Board): void {
  client.setQueriesData<Board>({ queryKey: keys.board }, (board) =>
    board ? change(board) : board,
  );
}

export function patchBoards(client: QueryClient, deal: Deal): void {
  changeBoards(client, (board) => patchCard(board, deal));
}
