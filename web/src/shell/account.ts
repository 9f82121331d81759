import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { Lang, Me } from '@/api/types';
import { activate } from './i18n';

/** Switches the language here at once and keeps it on the server for the next device. */
export function useSwitchLang() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (lang: Lang): Promise<Me> => {
      await activate(lang);
      return data(http.PATCH('/api/v1/session', { body: { lang } }));
    },
    onSuccess: (me) => {
      client.setQueryData(keys.session, me);
      // Names given by the server (roles, messages) come in the new language too.
      void client.invalidateQueries();
    },
  });
}

export function useLogout() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (): Promise<void> => data(http.DELETE('/api/v1/session')),
    onSuccess: async () => {
      // What one person saw must not be left for the next one at this screen.
      client.clear();
      client.setQueryData(keys.session, null);
      await navigate({ to: '/login' });
    },
  });
}
