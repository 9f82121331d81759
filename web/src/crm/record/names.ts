import { useQuery } from '@tanstack/react-query';
import {
  lostReasonsQuery,
  pipelinesQuery,
  sourcesQuery,
  tagsQuery,
  usersQuery,
} from '@/api/reference';
import type { NameOf } from './sentences';

/** Names of people, stages and dictionary entries for ids that stand in the log. */
export function useNameOf(): NameOf {
  const users = useQuery(usersQuery).data?.items ?? [];
  const pipelines = useQuery(pipelinesQuery).data?.items ?? [];
  const sources = useQuery(sourcesQuery).data?.items ?? [];
  const reasons = useQuery(lostReasonsQuery).data?.items ?? [];
  const tags = useQuery(tagsQuery).data?.items ?? [];
  const names = new Map<string, string>();
  const stages = pipelines.flatMap((pipeline) => pipeline.stages);
  for (const item of [...users, ...pipelines, ...stages, ...sources, ...reasons, ...tags]) {
    names.set(item.id, item.name);
  }
  return (id) => names.get(id);
}
