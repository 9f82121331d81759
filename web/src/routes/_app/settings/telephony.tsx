import { createFileRoute } from '@tanstack/react-router';
import { TelephonyPage } from '@/connect/calls/TelephonyPage';

export const Route = createFileRoute('/_app/settings/telephony')({
  component: TelephonyPage,
});
