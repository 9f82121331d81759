import { createFileRoute } from '@tanstack/react-router';

export const Route = createFileRoute('/_app/funnel')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: () => null,
});
