import { createFileRoute } from '@tanstack/react-router';
import { QualifyingPage } from '@/analyze/qualifying/QualifyingPage';
import { WorkLists } from '@/funnel/qualify/WorkLists';

export const Route = createFileRoute('/_app/qualify')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: () => <QualifyingPage work={<WorkLists />} />,
});
