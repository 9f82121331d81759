import { queryOptions, useQuery } from '@tanstack/react-query';
import { data as body, http } from './client';
import { keys } from './keys';
import { isProblem } from './problem';
import type { Me, Permission } from './types';

/** Who is logged in; `null` when nobody is, which is an answer and not an error. */
export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: async (): Promise<Me | null> => {
    try {
      return await body<Me>(http.GET('/api/v1/session'));
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
  queryFn: (): Promise<{ needed: boolean }> => body(http.GET('/api/v1/setup')),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Between the end of a session and the way to the login page, the old page is drawn once more. */
let last: Me | null = null;

/** The person at the screen; only for pages behind the login. */
export function useMe(): Me {
  const { data } = useQuery(sessionQuery);
  if (data) last = data;
  const me = data ?? last;
  if (!me) throw new Error('This part of the interface is drawn only after login.');
  return me;
}

/** Asks whether the person may do something, so that what would be refused is not offered. */
export function useCan(): (permission: Permission) => boolean {
  const me = useMe();
  return (permission) => me.permissions.includes(permission);
}
