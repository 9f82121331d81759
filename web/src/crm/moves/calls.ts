import type { QueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { Board, Deal, DealDetail, Pipeline, Stage } from '@/api/types';
import { findCard } from '@/crm/board/cache';

/** What can happen to the place of a deal. */
export type Move =
  | { type: 'move'; deal: Deal; stage: Stage }
  | { type: 'win'; deal: Deal }
  | { type: 'lose'; deal: Deal; reason_id: string; note: string | null }
  | { type: 'reopen'; deal: Deal; stage?: Stage };

export function isWinning(stage: Stage): boolean {
  return stage.kind === 'purchase' || stage.kind === 'retain';
}

/** The stages of a pipeline in their order, without those that were taken out of use. */
export function liveStages(pipeline: Pipeline | undefined): Stage[] {
  return (pipeline?.stages ?? [])
    .filter((stage) => !stage.archived)
    .toSorted((a, b) => a.position - b.position);
}

/** Where a deal will stand after a move, as far as the screen can tell before the server has spoken. */
export function expected(move: Move, pipeline: Pipeline | undefined): Partial<Deal> {
  const at = new Date().toISOString();
  const fresh = { stage_entered_at: at, stuck: false };
  switch (move.type) {
    case 'move':
      return {
        ...fresh,
        stage_id: move.stage.id,
        status: isWinning(move.stage) ? 'won' : 'open',
        pipeline_id: move.stage.pipeline_id,
      };
    case 'win': {
      const stages = liveStages(pipeline);
      const won =
        stages.find((stage) => stage.kind === 'purchase') ??
        stages.find((stage) => stage.kind === 'retain');
      return won && won.id !== move.deal.stage_id
        ? { ...fresh, stage_id: won.id, status: 'won', won_at: at }
        : { status: 'won', won_at: at };
    }
    case 'lose':
      return { status: 'lost', lost_at: at };
    case 'reopen':
      return move.stage
        ? { ...fresh, stage_id: move.stage.id, status: 'open' }
        : { status: 'open' };
  }
}

/** The newest version of a deal that any screen has seen: two quick moves must not refuse each other. */
export function newestVersion(client: QueryClient, deal: Deal): number {
  const versions = [deal.version];
  const detail = client.getQueryData<DealDetail>(keys.deal(deal.id));
  if (detail) versions.push(detail.version);
  for (const [, board] of client.getQueriesData<Board>({ queryKey: keys.board })) {
    const card = findCard(board, deal.id);
    if (card) versions.push(card.deal.version);
  }
  return Math.max(...versions);
}

export function sendMove(move: Move, version: number): Promise<Deal> {
  const params = { path: { id: move.deal.id } };
  switch (move.type) {
    case 'move':
      return data(
        http.POST('/api/v1/deals/{id}/move', {
          params,
          body: { stage_id: move.stage.id, version },
        }),
      );
    case 'win':
      return data(http.POST('/api/v1/deals/{id}/win', { params, body: { version } }));
    case 'lose':
      return data(
        http.POST('/api/v1/deals/{id}/lose', {
          params,
          body: { reason_id: move.reason_id, note: move.note, version },
        }),
      );
    case 'reopen':
      return data(
        http.POST('/api/v1/deals/{id}/reopen', {
          params,
          body: { stage_id: move.stage?.id, version },
        }),
      );
  }
}

/** Takes over an answer about a deal without losing what only its page knows (contacts, checks). */
export function keepDeal(client: QueryClient, deal: Deal): void {
  client.setQueryData<DealDetail>(keys.deal(deal.id), (old) => (old ? { ...old, ...deal } : old));
}
