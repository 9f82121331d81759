import { createFileRoute } from '@tanstack/react-router';
import { TemplatePage } from '@/connect/mail/TemplatePage';

export const Route = createFileRoute('/_app/settings/letters/$id')({
  component: TemplatePage,
});
