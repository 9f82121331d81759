import { createFileRoute } from '@tanstack/react-router';
import { ContentEffect } from '@/analyze/content/ContentEffect';
import { MaterialsPage } from '@/funnel/qualify/content/MaterialsPage';

export const Route = createFileRoute('/_app/content')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: () => <MaterialsPage effect={<ContentEffect />} />,
});
