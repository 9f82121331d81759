import { createFileRoute } from '@tanstack/react-router';
import { ScriptList } from '@/funnel/qualify/scripts/ScriptList';

export const Route = createFileRoute('/_app/scripts/')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: ScriptList,
});
