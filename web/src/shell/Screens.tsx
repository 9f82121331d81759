import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { Link } from '@tanstack/react-router';
import { EmptyState } from '@/kit/EmptyState';
import { ErrorState } from '@/kit/ErrorState';

/** A page that failed to draw or to load says so and offers to try again. */
export function CrashScreen({ error, reset }: ErrorComponentProps) {
  return (
    <main style={{ padding: 24 }}>
      <ErrorState error={error} onRetry={reset} />
    </main>
  );
}

export function NotFoundScreen() {
  const { t } = useLingui();
  return (
    <div style={{ padding: 24 }}>
      <EmptyState
        title={t`Такой страницы нет`}
        text={t`Возможно, запись удалили или адрес набран с ошибкой.`}
        action={
          <Button component={Link} to="/board" variant="default">
            <Trans>К воронке</Trans>
          </Button>
        }
      />
    </div>
  );
}
