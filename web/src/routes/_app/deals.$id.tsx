import { createFileRoute } from '@tanstack/react-router';
import { DealChance } from '@/analyze/chance/DealChance';
import { DealPage } from '@/crm/deal/DealPage';
import { TouchPath } from '@/funnel/attract/TouchPath';

export const Route = createFileRoute('/_app/deals/$id')({
  component: () => (
    <DealPage
      aside={(deal) => (
        <>
          <DealChance deal={deal} />
          <TouchPath deal={deal.id} />
        </>
      )}
    />
  ),
});
