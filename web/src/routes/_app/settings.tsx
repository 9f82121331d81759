import { createFileRoute } from '@tanstack/react-router';
import { SettingsLayout } from '@/identity/SettingsLayout';

export const Route = createFileRoute('/_app/settings')({
  component: SettingsLayout,
});
