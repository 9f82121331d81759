import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { CallReview, Page, ReviewCriterion, ReviewSet, ReviewTrend } from '@/api/types';

export const reviewSetsQuery = queryOptions({
  queryKey: keys.reviewSets,
  queryFn: (): Promise<Page<ReviewSet>> => data(http.GET('/api/v1/review-sets')),
});

export const trendQuery = queryOptions({
  queryKey: [...keys.reviews, 'trend'],
  queryFn: (): Promise<ReviewTrend> => data(http.GET('/api/v1/reviews/trend')),
});

export function reviewQuery(id: string) {
  return queryOptions({
    queryKey: [...keys.reviews, 'one', id],
    queryFn: (): Promise<CallReview> =>
      data(http.GET('/api/v1/reviews/{id}', { params: { path: { id } } })),
  });
}

/** What is written about a call. */
export interface Written {
  marks: Record<string, number>;
  comment: string;
  practise: string;
}

export function useReviewCalls() {
  const client = useQueryClient();
  const onSettled = () => {
    void client.invalidateQueries({ queryKey: keys.reviews });
    void client.invalidateQueries({ queryKey: ['timeline'] });
  };
  const create = useMutation({
    meta: { form: true },
    mutationFn: (body: Written & { activity_id: string; set_id: string }): Promise<CallReview> =>
      data(http.POST('/api/v1/reviews', { body })),
    onSettled,
  });
  const change = useMutation({
    meta: { form: true },
    mutationFn: ({ id, ...body }: Written & { id: string; version: number }): Promise<CallReview> =>
      data(http.PUT('/api/v1/reviews/{id}', { params: { path: { id } }, body })),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: (id: string) =>
      data(http.DELETE('/api/v1/reviews/{id}', { params: { path: { id } } })),
    onSettled,
  });
  const seen = useMutation({
    mutationFn: (id: string): Promise<CallReview> =>
      data(http.POST('/api/v1/reviews/{id}/seen', { params: { path: { id } } })),
    onSettled,
  });
  return { create, change, remove, seen };
}

export function useSetCalls() {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: keys.reviewSets });
  const create = useMutation({
    meta: { form: true },
    mutationFn: (body: { name: string; criteria: ReviewCriterion[] }): Promise<ReviewSet> =>
      data(http.POST('/api/v1/review-sets', { body })),
    onSettled,
  });
  const change = useMutation({
    meta: { form: true },
    mutationFn: ({
      id,
      ...body
    }: {
      id: string;
      version: number;
      name: string;
      criteria: ReviewCriterion[];
    }): Promise<ReviewSet> =>
      data(http.PATCH('/api/v1/review-sets/{id}', { params: { path: { id } }, body })),
    onSettled,
  });
  return { create, change };
}
