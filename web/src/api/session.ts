import { queryOptions, useQuery } from '@tanstack/react-query';
import { data, http } from './client';
import { keys } from './keys';
import { isProblem } from './problem';
import type { Me, Permission } from './types';

/** Who is logged in; `null` when nobody is, which is an answer and not an error. */
export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: async (): Promise<Me | null> => {
    try {
      return await data<Me>(http.GET('/api/v1/session'));
    } catch (error) {
      if (isProblem(error) && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

/** Whether the server still waits for its first owner. */
export const setupQuery = queryOptions({
  queryKey: keys.setup,
  queryFn: (): Promise<{ needed: boolean }> => data(http.GET('/api/v1/setup')),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The person at the screen; only for pages behind the login. */
export function useMe(): Me {
  const { data: me } = useQuery(sessionQuery);
  if (!me) throw new Error('This part of the interface is drawn only after login.');
  return me;
}

/** Asks whether the person may do something, so that what would be refused is not offered. */
export function useCan(): (permission: Permission) => boolean {
  const me = useMe();
  return (permission) => me.permissions.includes(permission);
}
