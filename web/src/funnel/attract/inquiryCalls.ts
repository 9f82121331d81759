import { useMutation, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { Inquiry, InquiryOutcome } from '@/api/types';

export interface Settling {
  result: InquiryOutcome;
  reason_id?: string | null;
  note?: string | null;
}

/** Everything that is done with one inquiry of the inbox. */
export function useInquiryCalls(inquiry: Inquiry) {
  const client = useQueryClient();
  const path = { path: { id: inquiry.id } };
  const { version } = inquiry;
  const onSettled = () => {
    void client.invalidateQueries({ queryKey: keys.inquiries });
    void client.invalidateQueries({ queryKey: keys.deals });
    void client.invalidateQueries({ queryKey: keys.board });
  };
  const take = useMutation({
    mutationFn: (owner_id?: string): Promise<Inquiry> =>
      data(
        http.POST('/api/v1/inquiries/{id}/take', {
          params: path,
          body: { version, owner_id: owner_id ?? null },
        }),
      ),
    onSettled,
  });
  const settle = useMutation({
    mutationFn: (how: Settling): Promise<Inquiry> =>
      data(http.POST('/api/v1/inquiries/{id}/settle', { params: path, body: { version, ...how } })),
    onSettled,
  });
  const spam = useMutation({
    mutationFn: (): Promise<Inquiry> =>
      data(http.POST('/api/v1/inquiries/{id}/spam', { params: path, body: { version } })),
    onSettled,
  });
  const decide = useMutation({
    mutationFn: (contact_id: string | null): Promise<Inquiry> =>
      data(
        http.POST('/api/v1/inquiries/{id}/decide', {
          params: path,
          body: { version, contact_id },
        }),
      ),
    onSettled,
  });
  return { take, settle, spam, decide };
}
