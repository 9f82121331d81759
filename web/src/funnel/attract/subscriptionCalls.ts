import { t } from '@lingui/core/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { Page, Subscription, SubscriptionState, Topic } from '@/api/types';

export function stateLabel(state: SubscriptionState): string {
  const labels: Record<SubscriptionState, string> = {
    pending: t`ждёт подтверждения`,
    confirmed: t`подтверждена`,
    left: t`отписка`,
  };
  return labels[state];
}

export function useTopics() {
  return useQuery({
    queryKey: keys.topics,
    queryFn: ({ signal }): Promise<Page<Topic>> => data(http.GET('/api/v1/topics', { signal })),
  });
}

/** The topics in use, to be chosen from. */
export function useTopicOptions(): { value: string; label: string }[] {
  const topics = useTopics().data?.items ?? [];
  return topics
    .filter((topic) => !topic.archived)
    .map((topic) => ({ value: topic.id, label: topic.name }));
}

export function useSubscriptionCalls() {
  const client = useQueryClient();
  const onSettled = () => {
    void client.invalidateQueries({ queryKey: keys.topics });
    void client.invalidateQueries({ queryKey: keys.subscriptions });
  };
  const saveTopic = useMutation({
    meta: { form: true },
    mutationFn: ({
      topic,
      ...values
    }: {
      topic: Topic | null;
      name: string;
      description: string;
    }): Promise<Topic> =>
      topic
        ? data(
            http.PATCH('/api/v1/topics/{id}', {
              params: { path: { id: topic.id } },
              body: { version: topic.version, ...values },
            }),
          )
        : data(http.POST('/api/v1/topics', { body: values })),
    onSettled,
  });
  const archive = useMutation({
    mutationFn: (topic: Topic): Promise<Topic> =>
      data(
        http.PATCH('/api/v1/topics/{id}', {
          params: { path: { id: topic.id } },
          body: { version: topic.version, archived: !topic.archived },
        }),
      ),
    onSettled,
  });
  const add = useMutation({
    meta: { form: true },
    mutationFn: (body: { address: string; topics: string[] }) =>
      data(http.POST('/api/v1/subscriptions', { body })),
    onSettled,
  });
  const end = useMutation({
    mutationFn: (id: string): Promise<Subscription> =>
      data(http.POST('/api/v1/subscriptions/{id}/end', { params: { path: { id } } })),
    onSettled,
  });
  return { saveTopic, archive, add, end };
}
