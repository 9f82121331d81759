import { createFileRoute } from '@tanstack/react-router';
import { DealChance } from '@/analyze/chance/DealChance';
import { DealPage } from '@/crm/deal/DealPage';
import { TouchPath } from '@/funnel/attract/TouchPath';
import { DealQualification } from '@/funnel/qualify/DealQualification';

export const Route = createFileRoute('/_app/deals/$id')({
  component: () => (
    <DealPage
      aside={(deal) => (
        <>
          <DealQualification deal={deal} />
          <DealChance deal={deal} />
          <TouchPath deal={deal.id} />
        </>
      )}
    />
  ),
});
