import { createFileRoute } from '@tanstack/react-router';
import { ScriptPage } from '@/funnel/qualify/scripts/ScriptPage';

export const Route = createFileRoute('/_app/scripts/$id')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: ScriptPage,
});
