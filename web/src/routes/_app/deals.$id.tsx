import { createFileRoute } from '@tanstack/react-router';
import { DealChance } from '@/analyze/chance/DealChance';
import { UnsentMails } from '@/connect/mail/UnsentMails';
import { peopleOfDeal, WriteMail } from '@/connect/mail/WriteMail';
import { DealPage } from '@/crm/deal/DealPage';
import { TouchPath } from '@/funnel/attract/TouchPath';
import { DealQualification } from '@/funnel/qualify/DealQualification';

export const Route = createFileRoute('/_app/deals/$id')({
  component: () => (
    <DealPage
      actions={(deal) => <WriteMail deal={deal.id} people={peopleOfDeal(deal)} />}
      aside={(deal) => (
        <>
          <UnsentMails of="deal" id={deal.id} />
          <DealQualification deal={deal} />
          <DealChance deal={deal} />
          <TouchPath deal={deal.id} />
        </>
      )}
    />
  ),
});
