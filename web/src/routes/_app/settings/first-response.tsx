import { createFileRoute } from '@tanstack/react-router';
import { FirstResponsePage } from '@/funnel/qualify/FirstResponsePage';

export const Route = createFileRoute('/_app/settings/first-response')({
  component: FirstResponsePage,
});
