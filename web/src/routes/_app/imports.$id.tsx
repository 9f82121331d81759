import { createFileRoute } from '@tanstack/react-router';
import { ImportPage } from '@/connect/ImportPage';

export const Route = createFileRoute('/_app/imports/$id')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: ImportPage,
});
