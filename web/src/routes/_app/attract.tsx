import { createFileRoute } from '@tanstack/react-router';
import { MarketingPage } from '@/analyze/marketing/MarketingPage';
import { WorkLists } from '@/funnel/attract/WorkLists';

export const Route = createFileRoute('/_app/attract')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: () => <MarketingPage work={<WorkLists />} />,
});
