import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type {
  Mail,
  MailAccount,
  MailDraft,
  MailPreview,
  MailTemplate,
  MailVariable,
  Page,
  WholeMail,
} from '@/api/types';

export const accountsQuery = queryOptions({
  queryKey: keys.mailAccounts,
  queryFn: (): Promise<Page<MailAccount>> => data(http.GET('/api/v1/mail/accounts')),
});

export const templatesQuery = queryOptions({
  queryKey: keys.mailTemplates,
  queryFn: (): Promise<Page<MailTemplate>> => data(http.GET('/api/v1/mail/templates')),
});

export const templateQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.mailTemplates, id],
    queryFn: (): Promise<MailTemplate> =>
      data(http.GET('/api/v1/mail/templates/{id}', { params: { path: { id } } })),
  });

export const variablesQuery = queryOptions({
  queryKey: [...keys.mailTemplates, 'variables'],
  queryFn: (): Promise<MailVariable[]> => data(http.GET('/api/v1/mail/variables')),
  staleTime: Number.POSITIVE_INFINITY,
});

export const mailQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.mails, 'one', id],
    queryFn: (): Promise<WholeMail> =>
      data(http.GET('/api/v1/mails/{id}', { params: { path: { id } } })),
    // What is in the queue leaves within seconds.
    refetchInterval: (query) =>
      ['queued', 'sending'].includes(query.state.data?.state ?? '') ? 2000 : false,
  });

/** What a letter would look like. A draft that cannot be one is refused with the field. */
export const previewQuery = (draft: MailDraft) =>
  queryOptions({
    queryKey: [...keys.mailTemplates, 'preview', draft],
    queryFn: ({ signal }): Promise<MailPreview> =>
      data(http.POST('/api/v1/mail/preview', { body: draft, signal })),
    retry: false,
    placeholderData: (previous) => previous,
  });

type Deed = 'again' | 'left' | 'stop';

/** What a person decides about a mail. */
export function useMailDecision(mail: Mail) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (deed: Deed): Promise<Mail> =>
      data(
        http.POST(`/api/v1/mails/{id}/${deed}`, {
          params: { path: { id: mail.id } },
          body: { version: mail.version },
        }),
      ),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.mails }),
  });
}
