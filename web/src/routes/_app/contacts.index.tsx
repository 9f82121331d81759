import { createFileRoute } from '@tanstack/react-router';
import { ContactList } from '@/crm/ContactList';

export const Route = createFileRoute('/_app/contacts/')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: ContactList,
});
