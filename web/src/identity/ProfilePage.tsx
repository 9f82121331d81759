import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, PasswordInput, SegmentedControl, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { applyProblem } from '@/api/problem';
import { useMe } from '@/api/session';
import type { Lang } from '@/api/types';
import { Page } from '@/kit/Page';
import classes from '@/kit/settings.module.css';
import { useSwitchLang } from '@/shell/account';
import { roleLabel } from './labels';

export function ProfilePage() {
  const { t, i18n } = useLingui();
  const me = useMe();
  const switchLang = useSwitchLang();
  return (
    <Page title={t`Профиль`}>
      <section className={`${classes.section} ${classes.narrow}`}>
        <h2 className={classes.sectionTitle}>{me.user.name}</h2>
        <p className={classes.quiet}>
          {me.user.email} · {roleLabel(me.user.role)}
        </p>
      </section>
      <section className={`${classes.section} ${classes.narrow}`}>
        <div className={classes.sectionHead}>
          <h2 className={classes.sectionTitle}>
            <Trans>Язык</Trans>
          </h2>
        </div>
        <SegmentedControl
          aria-label={t`Язык`}
          value={i18n.locale}
          onChange={(lang) => switchLang.mutate(lang as Lang)}
          data={[
            { value: 'ru', label: 'Русский' },
            { value: 'en', label: 'English' },
          ]}
        />
      </section>
      <section className={`${classes.section} ${classes.narrow}`}>
        <div className={classes.sectionHead}>
          <h2 className={classes.sectionTitle}>
            <Trans>Пароль</Trans>
          </h2>
        </div>
        <PasswordForm />
      </section>
    </Page>
  );
}

function PasswordForm() {
  const { t } = useLingui();
  const [error, setError] = useState<string | null>(null);
  const form = useForm({ initialValues: { current_password: '', new_password: '' } });
  const change = useMutation({
    meta: { form: true },
    mutationFn: (body: typeof form.values): Promise<void> =>
      data(http.POST('/api/v1/session/password', { body })),
    onMutate: () => setError(null),
    onSuccess: () => {
      form.reset();
      notifications.show({ color: 'green', message: t`Пароль изменён.` });
    },
    onError: (reason) => setError(applyProblem(form, reason, Object.keys(form.values))),
  });
  const eye = { 'aria-label': t`Показать пароль`, tabIndex: 0 };
  return (
    <form noValidate onSubmit={form.onSubmit((values) => change.mutate(values))}>
      <Stack gap="sm" align="start">
        <PasswordInput
          w="100%"
          label={t`Нынешний пароль`}
          autoComplete="current-password"
          visibilityToggleButtonProps={eye}
          {...form.getInputProps('current_password')}
        />
        <PasswordInput
          w="100%"
          label={t`Новый пароль`}
          autoComplete="new-password"
          visibilityToggleButtonProps={eye}
          {...form.getInputProps('new_password')}
        />
        {error && (
          <Alert color="red" variant="outline" role="alert" p="xs">
            {error}
          </Alert>
        )}
        <Button type="submit" loading={change.isPending}>
          <Trans>Сменить пароль</Trans>
        </Button>
      </Stack>
    </form>
  );
}
