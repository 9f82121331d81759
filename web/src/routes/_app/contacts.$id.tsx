import { createFileRoute } from '@tanstack/react-router';
import { UnsentMails } from '@/connect/mail/UnsentMails';
import { asAddressee, WriteMail } from '@/connect/mail/WriteMail';
import { ContactPage } from '@/crm/contact/ContactPage';
import { ContentCard } from '@/funnel/qualify/content/ContentCard';

export const Route = createFileRoute('/_app/contacts/$id')({
  component: () => (
    <ContactPage
      actions={(contact) => <WriteMail people={[asAddressee(contact)]} />}
      aside={(contact) => (
        <>
          <UnsentMails of="contact" id={contact.id} />
          <ContentCard contact={contact} />
        </>
      )}
    />
  ),
});
