import { createFileRoute } from '@tanstack/react-router';
import { RoutingPage } from '@/funnel/attract/RoutingPage';

export const Route = createFileRoute('/_app/settings/routing')({
  component: RoutingPage,
});
