import { queryOptions } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { listQuery } from '@/api/list';
import type { FirstContact, Page, RecycledDeal, UnansweredDeal } from '@/api/types';

/** Time goes on without any change: what was soon becomes late. */
const MINUTE_MS = 60_000;

/** Clients who wait for the first answer, the most urgent first. */
export function firstContactsQuery(limit: number) {
  return queryOptions({
    queryKey: [...keys.firstContacts, limit],
    queryFn: ({ signal }): Promise<Page<FirstContact>> =>
      data(
        http.GET('/api/v1/first-contacts', {
          params: { query: listQuery({ filters: {} }, { limit, total: true }) },
          signal,
        }),
      ),
    refetchInterval: MINUTE_MS,
    placeholderData: (previous) => previous,
  });
}

export function lateCountQuery() {
  return queryOptions({
    queryKey: [...keys.firstContacts, 'late'],
    queryFn: async ({ signal }): Promise<number> => {
      const query = listQuery({ filters: { urgency: 'late' } }, { limit: 1, total: true });
      const page = await data(http.GET('/api/v1/first-contacts', { params: { query }, signal }));
      return page.total ?? 0;
    },
    refetchInterval: MINUTE_MS,
  });
}

export function unansweredQuery() {
  return queryOptions({
    queryKey: [...keys.qualifying, 'unanswered'],
    queryFn: ({ signal }): Promise<UnansweredDeal[]> =>
      data(http.GET('/api/v1/unanswered-deals', { signal })),
  });
}

export function recycledQuery() {
  return queryOptions({
    queryKey: [...keys.qualifying, 'recycled'],
    queryFn: ({ signal }): Promise<RecycledDeal[]> =>
      data(http.GET('/api/v1/recycled-deals', { signal })),
  });
}
