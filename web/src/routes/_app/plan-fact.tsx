import { createFileRoute } from '@tanstack/react-router';
import { ControlPage } from '@/analyze/control/ControlPage';

export const Route = createFileRoute('/_app/plan-fact')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: ControlPage,
});
