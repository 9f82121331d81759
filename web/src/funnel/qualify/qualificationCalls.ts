import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { DealDetail, Qualification } from '@/api/types';
import { newestVersion } from '@/crm/moves/calls';

export function qualificationQuery(deal: string) {
  return queryOptions({
    // Begins like the deal itself, so that whatever makes the deal old makes its answers old too.
    queryKey: [...keys.deal(deal), 'qualification'],
    queryFn: ({ signal }): Promise<Qualification> =>
      data(
        http.GET('/api/v1/deals/{id}/qualification', { params: { path: { id: deal } }, signal }),
      ),
    retry: false,
  });
}

export interface Answering {
  question: string;
  /** Null takes the answer back. */
  value: string | null;
  proof?: string;
  contact_id?: string | null;
}

export interface Refusing {
  reason_id: string;
  note: string;
  /** The deal comes up again on this day; null refuses it for good. */
  back_on: string | null;
}

/** What is done with the questions of one deal. */
export function useQualificationCalls(deal: DealDetail) {
  const client = useQueryClient();
  const params = { path: { id: deal.id } };
  const onSuccess = (now: Qualification) =>
    client.setQueryData(qualificationQuery(deal.id).queryKey, now);
  const decided = () => {
    for (const key of [keys.deal(deal.id), keys.deals, keys.board, keys.tasks, keys.numbers]) {
      void client.invalidateQueries({ queryKey: key });
    }
    void client.invalidateQueries({ queryKey: keys.timeline('deal', deal.id) });
  };
  const answer = useMutation({
    mutationFn: ({ question, value, proof = '', contact_id = null }: Answering) =>
      data(
        http.PUT('/api/v1/deals/{id}/qualification/{question}', {
          params: { path: { id: deal.id, question } },
          body: { value, proof, contact_id },
        }),
      ) as Promise<Qualification>,
    onSuccess,
    onSettled: () => client.invalidateQueries({ queryKey: keys.timeline('deal', deal.id) }),
  });
  const qualify = useMutation({
    mutationFn: (): Promise<Qualification> =>
      data(
        http.POST('/api/v1/deals/{id}/qualify', {
          params,
          body: { version: newestVersion(client, deal), note: '' },
        }),
      ),
    onSuccess,
    onSettled: decided,
  });
  const refuse = useMutation({
    mutationFn: ({ back_on, ...how }: Refusing): Promise<Qualification> => {
      const body = { version: newestVersion(client, deal), ...how };
      return data(
        back_on
          ? http.POST('/api/v1/deals/{id}/recycle', { params, body: { ...body, back_on } })
          : http.POST('/api/v1/deals/{id}/disqualify', { params, body }),
      );
    },
    onSuccess,
    onSettled: decided,
  });
  return { answer, qualify, refuse };
}
