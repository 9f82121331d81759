import { createFileRoute } from '@tanstack/react-router';
import { ContactPage } from '@/crm/contact/ContactPage';

export const Route = createFileRoute('/_app/contacts/$id')({
  component: ContactPage,
});
