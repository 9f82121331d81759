import { createFileRoute } from '@tanstack/react-router';
import { PrivacyPage } from '@/crm/privacy/PrivacyPage';

export const Route = createFileRoute('/_app/settings/privacy')({
  component: PrivacyPage,
});
