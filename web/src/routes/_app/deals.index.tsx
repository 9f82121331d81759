import { createFileRoute } from '@tanstack/react-router';
import { DealList } from '@/crm/DealList';

export const Route = createFileRoute('/_app/deals/')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: DealList,
});
