import { createFileRoute } from '@tanstack/react-router';
import { DealChance } from '@/analyze/chance/DealChance';
import { DealPage } from '@/crm/deal/DealPage';
import { TouchPath } from '@/funnel/attract/TouchPath';
import { ContentCard } from '@/funnel/qualify/content/ContentCard';
import { DealQualification } from '@/funnel/qualify/DealQualification';
import { ReviewLink } from '@/funnel/qualify/reviews/ReviewLink';
import { DealScripts } from '@/funnel/qualify/scripts/DealScripts';
import { ScriptRunner } from '@/funnel/qualify/scripts/ScriptRunner';
import { DealFit } from '@/funnel/qualify/fit/DealFit';

export const Route = createFileRoute('/_app/deals/$id')({
  component: () => (
    <DealPage
      aside={(deal) => (
        <>
          <DealQualification deal={deal} />
          <ContentCard deal={deal} />
          <DealScripts deal={deal} />
          <DealFit deal={deal.id} />
          <DealChance deal={deal} />
          <TouchPath deal={deal.id} />
        </>
      )}
      work={(deal) => <ScriptRunner deal={deal} />}
      beside={(item) => <ReviewLink item={item} />}
    />
  ),
});
