import { useQuery } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { Marketing } from '@/api/types';

interface Question {
  from: string;
  to: string;
  by: string;
  touch: string;
}

/** What marketing cost and brought in a period. */
export function useMarketing(query: Question) {
  return useQuery({
    queryKey: [...keys.numbers, 'marketing', query],
    queryFn: ({ signal }): Promise<Marketing> =>
      data(http.GET('/api/v1/analyze/marketing', { params: { query }, signal })),
    placeholderData: (previous) => previous,
  });
}
