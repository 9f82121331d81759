import { createFileRoute } from '@tanstack/react-router';
import { DealChance } from '@/analyze/chance/DealChance';
import { DealPage } from '@/crm/deal/DealPage';

export const Route = createFileRoute('/_app/deals/$id')({
  component: () => <DealPage aside={(deal) => <DealChance deal={deal} />} />,
});
