import { createFileRoute } from '@tanstack/react-router';
import { BoardPage } from '@/crm/board/BoardPage';

export const Route = createFileRoute('/_app/board')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: BoardPage,
});
