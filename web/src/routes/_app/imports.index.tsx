import { createFileRoute } from '@tanstack/react-router';
import { ImportList } from '@/connect/ImportList';

export const Route = createFileRoute('/_app/imports/')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: ImportList,
});
