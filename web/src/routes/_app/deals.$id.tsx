import { createFileRoute } from '@tanstack/react-router';
import { DealChance } from '@/analyze/chance/DealChance';
import { DealPage } from '@/crm/deal/DealPage';
import { TouchPath } from '@/funnel/attract/TouchPath';
import { DealQualification } from '@/funnel/qualify/DealQualification';
import { DealFit } from '@/funnel/qualify/fit/DealFit';

export const Route = createFileRoute('/_app/deals/$id')({
  component: () => (
    <DealPage
      aside={(deal) => (
        <>
          <DealQualification deal={deal} />
          <DealFit deal={deal.id} />
          <DealChance deal={deal} />
          <TouchPath deal={deal.id} />
        </>
      )}
    />
  ),
});
