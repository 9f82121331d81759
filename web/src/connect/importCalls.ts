import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { Import, ImportEntity, ImportField, ImportMapping, Page, Refused } from '@/api/types';
import { busy } from './labels';

/** How often a running job is asked how far it is. */
const PACE_MS = 600;

export const importsQuery = queryOptions({
  queryKey: keys.imports,
  queryFn: ({ signal }): Promise<Page<Import>> =>
    data(http.GET('/api/v1/imports', { params: { query: { limit: 100 } }, signal })),
  refetchInterval: (query) =>
    query.state.data?.items.some((item) => busy(item.state)) ? 3000 : false,
});

export function importQuery(id: string) {
  return queryOptions({
    queryKey: keys.import(id),
    queryFn: ({ signal }): Promise<Import> =>
      data(http.GET('/api/v1/imports/{id}', { params: { path: { id } }, signal })),
    refetchInterval: (query) =>
      query.state.data && busy(query.state.data.state) ? PACE_MS : false,
  });
}

export function fieldsQuery(entity: ImportEntity) {
  return queryOptions({
    queryKey: [...keys.imports, 'fields', entity],
    queryFn: ({ signal }): Promise<{ items: ImportField[] }> =>
      data(http.GET('/api/v1/import-fields', { params: { query: { entity } }, signal })),
    staleTime: 5 * 60_000,
  });
}

export function refusedQuery(item: Import, limit: number) {
  return queryOptions({
    queryKey: [...keys.import(item.id), 'refused', item.state, limit],
    queryFn: ({ signal }): Promise<Page<Refused>> =>
      data(
        http.GET('/api/v1/imports/{id}/refused', {
          params: { path: { id: item.id }, query: { limit } },
          signal,
        }),
      ),
  });
}

interface Upload {
  entity: ImportEntity;
  file: File;
}

export function useUpload() {
  const client = useQueryClient();
  return useMutation({
    meta: { form: true },
    mutationFn: ({ entity, file }: Upload): Promise<Import> => {
      const body = new FormData();
      body.set('entity', entity);
      body.set('file', file);
      return data(http.POST('/api/v1/imports', { body: body as never }));
    },
    onSuccess: (made) => {
      client.setQueryData(keys.import(made.id), made);
      void client.invalidateQueries({ queryKey: keys.imports, exact: true });
    },
  });
}

export interface Changes {
  mapping?: ImportMapping[];
  options?: Partial<Import['options']>;
  layout?: { encoding?: string; separator?: string; sheet?: string; header_row?: number };
}

/**
 * Keeps every choice on the server at once, so that a reload loses none. Changes go one after
 * another: each is sent with the version that the one before it made.
 */
export function useChangeImport(id: string) {
  const client = useQueryClient();
  const key = keys.import(id);
  const mutationKey = [...key, 'change'];
  return useMutation({
    mutationKey,
    scope: { id: `import ${id}` },
    mutationFn: (changes: Changes): Promise<Import> => {
      const known = client.getQueryData<Import>(key);
      const body = { ...changes, version: known?.version };
      return data(http.PATCH('/api/v1/imports/{id}', { params: { path: { id } }, body }));
    },
    onMutate: async (changes) => {
      await client.cancelQueries({ queryKey: key });
      // A new layout changes the table itself; only the server knows how.
      client.setQueryData<Import>(key, (known) =>
        known
          ? {
              ...known,
              mapping: changes.mapping ?? known.mapping,
              options: { ...known.options, ...changes.options },
            }
          : known,
      );
    },
    onSuccess: (changed, sent) => {
      const waiting = client.isMutating({ mutationKey }) > 1;
      client.setQueryData<Import>(key, (known) =>
        // A choice made meanwhile is on the screen already and on its way.
        known && waiting && !sent.layout
          ? { ...changed, mapping: known.mapping, options: known.options }
          : changed,
      );
    },
    onError: () => void client.invalidateQueries({ queryKey: key }),
  });
}

export type Deed = 'check' | 'run' | 'cancel' | 'undo';

/** Starts or stops the work on an import. A refusal that the page itself shows needs no notice. */
export function useImportDeed(id: string, shown = false) {
  const client = useQueryClient();
  return useMutation({
    meta: { form: shown },
    mutationFn: async (deed: Deed): Promise<Import> => {
      const params = { path: { id } };
      switch (deed) {
        case 'check':
          return data(http.POST('/api/v1/imports/{id}/check', { params }));
        case 'run':
          return data(http.POST('/api/v1/imports/{id}/run', { params }));
        case 'cancel':
          return data(http.POST('/api/v1/imports/{id}/cancel', { params }));
        case 'undo':
          return data(http.POST('/api/v1/imports/{id}/undo', { params }));
      }
    },
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: keys.import(id) });
      void client.invalidateQueries({ queryKey: keys.imports, exact: true });
    },
  });
}
