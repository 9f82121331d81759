import { createFileRoute } from '@tanstack/react-router';
import { MailPage } from '@/connect/mail/MailPage';

export const Route = createFileRoute('/_app/mails')({
  validateSearch: (search): Record<string, string> => search as Record<string, string>,
  component: MailPage,
});
