import { useLingui } from '@lingui/react/macro';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { keys } from '@/api/keys';
import { errorText, isProblem, type ProblemError } from '@/api/problem';
import { usePipelines } from '@/api/reference';
import type { Board, Deal, DealDetail, Stage } from '@/api/types';
import { changeBoards, markChanged, patchBoards, pendingMoves } from '@/crm/board/boardData';
import { moveCard, patchVersion } from '@/crm/board/cache';
import { expected, keepDeal, type Move, newestVersion, sendMove } from './calls';
import { EntryDialog } from './EntryDialog';
import { LoseDialog } from './LoseDialog';

export interface DealMoves {
  move: (deal: Deal, stage: Stage) => void;
  win: (deal: Deal) => void;
  /** Asks for the reason first. */
  lose: (deal: Deal) => void;
  reopen: (deal: Deal, stage?: Stage) => void;
  /** The questions that a move may raise; the page draws them. */
  dialogs: ReactNode;
}

interface Refused {
  move: Move;
  problem: ProblemError;
}

/**
 * Moves of deals for any page: they show at once, are taken back when the server refuses, and ask
 * for what is missing when the stage has entry conditions.
 */
export function useDealMoves(options: { onMoved?: (deal: Deal) => void } = {}): DealMoves {
  const { t } = useLingui();
  const client = useQueryClient();
  const pipelines = usePipelines();
  const [losing, setLosing] = useState<Deal | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);

  const mutation = useMutation({
    // Refusals are told here: some of them are questions.
    meta: { form: true },
    // One after another, so that a second move of the same deal knows the version the first one made.
    scope: { id: 'deal-moves' },
    mutationFn: (move: Move) => sendMove(move, newestVersion(client, move.deal)),
    onMutate: async (move) => {
      await client.cancelQueries({ queryKey: keys.board });
      const pipeline = pipelines.find((one) => one.id === move.deal.pipeline_id);
      const change = expected(move, pipeline);
      const target = change.status === 'lost' ? null : (change.stage_id ?? move.deal.stage_id);
      const boards = client.getQueriesData<Board>({ queryKey: keys.board });
      const detail = client.getQueryData<DealDetail>(keys.deal(move.deal.id));
      pendingMoves.set(move.deal.id, target);
      changeBoards(client, (board) => moveCard(board, move.deal.id, target, change));
      keepDeal(client, { ...move.deal, ...detail, ...change });
      return { boards, detail, target };
    },
    onSuccess: (deal, move, { target }) => {
      if (pendingMoves.get(move.deal.id) === target) {
        pendingMoves.delete(move.deal.id);
        patchBoards(client, deal);
        keepDeal(client, deal);
      } else {
        // The person has already moved it on; only the version is news.
        changeBoards(client, (board) => patchVersion(board, deal));
      }
      options.onMoved?.(deal);
    },
    onError: (error, move, before) => {
      pendingMoves.delete(move.deal.id);
      for (const [key, board] of before?.boards ?? []) client.setQueryData(key, board);
      markChanged(move.deal.id);
      if (before?.detail) client.setQueryData(keys.deal(move.deal.id), before.detail);
      void client.invalidateQueries({ queryKey: keys.board });
      if (isProblem(error, 'entry_conditions')) setRefused({ move, problem: error });
      else if (!isProblem(error, 'stale') && !(isProblem(error) && error.status === 401)) {
        notifications.show({
          color: 'red',
          title: t`«${move.deal.title}» осталась на месте`,
          message: errorText(error),
          autoClose: 8000,
        });
      }
    },
    onSettled: (_deal, _error, move) => {
      void client.invalidateQueries({ queryKey: keys.deal(move.deal.id) });
      void client.invalidateQueries({ queryKey: keys.timeline('deal', move.deal.id) });
      void client.invalidateQueries({ queryKey: keys.deals });
      // The board on the screen hears of it by the live stream; one that is not shown is asked anew.
      void client.invalidateQueries({ queryKey: keys.board, refetchType: 'none' });
    },
  });
  const { mutate } = mutation;

  return {
    move: (deal, stage) => {
      if (deal.status === 'lost') mutate({ type: 'reopen', deal, stage });
      else if (deal.stage_id !== stage.id) mutate({ type: 'move', deal, stage });
    },
    win: (deal) => mutate({ type: 'win', deal }),
    lose: setLosing,
    reopen: (deal, stage) => mutate({ type: 'reopen', deal, stage }),
    dialogs: (
      <>
        {losing && (
          <LoseDialog
            title={t`Сделка проиграна: «${losing.title}»`}
            action={t`Отметить проигранной`}
            onClose={() => setLosing(null)}
            onLose={(reason_id, note) => {
              setLosing(null);
              mutate({ type: 'lose', deal: losing, reason_id, note });
            }}
          />
        )}
        {refused && (
          <EntryDialog
            key={`${refused.move.deal.id} ${refused.problem.fields.length}`}
            move={refused.move}
            problem={refused.problem}
            onClose={() => setRefused(null)}
            onFilled={(deal) => {
              setRefused(null);
              mutate({ ...refused.move, deal });
            }}
          />
        )}
      </>
    ),
  };
}
