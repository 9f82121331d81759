import { t } from '@lingui/core/macro';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { listQuery } from '@/api/list';
import type { Mailing, MailingState, MailSeries, Page } from '@/api/types';

export function mailingState(state: MailingState): string {
  const words: Record<MailingState, string> = {
    draft: t`черновик`,
    sending: t`отправляется`,
    sent: t`отправлена`,
    stopped: t`остановлена`,
  };
  return words[state];
}

/** Who is at work is looked at every second. */
const soon = (busy: boolean) => (busy ? 1_000 : false);

export const mailingsQuery = queryOptions({
  queryKey: keys.mailings,
  queryFn: ({ signal }): Promise<Page<Mailing>> => data(http.GET('/api/v1/mailings', { signal })),
  refetchInterval: ({ state }) => soon(!!state.data?.items.some((one) => one.state === 'sending')),
});

export const mailingQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.mailings, id],
    queryFn: ({ signal }): Promise<Mailing> =>
      data(http.GET('/api/v1/mailings/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => soon(state.data?.state === 'sending'),
  });

/** What became of the letters of these mailings. */
export const fatesQuery = (mailings: Mailing[]) => {
  const series = mailings.filter((one) => one.state !== 'draft').map((one) => one.series);
  return queryOptions({
    // Begins like the mails: they are what it counts.
    queryKey: [...keys.mails, 'series', series],
    queryFn: ({ signal }): Promise<MailSeries[]> => {
      const query = listQuery({ filters: { series: series.join(',') } });
      return data(http.GET('/api/v1/mail/series', { params: { query }, signal }));
    },
    enabled: series.length > 0,
    refetchInterval: ({ state }) => soon(!!state.data?.some((one) => one.waiting > 0)),
  });
};

export interface Written {
  topic_id: string;
  subject: string;
  body: string;
}

export function useMailingCalls() {
  const client = useQueryClient();
  const onSuccess = (now: Mailing) => {
    client.setQueryData(mailingQuery(now.id).queryKey, now);
    void client.invalidateQueries({ queryKey: keys.mailings, exact: true });
    void client.invalidateQueries({ queryKey: keys.mails });
  };
  const save = useMutation({
    meta: { form: true },
    mutationFn: ({ was, ...body }: Written & { was: Mailing | undefined }): Promise<Mailing> =>
      was
        ? data(
            http.PATCH('/api/v1/mailings/{id}', {
              params: { path: { id: was.id } },
              body: { version: was.version, ...body },
            }),
          )
        : data(http.POST('/api/v1/mailings', { body })),
    onSuccess,
  });
  const start = useMutation({
    mutationFn: ({ id, version }: Mailing): Promise<Mailing> =>
      data(
        http.POST('/api/v1/mailings/{id}/start', { params: { path: { id } }, body: { version } }),
      ),
    onSuccess,
  });
  const stop = useMutation({
    mutationFn: ({ id, version }: Mailing): Promise<Mailing> =>
      data(
        http.POST('/api/v1/mailings/{id}/stop', { params: { path: { id } }, body: { version } }),
      ),
    onSuccess,
  });
  const remove = useMutation({
    mutationFn: ({ id }: Mailing) =>
      data(http.DELETE('/api/v1/mailings/{id}', { params: { path: { id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.mailings, exact: true }),
  });
  const tryOut = useMutation({
    mutationFn: ({ id, to }: { id: string; to: string }) =>
      data(http.POST('/api/v1/mailings/{id}/try', { params: { path: { id } }, body: { to } })),
  });
  return { save, start, stop, remove, tryOut };
}
