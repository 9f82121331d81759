import { createFileRoute } from '@tanstack/react-router';
import { CompanyPage } from '@/crm/company/CompanyPage';

export const Route = createFileRoute('/_app/companies/$id')({
  component: CompanyPage,
});
