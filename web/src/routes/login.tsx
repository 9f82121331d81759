import { createFileRoute, redirect } from '@tanstack/react-router';
import { sessionQuery, setupQuery } from '@/api/session';
import { LoginPage } from '@/identity/LoginPage';

export const Route = createFileRoute('/login')({
  validateSearch: (search): { next?: string } => search as { next?: string },
  beforeLoad: async ({ context }) => {
    const setup = await context.queryClient.ensureQueryData(setupQuery);
    if (setup.needed) throw redirect({ to: '/setup' });
    const me = await context.queryClient.ensureQueryData(sessionQuery);
    if (me) throw redirect({ to: '/board' });
  },
  component: LoginPage,
});
