import { useLingui } from '@lingui/react/macro';
import { Group, PasswordInput, Select, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { applyProblem } from '@/api/problem';
import { useTeamOptions } from '@/api/reference';
import { useMe } from '@/api/session';
import type { Lang, Role, User, Visibility } from '@/api/types';
import { FormModal } from '@/kit/FormModal';
import { ROLES, roleLabel, visibilityLabel } from './labels';

interface Props {
  user?: User;
  onClose: () => void;
}

export function UserForm({ user, onClose }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const teams = useTeamOptions();
  const [error, setError] = useState<string | null>(null);
  const form = useForm({
    initialValues: {
      name: user?.name ?? '',
      email: user?.email ?? '',
      role: user?.role ?? ('salesperson' as Role),
      visibility: (user?.visibility ?? null) as Visibility | null,
      team_id: user?.team_id ?? null,
      lang: user?.lang ?? (me.workspace.lang as Lang),
      active: user?.active ?? true,
      password: '',
    },
  });

  const save = useMutation({
    meta: { form: true },
    mutationFn: ({
      active,
      password,
      visibility,
      ...values
    }: typeof form.values): Promise<User> => {
      const body = {
        ...values,
        ...(visibility ? { visibility } : {}),
      };
      return user
        ? data(
            http.PATCH('/api/v1/users/{id}', {
              params: { path: { id: user.id } },
              body: { ...body, ...(password && { password }), active, version: user.version },
            }),
          )
        : data(http.POST('/api/v1/users', { body: { ...body, password } }));
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.users });
      void client.invalidateQueries({ queryKey: keys.teams });
      if (user?.id === me.user.id) void client.invalidateQueries({ queryKey: keys.session });
      onClose();
    },
    onError: (reason) => setError(applyProblem(form, reason, Object.keys(form.values))),
  });

  return (
    <FormModal
      opened
      onClose={onClose}
      title={user ? user.name : t`Новый пользователь`}
      action={user ? t`Сохранить` : t`Создать`}
      busy={save.isPending}
      error={error}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
    >
      <TextInput label={t`Имя`} required data-autofocus {...form.getInputProps('name')} />
      <TextInput
        label={t`Почта`}
        type="email"
        required
        autoComplete="off"
        {...form.getInputProps('email')}
      />
      <Group grow align="start">
        <Select
          label={t`Роль`}
          allowDeselect={false}
          data={ROLES.map((role) => ({ value: role, label: roleLabel(role) }))}
          {...form.getInputProps('role')}
        />
        <Select
          label={t`Видит записи`}
          placeholder={t`Как положено роли`}
          clearable={!user}
          allowDeselect={false}
          data={(['own', 'team', 'all'] as const).map((value) => ({
            value,
            label: visibilityLabel(value),
          }))}
          {...form.getInputProps('visibility')}
        />
      </Group>
      <Group grow align="start">
        <Select
          label={t`Команда`}
          placeholder={t`Без команды`}
          clearable
          data={teams}
          {...form.getInputProps('team_id')}
        />
        <Select
          label={t`Язык`}
          allowDeselect={false}
          data={[
            { value: 'ru', label: 'Русский' },
            { value: 'en', label: 'English' },
          ]}
          {...form.getInputProps('lang')}
        />
      </Group>
      <PasswordInput
        label={user ? t`Новый пароль` : t`Пароль`}
        description={user ? t`Оставьте пустым, чтобы не менять.` : undefined}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t`Показать пароль`, tabIndex: 0 }}
        {...form.getInputProps('password')}
      />
      {user && user.id !== me.user.id && (
        <Switch label={t`Может входить`} {...form.getInputProps('active', { type: 'checkbox' })} />
      )}
    </FormModal>
  );
}
