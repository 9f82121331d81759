import { t } from '@lingui/core/macro';
import { notifications } from '@mantine/notifications';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { errorText, isProblem } from '@/api/problem';

declare module '@tanstack/react-query' {
  interface Register {
    mutationMeta: {
      /** The form shows the refusal itself, so no notice is needed. */
      form?: boolean;
    };
  }
}

let onLoggedOut: () => void = () => {};

/** The router is told here, not imported: it needs the query client to be made. */
export function whenLoggedOut(react: () => void): void {
  onLoggedOut = react;
}

function loggedOut(error: unknown): boolean {
  if (!isProblem(error) || error.status !== 401 || error.code !== 'unauthenticated') return false;
  if (queryClient.getQueryData(keys.session)) {
    queryClient.setQueryData(keys.session, null);
    onLoggedOut();
  }
  return true;
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      loggedOut(error);
    },
  }),
  mutationCache: new MutationCache({
    onError: (error, _variables, _context, mutation) => {
      if (mutation.meta?.form && !isProblem(error, 'stale')) return;
      if (loggedOut(error)) return;
      if (isProblem(error, 'stale')) {
        // Somebody else was faster. Nothing is lost: the fresh record is fetched and the person decides.
        void queryClient.invalidateQueries({ refetchType: 'active' });
        notifications.show({
          color: 'yellow',
          title: t`Запись уже изменили`,
          message: t`Показана свежая версия. Проверьте и повторите изменение.`,
        });
        return;
      }
      notifications.show({ color: 'red', message: errorText(error), autoClose: 8000 });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) =>
        failures < 2 && (!isProblem(error) || error.status === 0 || error.status >= 500),
    },
  },
});
