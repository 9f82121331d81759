import { createFileRoute } from '@tanstack/react-router';
import { CompanyList } from '@/crm/CompanyList';

export const Route = createFileRoute('/_app/companies/')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: CompanyList,
});
