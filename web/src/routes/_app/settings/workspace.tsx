import { createFileRoute } from '@tanstack/react-router';
import { WorkspacePage } from '@/identity/WorkspacePage';

export const Route = createFileRoute('/_app/settings/workspace')({
  component: WorkspacePage,
});
