import { createFileRoute } from '@tanstack/react-router';
import { DealPage } from '@/crm/deal/DealPage';

export const Route = createFileRoute('/_app/deals/$id')({
  component: DealPage,
});
