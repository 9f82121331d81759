import { createFileRoute } from '@tanstack/react-router';
import { FunnelPage } from '@/analyze/FunnelPage';

export const Route = createFileRoute('/_app/funnel')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: FunnelPage,
});
