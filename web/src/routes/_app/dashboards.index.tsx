import { createFileRoute } from '@tanstack/react-router';
import { DashboardList } from '@/analyze/dashboards/DashboardList';

export const Route = createFileRoute('/_app/dashboards/')({
  component: DashboardList,
});
