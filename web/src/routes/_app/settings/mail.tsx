import { createFileRoute } from '@tanstack/react-router';
import { AccountsPage } from '@/connect/mail/AccountsPage';

export const Route = createFileRoute('/_app/settings/mail')({
  component: AccountsPage,
});
