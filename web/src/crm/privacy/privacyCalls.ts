import { t } from '@lingui/core/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { PersonalRecords, PrivacyReason, PrivacyRequest } from '@/api/types';
import { useList } from '@/api/useList';

export const REASONS: PrivacyReason[] = ['demand', 'withdrawn', 'purpose_ended', 'unlawful'];

export function reasonLabel(reason: PrivacyReason): string {
  const labels: Record<PrivacyReason, string> = {
    demand: t`Требование человека`,
    withdrawn: t`Согласие отозвано`,
    purpose_ended: t`Данные больше не нужны`,
    unlawful: t`Обрабатывались незаконно`,
  };
  return labels[reason];
}

/** The log; while something is being done it is asked again. */
export function useRequests() {
  return useList(
    keys.privacy,
    '/api/v1/privacy-requests',
    {},
    { again: (rows) => (rows.some((one) => one.state === 'queued') ? 1_000 : false) },
  );
}

/** What is kept about a contact, in numbers. */
export function usePersonalData(contact: string) {
  return useQuery({
    queryKey: [...keys.privacy, 'about', contact],
    queryFn: ({ signal }): Promise<PersonalRecords[]> =>
      data(
        http.GET('/api/v1/contacts/{id}/personal-data', {
          params: { path: { id: contact } },
          signal,
        }),
      ),
  });
}

export function usePrivacyCalls(contact: string) {
  const client = useQueryClient();
  const params = { path: { id: contact } };
  const onSettled = () => void client.invalidateQueries({ queryKey: keys.privacy });
  const exporting = useMutation({
    meta: { form: true },
    mutationFn: (reason: PrivacyReason): Promise<PrivacyRequest> =>
      data(http.POST('/api/v1/contacts/{id}/personal-data/export', { params, body: { reason } })),
    onSettled,
  });
  const erasing = useMutation({
    meta: { form: true },
    mutationFn: (body: { reason: PrivacyReason; confirm: string }): Promise<PrivacyRequest> =>
      data(http.POST('/api/v1/contacts/{id}/personal-data/erase', { params, body })),
    onSettled,
  });
  return { exporting, erasing };
}
