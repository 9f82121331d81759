import { createFileRoute, redirect } from '@tanstack/react-router';
import { sessionQuery, setupQuery } from '@/api/session';
import { activate, i18n } from '@/shell/i18n';
import { Shell } from '@/shell/Shell';

/** Everything behind the login. */
export const Route = createFileRoute('/_app')({
  beforeLoad: async ({ context, location }) => {
    const me = await context.queryClient.ensureQueryData(sessionQuery);
    if (!me) {
      const setup = await context.queryClient.ensureQueryData(setupQuery);
      if (setup.needed) throw redirect({ to: '/setup' });
      throw redirect({ to: '/login', search: { next: location.href } });
    }
    if (me.user.lang !== i18n.locale) await activate(me.user.lang);
  },
  component: Shell,
});
