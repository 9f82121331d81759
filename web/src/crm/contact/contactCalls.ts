import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { Contact } from '@/api/types';

export function contactQuery(id: string) {
  return queryOptions({
    queryKey: keys.contact(id),
    queryFn: ({ signal }): Promise<Contact> =>
      data(http.GET('/api/v1/contacts/{id}', { params: { path: { id } }, signal })),
  });
}

export function useContactCalls(contact: Contact) {
  const client = useQueryClient();
  const params = { path: { id: contact.id } };
  const change = useMutation({
    meta: { form: true },
    mutationFn: (changes: Record<string, unknown>): Promise<Contact> => {
      const known = client.getQueryData<Contact>(keys.contact(contact.id));
      const version = Math.max(contact.version, known?.version ?? 0);
      return data(http.PATCH('/api/v1/contacts/{id}', { params, body: { ...changes, version } }));
    },
    onSuccess: (answer) => {
      client.setQueryData(keys.contact(contact.id), answer);
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.timeline('contact', contact.id) });
      void client.invalidateQueries({ queryKey: keys.consents(contact.id) });
      void client.invalidateQueries({ queryKey: keys.contacts });
    },
  });
  const remove = useMutation({
    mutationFn: (): Promise<void> => data(http.DELETE('/api/v1/contacts/{id}', { params })),
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.contacts }),
  });
  return { change, remove };
}
