import { createFileRoute } from '@tanstack/react-router';
import { UsersPage } from '@/identity/UsersPage';

export const Route = createFileRoute('/_app/settings/users')({
  component: UsersPage,
});
