import { createFileRoute } from '@tanstack/react-router';
import { CallList } from '@/connect/calls/CallList';

export const Route = createFileRoute('/_app/calls')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: CallList,
});
