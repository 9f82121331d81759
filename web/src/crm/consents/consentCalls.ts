import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { listQuery } from '@/api/list';
import type {
  Consent,
  ConsentChannel,
  ConsentPurpose,
  ConsentSource,
  ConsentText,
  Page,
  Reachable,
} from '@/api/types';

export function useConsents(contact: string) {
  return useQuery({
    queryKey: keys.consents(contact),
    queryFn: ({ signal }): Promise<Page<Consent>> =>
      data(
        http.GET('/api/v1/consents', {
          params: { query: listQuery({ filters: { contact } }, { limit: 100 }) },
          signal,
        }),
      ),
  });
}

/** Through which addresses the contact may get advertising. */
export function useReachable(contact: string, enabled = true) {
  return useQuery({
    queryKey: [...keys.consents(contact), 'reachable'],
    queryFn: ({ signal }): Promise<Reachable[]> =>
      data(
        http.GET('/api/v1/contacts/{id}/reachable', { params: { path: { id: contact } }, signal }),
      ),
    enabled,
  });
}

export function useConsentTexts() {
  return useQuery({
    queryKey: keys.consentTexts,
    queryFn: ({ signal }): Promise<Page<ConsentText>> =>
      data(http.GET('/api/v1/consent-texts', { signal })),
  });
}

export interface NewConsent {
  purpose: ConsentPurpose;
  channel: ConsentChannel | null;
  text_id: string | null;
  source: ConsentSource;
  note: string;
}

export function useConsentCalls(contact: string) {
  const client = useQueryClient();
  const settled = () => {
    void client.invalidateQueries({ queryKey: keys.consents(contact) });
    void client.invalidateQueries({ queryKey: keys.timeline('contact', contact) });
  };
  const give = useMutation({
    meta: { form: true },
    mutationFn: ({ note, ...given }: NewConsent): Promise<Consent> =>
      data(
        http.POST('/api/v1/consents', {
          body: { ...given, contact_id: contact, proof: { note } },
        }),
      ),
    onSettled: settled,
  });
  const withdraw = useMutation({
    meta: { form: true },
    mutationFn: ({ id, note }: { id: string; note: string }): Promise<Consent> =>
      data(
        http.POST('/api/v1/consents/{id}/withdraw', {
          params: { path: { id } },
          body: { proof: { note } },
        }),
      ),
    onSettled: settled,
  });
  return { give, withdraw };
}
