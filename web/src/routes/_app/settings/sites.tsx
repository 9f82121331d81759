import { createFileRoute } from '@tanstack/react-router';
import { SitesPage } from '@/funnel/attract/SitesPage';

export const Route = createFileRoute('/_app/settings/sites')({
  component: SitesPage,
});
