import { createFileRoute } from '@tanstack/react-router';
import { DealChance } from '@/analyze/chance/DealChance';
import { DealPage } from '@/crm/deal/DealPage';
import { TouchPath } from '@/funnel/attract/TouchPath';
import { ContentCard } from '@/funnel/qualify/content/ContentCard';
import { DealQualification } from '@/funnel/qualify/DealQualification';

export const Route = createFileRoute('/_app/deals/$id')({
  component: () => (
    <DealPage
      aside={(deal) => (
        <>
          <DealQualification deal={deal} />
          <ContentCard deal={deal} />
          <DealChance deal={deal} />
          <TouchPath deal={deal.id} />
        </>
      )}
    />
  ),
});
