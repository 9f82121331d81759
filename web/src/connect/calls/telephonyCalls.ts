import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type {
  NewTelephonyAccount,
  Page,
  TelephonyAccount,
  TelephonyAccountChange,
  TelephonyCreated,
  TelephonyEvent,
} from '@/api/types';

export function useTelephonyAccounts() {
  return useQuery({
    queryKey: keys.telephony,
    queryFn: (): Promise<Page<TelephonyAccount>> => data(http.GET('/api/v1/telephony-accounts')),
  });
}

export function useTelephonyEvents(id: string) {
  return useQuery({
    queryKey: [...keys.telephony, 'events', id],
    queryFn: (): Promise<TelephonyEvent[]> =>
      data(http.GET('/api/v1/telephony-accounts/{id}/events', { params: { path: { id } } })),
    refetchInterval: 10_000,
  });
}

export function useNewAccount() {
  const client = useQueryClient();
  return useMutation({
    meta: { form: true },
    mutationFn: (body: NewTelephonyAccount): Promise<TelephonyCreated> =>
      data(http.POST('/api/v1/telephony-accounts', { body })),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.telephony }),
  });
}

/** Everything that is done with one exchange. */
export function useAccountCalls(account: TelephonyAccount) {
  const client = useQueryClient();
  const params = { path: { id: account.id } };
  const onSettled = () => void client.invalidateQueries({ queryKey: keys.telephony });
  return {
    change: useMutation({
      mutationFn: (change: Partial<TelephonyAccountChange>): Promise<TelephonyCreated> =>
        data(
          http.PATCH('/api/v1/telephony-accounts/{id}', {
            params,
            body: { new_secret: false, ...change, version: account.version },
          }),
        ),
      onSettled,
    }),
    putExtensions: useMutation({
      meta: { form: true },
      mutationFn: (extensions: { extension: string; user_id: string }[]) =>
        data(
          http.PUT('/api/v1/telephony-accounts/{id}/extensions', { params, body: { extensions } }),
        ),
      onSettled,
    }),
    tryOut: useMutation({
      meta: { form: true },
      mutationFn: (phone: string) =>
        data(http.POST('/api/v1/telephony-accounts/{id}/try', { params, body: { phone } })),
      onSettled: () => {
        onSettled();
        void client.invalidateQueries({ queryKey: keys.calls });
      },
    }),
  };
}
