import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { Company } from '@/api/types';

export function companyQuery(id: string) {
  return queryOptions({
    queryKey: keys.company(id),
    queryFn: ({ signal }): Promise<Company> =>
      data(http.GET('/api/v1/companies/{id}', { params: { path: { id } }, signal })),
  });
}

export function useCompanyCalls(company: Company) {
  const client = useQueryClient();
  const params = { path: { id: company.id } };
  const change = useMutation({
    meta: { form: true },
    mutationFn: (changes: Record<string, unknown>): Promise<Company> => {
      const known = client.getQueryData<Company>(keys.company(company.id));
      const version = Math.max(company.version, known?.version ?? 0);
      return data(http.PATCH('/api/v1/companies/{id}', { params, body: { ...changes, version } }));
    },
    onSuccess: (answer) => {
      client.setQueryData(keys.company(company.id), answer);
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.timeline('company', company.id) });
      void client.invalidateQueries({ queryKey: keys.companies });
    },
  });
  const remove = useMutation({
    mutationFn: (): Promise<void> => data(http.DELETE('/api/v1/companies/{id}', { params })),
    onSuccess: () => void client.invalidateQueries({ queryKey: keys.companies }),
  });
  return { change, remove };
}
