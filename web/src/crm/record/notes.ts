import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { data, http, idempotencyKey } from '@/api/client';
import { keys } from '@/api/keys';
import { listQuery } from '@/api/list';
import type { Note, Page } from '@/api/types';

/** What notes, tasks and events belong to. */
export type Subject = 'deal' | 'company' | 'contact';

export function subjectPath(of: Subject): 'deals' | 'companies' | 'contacts' {
  return of === 'deal' ? 'deals' : of === 'company' ? 'companies' : 'contacts';
}

/** The notes of a record as they are now: the log keeps their first words, these can be edited. */
export function useNotes(of: Subject, id: string): Map<string, Note> {
  const query = useQuery({
    queryKey: [...keys.notes, of, id],
    queryFn: ({ signal }): Promise<Page<Note>> =>
      data(
        http.GET('/api/v1/notes', {
          params: { query: listQuery({ filters: { [of]: id } }, { limit: 200 }) },
          signal,
        }),
      ),
  });
  return new Map(query.data?.items.map((note) => [note.id, note]));
}

export function useNoteCalls() {
  const client = useQueryClient();
  const refresh = () => {
    void client.invalidateQueries({ queryKey: keys.notes });
    void client.invalidateQueries({ queryKey: ['timeline'] });
  };
  return {
    add: useMutation({
      mutationFn: ({ of, id, text }: { of: Subject; id: string; text: string }): Promise<Note> =>
        data(
          http.POST('/api/v1/notes', {
            params: { header: { 'Idempotency-Key': idempotencyKey() } },
            body: { text, [`${of}_id`]: id },
          }),
        ),
      onSuccess: refresh,
    }),
    change: useMutation({
      mutationFn: ({ note, text }: { note: Note; text: string }): Promise<Note> =>
        data(
          http.PATCH('/api/v1/notes/{id}', {
            params: { path: { id: note.id } },
            body: { text, version: note.version },
          }),
        ),
      onSettled: refresh,
    }),
    remove: useMutation({
      mutationFn: (id: string): Promise<void> =>
        data(http.DELETE('/api/v1/notes/{id}', { params: { path: { id } } })),
      onSettled: refresh,
    }),
  };
}
