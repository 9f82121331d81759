import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { applyProblem } from '@/api/problem';
import type { Me } from '@/api/types';
import { currentLang } from '@/shell/i18n';
import { Welcome } from './Welcome';

/** The first start: the person in front of the empty server becomes its owner. */
export function SetupPage() {
  const { t } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [error, setError] = useState<string | null>(null);
  const form = useForm({
    initialValues: { workspace_name: '', name: '', email: '', password: '' },
  });

  const setup = useMutation({
    meta: { form: true },
    mutationFn: (values: typeof form.values): Promise<Me> =>
      data(
        http.POST('/api/v1/setup', {
          body: {
            ...values,
            lang: currentLang(),
            time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          },
        }),
      ),
    onMutate: () => setError(null),
    onSuccess: async (me) => {
      client.setQueryData(keys.setup, { needed: false });
      client.setQueryData(keys.session, me);
      await navigate({ to: '/board' });
    },
    onError: (reason) => setError(applyProblem(form, reason, Object.keys(form.values))),
  });

  return (
    <Welcome
      title={t`Первый запуск`}
      text={t`Создайте владельца: он заведёт остальных и настроит воронку.`}
    >
      <form noValidate onSubmit={form.onSubmit((values) => setup.mutate(values))}>
        <Stack gap="sm">
          <TextInput
            size="sm"
            label={t`Название компании`}
            autoComplete="organization"
            autoFocus
            {...form.getInputProps('workspace_name')}
          />
          <TextInput
            size="sm"
            label={t`Ваше имя`}
            autoComplete="name"
            {...form.getInputProps('name')}
          />
          <TextInput
            size="sm"
            label={t`Почта`}
            type="email"
            autoComplete="username"
            {...form.getInputProps('email')}
          />
          <PasswordInput
            size="sm"
            label={t`Пароль`}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t`Показать пароль`, tabIndex: 0 }}
            {...form.getInputProps('password')}
          />
          {error && (
            <Alert color="red" variant="outline" role="alert" p="xs">
              {error}
            </Alert>
          )}
          <Button type="submit" size="sm" fullWidth loading={setup.isPending}>
            <Trans>Начать работу</Trans>
          </Button>
        </Stack>
      </form>
    </Welcome>
  );
}
