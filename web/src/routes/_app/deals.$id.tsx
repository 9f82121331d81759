import { createFileRoute } from '@tanstack/react-router';
import { DealChance } from '@/analyze/chance/DealChance';
import { UnsentMails } from '@/connect/mail/UnsentMails';
import { peopleOfDeal, WriteMail } from '@/connect/mail/WriteMail';
import { DealPage } from '@/crm/deal/DealPage';
import { TouchPath } from '@/funnel/attract/TouchPath';
import { ContentCard } from '@/funnel/qualify/content/ContentCard';
import { DealQualification } from '@/funnel/qualify/DealQualification';
import { DealFit } from '@/funnel/qualify/fit/DealFit';
import { ReviewLink } from '@/funnel/qualify/reviews/ReviewLink';
import { DealScripts } from '@/funnel/qualify/scripts/DealScripts';
import { ScriptRunner } from '@/funnel/qualify/scripts/ScriptRunner';

export const Route = createFileRoute('/_app/deals/$id')({
  component: () => (
    <DealPage
      actions={(deal) => <WriteMail deal={deal.id} people={peopleOfDeal(deal)} />}
      aside={(deal) => (
        <>
          <UnsentMails of="deal" id={deal.id} />
          <DealQualification deal={deal} />
          <DealFit deal={deal.id} />
          <DealChance deal={deal} />
          <DealScripts deal={deal} />
          <ContentCard deal={deal} />
          <TouchPath deal={deal.id} />
        </>
      )}
      work={(deal) => <ScriptRunner deal={deal.id} />}
      beside={(item) => <ReviewLink item={item} />}
    />
  ),
});
