import { createFileRoute } from '@tanstack/react-router';
import { TaskPage } from '@/crm/TaskPage';

export const Route = createFileRoute('/_app/tasks')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: TaskPage,
});
