/** Short lists that many screens need: people, pipelines, dictionaries, channels. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { data, http } from './client';
import { keys } from './keys';
import type { Channel, DictionaryItem, Page, Pipeline, Stage, Team, User } from './types';

const staleTime = 60_000;

export const usersQuery = queryOptions({
  queryKey: keys.users,
  queryFn: (): Promise<Page<User>> =>
    data(http.GET('/api/v1/users', { params: { query: { limit: 200 } } })),
  staleTime,
});

export const teamsQuery = queryOptions({
  queryKey: keys.teams,
  queryFn: (): Promise<Page<Team>> => data(http.GET('/api/v1/teams')),
  staleTime,
});

export const pipelinesQuery = queryOptions({
  queryKey: keys.pipelines,
  queryFn: (): Promise<Page<Pipeline>> => data(http.GET('/api/v1/pipelines')),
  staleTime,
});

export const sourcesQuery = queryOptions({
  queryKey: keys.sources,
  queryFn: (): Promise<Page<DictionaryItem>> =>
    data(http.GET('/api/v1/sources', { params: { query: { limit: 200 } } })),
  staleTime,
});

export const lostReasonsQuery = queryOptions({
  queryKey: keys.lostReasons,
  queryFn: (): Promise<Page<DictionaryItem>> =>
    data(http.GET('/api/v1/lost-reasons', { params: { query: { limit: 200 } } })),
  staleTime,
});

export const tagsQuery = queryOptions({
  queryKey: keys.tags,
  queryFn: (): Promise<Page<DictionaryItem>> =>
    data(http.GET('/api/v1/tags', { params: { query: { limit: 200 } } })),
  staleTime,
});

export const channelsQuery = queryOptions({
  queryKey: keys.channels,
  queryFn: (): Promise<Page<Channel>> => data(http.GET('/api/v1/channels')),
  staleTime,
});

export interface Option {
  value: string;
  label: string;
}

/** People who can be given work. */
export function useUserOptions(): Option[] {
  const { data: users } = useQuery(usersQuery);
  return (users?.items ?? [])
    .filter((user) => user.active)
    .map((user) => ({ value: user.id, label: user.name }));
}

export function useTeamOptions(): Option[] {
  const { data: teams } = useQuery(teamsQuery);
  return (teams?.items ?? []).map((team) => ({ value: team.id, label: team.name }));
}

export function usePipelines(): Pipeline[] {
  const { data: pipelines } = useQuery(pipelinesQuery);
  return (pipelines?.items ?? []).filter((pipeline) => !pipeline.archived);
}

/** Finds a stage by its id in any pipeline, archived ones included: old deals may stand there. */
export function useStageFinder(): (id: string) => Stage | undefined {
  const { data: pipelines } = useQuery(pipelinesQuery);
  return (id) =>
    pipelines?.items.flatMap((pipeline) => pipeline.stages).find((stage) => stage.id === id);
}

function options(items: (DictionaryItem | Channel)[] | undefined): Option[] {
  return (items ?? [])
    .filter((item) => !item.archived)
    .map((item) => ({ value: item.id, label: item.name }));
}

export function useSourceOptions(): Option[] {
  return options(useQuery(sourcesQuery).data?.items);
}

export function useLostReasonOptions(): Option[] {
  return options(useQuery(lostReasonsQuery).data?.items);
}

export function useTagOptions(): Option[] {
  return options(useQuery(tagsQuery).data?.items);
}

export function useChannelOptions(): Option[] {
  return options(useQuery(channelsQuery).data?.items);
}
