import { createFileRoute } from '@tanstack/react-router';
import { RolesPage } from '@/identity/RolesPage';

export const Route = createFileRoute('/_app/settings/roles')({
  component: RolesPage,
});
