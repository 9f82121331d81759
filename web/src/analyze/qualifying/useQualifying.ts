import { useQuery } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { Qualifying } from '@/api/types';

interface Question {
  from: string;
  to: string;
  by: 'source' | 'owner' | 'team';
}

/** How leads of a period become qualified leads. */
export function useQualifying(query: Question) {
  return useQuery({
    queryKey: [...keys.numbers, 'qualifying', query],
    queryFn: ({ signal }): Promise<Qualifying> =>
      data(http.GET('/api/v1/analyze/qualifying', { params: { query }, signal })),
    placeholderData: (previous) => previous,
  });
}
