import { createFileRoute, redirect } from '@tanstack/react-router';
import { setupQuery } from '@/api/session';
import { SetupPage } from '@/identity/SetupPage';

export const Route = createFileRoute('/setup')({
  beforeLoad: async ({ context }) => {
    const setup = await context.queryClient.ensureQueryData(setupQuery);
    if (!setup.needed) throw redirect({ to: '/login' });
  },
  component: SetupPage,
});
