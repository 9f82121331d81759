import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { Page, Question, QuestionSet } from '@/api/types';

export const questionSetsQuery = queryOptions({
  queryKey: keys.questionSets,
  queryFn: ({ signal }): Promise<Page<QuestionSet>> =>
    data(http.GET('/api/v1/question-sets', { signal })),
});

/** A set as it is edited. */
export interface Draft {
  name: string;
  pipeline_id: string | null;
  questions: Question[];
}

export function useQuestionCalls() {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: keys.questionSets });
  const bant = useMutation({
    mutationFn: (): Promise<QuestionSet> => data(http.POST('/api/v1/question-sets/usual')),
    onSettled,
  });
  const create = useMutation({
    meta: { form: true },
    mutationFn: (draft: Draft): Promise<QuestionSet> =>
      data(http.POST('/api/v1/question-sets', { body: draft })),
    onSettled,
  });
  const change = useMutation({
    meta: { form: true },
    mutationFn: ({ set, ...changes }: Partial<Draft> & { set: QuestionSet; archived?: boolean }) =>
      data(
        http.PATCH('/api/v1/question-sets/{id}', {
          params: { path: { id: set.id } },
          body: { ...changes, version: set.version },
        }),
      ) as Promise<QuestionSet>,
    onSettled,
  });
  return { bant, create, change };
}
