import { createFileRoute } from '@tanstack/react-router';
import { InboxPage } from '@/funnel/attract/InboxPage';

export const Route = createFileRoute('/_app/inquiries')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: InboxPage,
});
