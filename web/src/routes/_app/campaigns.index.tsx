import { createFileRoute } from '@tanstack/react-router';
import { CampaignList } from '@/funnel/attract/CampaignList';

export const Route = createFileRoute('/_app/campaigns/')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: CampaignList,
});
