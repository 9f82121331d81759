import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { applyProblem } from '@/api/problem';
import type { Me } from '@/api/types';
import { Welcome } from './Welcome';

/** An address of this site only: a link must not lead a person who just logged in elsewhere. */
export function safeNext(next: string | undefined): string | null {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith('/login') ? next : null;
}

export function LoginPage() {
  const { t } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  const router = useRouter();
  const { next } = useSearch({ from: '/login' });
  const [error, setError] = useState<string | null>(null);
  const form = useForm({ initialValues: { email: '', password: '' } });

  const login = useMutation({
    meta: { form: true },
    mutationFn: (body: typeof form.values): Promise<Me> =>
      data(http.POST('/api/v1/session', { body })),
    onMutate: () => setError(null),
    onSuccess: async (me) => {
      client.setQueryData(keys.session, me);
      const target = safeNext(next);
      if (target) router.history.push(target);
      else await navigate({ to: '/board' });
    },
    onError: (reason) => setError(applyProblem(form, reason, ['email', 'password'])),
  });

  return (
    <Welcome title={t`Вход`}>
      <form noValidate onSubmit={form.onSubmit((values) => login.mutate(values))}>
        <Stack gap="sm">
          <TextInput
            size="sm"
            label={t`Почта`}
            type="email"
            autoComplete="username"
            autoFocus
            {...form.getInputProps('email')}
          />
          <PasswordInput
            size="sm"
            label={t`Пароль`}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t`Показать пароль`, tabIndex: 0 }}
            {...form.getInputProps('password')}
          />
          {error && (
            <Alert color="red" variant="outline" role="alert" p="xs">
              {error}
            </Alert>
          )}
          <Button type="submit" size="sm" fullWidth loading={login.isPending}>
            <Trans>Войти</Trans>
          </Button>
        </Stack>
      </form>
    </Welcome>
  );
}
