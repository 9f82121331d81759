import { createFileRoute } from '@tanstack/react-router';
import { ContactPage } from '@/crm/contact/ContactPage';
import { ContentCard } from '@/funnel/qualify/content/ContentCard';

export const Route = createFileRoute('/_app/contacts/$id')({
  component: () => <ContactPage aside={(contact) => <ContentCard contact={contact} />} />,
});
