import { createFileRoute } from '@tanstack/react-router';
import { DashboardPage } from '@/analyze/dashboards/DashboardPage';

export const Route = createFileRoute('/_app/dashboards/$id')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: DashboardPage,
});
