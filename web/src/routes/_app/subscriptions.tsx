import { createFileRoute } from '@tanstack/react-router';
import { SubscriptionsPage } from '@/funnel/attract/SubscriptionsPage';

export const Route = createFileRoute('/_app/subscriptions')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: SubscriptionsPage,
});
