import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type {
  DealFit,
  FitAccuracy,
  FitLimits,
  FitPreview,
  FitProfile,
  FitRule,
  FitVersion,
  Job,
  ToldLesson,
} from '@/api/types';

const busy = (job: Job | null | undefined) => job?.state === 'queued' || job?.state === 'running';

export const profileQuery = queryOptions({
  queryKey: [...keys.fit, 'profile'],
  queryFn: ({ signal }): Promise<FitProfile> => data(http.GET('/api/v1/fit-profile', { signal })),
  refetchInterval: (state) => (busy(state.state.data?.job) ? 700 : false),
});

export const accuracyQuery = queryOptions({
  queryKey: [...keys.fit, 'accuracy'],
  queryFn: ({ signal }): Promise<FitAccuracy> =>
    data(http.GET('/api/v1/fit-profile/accuracy', { signal })),
});

export const versionsQuery = queryOptions({
  queryKey: [...keys.fit, 'versions'],
  queryFn: ({ signal }): Promise<FitVersion[]> =>
    data(http.GET('/api/v1/fit-profile/versions', { signal })),
});

export const lessonQuery = queryOptions({
  queryKey: [...keys.fit, 'lesson'],
  queryFn: ({ signal }): Promise<ToldLesson> =>
    data(http.GET('/api/v1/fit-profile/lesson', { signal })),
  refetchInterval: (state) => (busy(state.state.data?.job) ? 700 : false),
  retry: false,
});

export function dealFitQuery(deal: string) {
  return queryOptions({
    // Begins like the deal itself, so that whatever makes the deal old makes its score old too.
    queryKey: [...keys.deal(deal), 'fit'],
    queryFn: ({ signal }): Promise<DealFit | null> =>
      data(http.GET('/api/v1/deals/{id}/fit', { params: { path: { id: deal } }, signal })),
    retry: false,
  });
}

export interface Tried {
  rules: FitRule[];
  limits: FitLimits;
}

export function previewQuery(tried: Tried) {
  return queryOptions({
    queryKey: [...keys.fit, 'preview', tried],
    queryFn: ({ signal }): Promise<FitPreview> =>
      data(http.POST('/api/v1/fit-profile/preview', { body: tried, signal })),
    retry: false,
  });
}

export function useFitCalls() {
  const client = useQueryClient();
  const refresh = () => void client.invalidateQueries({ queryKey: keys.fit });
  const save = useMutation({
    mutationFn: (next: Tried & { version: number }): Promise<FitProfile> =>
      data(http.PUT('/api/v1/fit-profile', { body: next })),
    onSettled: refresh,
  });
  const recount = useMutation({
    mutationFn: (): Promise<Job> => data(http.POST('/api/v1/fit-profile/recount', {})),
    onSettled: refresh,
  });
  const learn = useMutation({
    mutationFn: (): Promise<Job> => data(http.POST('/api/v1/fit-profile/lesson', {})),
    onSettled: refresh,
  });
  const stop = useMutation({
    mutationFn: (id: string) =>
      data(http.POST('/api/v1/jobs/{id}/cancel', { params: { path: { id } } })),
    onSettled: refresh,
  });
  return { save, recount, learn, stop };
}
