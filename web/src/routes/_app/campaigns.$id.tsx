import { createFileRoute } from '@tanstack/react-router';
import { CampaignNumbers } from '@/analyze/marketing/CampaignNumbers';
import { CampaignPage } from '@/funnel/attract/CampaignPage';

export const Route = createFileRoute('/_app/campaigns/$id')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: () => <CampaignPage numbers={(campaign) => <CampaignNumbers campaign={campaign} />} />,
});
