import type { QueryClient } from '@tanstack/react-query';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { type ListState, listQuery } from '@/api/list';
import type { Board, Deal, Page } from '@/api/types';
import { onLiveChange } from '@/shell/live';
import { appendPage, applyPending, mergeBoard, patchCard, refreshTail, staleTail } from './cache';

/** Cards per request and column; the rest comes as one scrolls. */
const PAGE = 30;
/** More than this many changed cards below the fold are not worth asking for one by one. */
const TAIL = 100;

/** Moves on their way to the server: deal → stage, or nothing when it leaves the board. */
export const pendingMoves = new Map<string, string | null>();

/** Deals that changed somewhere since the board was last fetched. */
const changedDeals = new Set<string>();

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
      const changed = new Set(changedDeals);
      const fresh = await data<Board>(
        http.GET('/api/v1/board', {
          params: { query: { ...query, limit: PAGE } },
          signal,
        }),
      );
      let board = mergeBoard(client.getQueryData<Board>(queryKey), fresh);
      const stale = staleTail(board, fresh, changed).slice(0, TAIL);
      if (stale.length > 0) {
        const filters = { ...state.filters, ids: stale.join(',') };
        const found = await data<Page<Deal>>(
          http.GET('/api/v1/deals', {
            params: { query: listQuery({ filters, q: state.q }, { limit: 200 }) },
            signal,
          }),
        );
        board = refreshTail(board, stale, found.items);
      }
      for (const id of changed) changedDeals.delete(id);
      return applyPending(board, pendingMoves);
    },
  });
}

export function useBoard(pipeline: string | undefined, state: BoardState) {
  const client = useQueryClient();
  useEffect(
    () =>
      onLiveChange((change) => {
        if (change.deal_id) changedDeals.add(change.deal_id);
      }),
    [],
  );
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
