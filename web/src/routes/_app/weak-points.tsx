import { createFileRoute } from '@tanstack/react-router';
import { WeakPage } from '@/analyze/weak/WeakPage';

export const Route = createFileRoute('/_app/weak-points')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: WeakPage,
});
