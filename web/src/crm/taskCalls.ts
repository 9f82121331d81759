import { useMutation, useQueryClient } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import type { Task } from '@/api/types';

export interface NewTask {
  title: string;
  details?: string | null;
  due_at?: string | null;
  assignee_id?: string | null;
  deal_id?: string;
  company_id?: string;
  contact_id?: string;
}

/** Every change of a task, wherever it is made: all lists of tasks and the record it belongs to are refreshed. */
export function useTaskCalls() {
  const client = useQueryClient();
  const refresh = () => {
    void client.invalidateQueries({ queryKey: keys.tasks });
    void client.invalidateQueries({ queryKey: ['timeline'] });
  };
  return {
    create: useMutation({
      mutationFn: (task: NewTask): Promise<Task> =>
        data(http.POST('/api/v1/tasks', { body: task })),
      onSettled: refresh,
    }),
    change: useMutation({
      mutationFn: ({
        id,
        ...body
      }: Partial<NewTask> & { id: string; version: number }): Promise<Task> =>
        data(http.PATCH('/api/v1/tasks/{id}', { params: { path: { id } }, body })),
      onSettled: refresh,
    }),
    toggle: useMutation({
      mutationFn: (task: Task): Promise<Task> => {
        const params = { path: { id: task.id } };
        return task.done_at
          ? data(http.POST('/api/v1/tasks/{id}/reopen', { params }))
          : data(http.POST('/api/v1/tasks/{id}/done', { params }));
      },
      onSettled: refresh,
    }),
    remove: useMutation({
      mutationFn: (id: string): Promise<void> =>
        data(http.DELETE('/api/v1/tasks/{id}', { params: { path: { id } } })),
      onSettled: refresh,
    }),
  };
}
