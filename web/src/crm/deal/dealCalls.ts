import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { DealDetail, HistoryItem } from '@/api/types';
import { patchBoards } from '@/crm/board/boardData';
import { keepDeal, newestVersion } from '@/crm/moves/calls';

export function dealQuery(id: string) {
  return queryOptions({
    queryKey: keys.deal(id),
    queryFn: ({ signal }): Promise<DealDetail> =>
      data(http.GET('/api/v1/deals/{id}', { params: { path: { id } }, signal })),
  });
}

export function historyQuery(id: string) {
  return queryOptions({
    // Begins like the deal itself, so that whatever makes the deal old makes its past old too.
    queryKey: [...keys.deal(id), 'history'],
    queryFn: ({ signal }): Promise<{ items: HistoryItem[] }> =>
      data(http.GET('/api/v1/deals/{id}/history', { params: { path: { id } }, signal })),
  });
}

/** Changes of one deal from its page. A field shows its own refusal, so no notice is needed. */
export function useDealCalls(deal: DealDetail) {
  const client = useQueryClient();
  const params = { path: { id: deal.id } };
  const settle = () => {
    void client.invalidateQueries({ queryKey: keys.timeline('deal', deal.id) });
    void client.invalidateQueries({ queryKey: keys.deals });
  };
  const keep = (answer: DealDetail) => {
    keepDeal(client, answer);
    patchBoards(client, answer);
  };
  const change = useMutation({
    meta: { form: true },
    mutationFn: (changes: Record<string, unknown>): Promise<DealDetail> =>
      data(
        http.PATCH('/api/v1/deals/{id}', {
          params,
          body: { ...changes, version: newestVersion(client, deal) },
        }),
      ),
    onSuccess: keep,
    onSettled: settle,
  });
  const check = useMutation({
    mutationFn: ({ item, done }: { item: string; done: boolean }): Promise<DealDetail> =>
      data(
        http.PUT('/api/v1/deals/{id}/checks/{item_id}', {
          params: { path: { id: deal.id, item_id: item } },
          body: { done },
        }),
      ),
    onSuccess: keep,
    onSettled: settle,
  });
  const remove = useMutation({
    mutationFn: (): Promise<void> => data(http.DELETE('/api/v1/deals/{id}', { params })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.board });
      void client.invalidateQueries({ queryKey: keys.deals });
    },
  });
  return { change, check, remove };
}
