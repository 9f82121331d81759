import { createFileRoute } from '@tanstack/react-router';
import { TemplateList } from '@/connect/mail/TemplateList';

export const Route = createFileRoute('/_app/settings/letters/')({
  component: TemplateList,
});
