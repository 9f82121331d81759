import { createFileRoute } from '@tanstack/react-router';
import { PipelinesPage } from '@/crm/pipelines/PipelinesPage';

export const Route = createFileRoute('/_app/settings/pipelines')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: PipelinesPage,
});
