import { createFileRoute } from '@tanstack/react-router';
import { FormList } from '@/funnel/attract/FormList';

export const Route = createFileRoute('/_app/forms/')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: FormList,
});
