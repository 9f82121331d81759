import { Trans, useLingui } from '@lingui/react/macro';
import {
  Checkbox,
  Group,
  NumberInput,
  PasswordInput,
  Select,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http, idempotencyKey } from '@/api/client';
import { keys } from '@/api/keys';
import { applyProblem } from '@/api/problem';
import { useCan } from '@/api/session';
import type { MailAccount, MailSecurity } from '@/api/types';
import { FormModal } from '@/kit/FormModal';
import { usualPort } from './labels';

interface Props {
  /** The one that is changed; without it a new one is made. */
  account?: MailAccount;
  onClose: () => void;
}

/** Where mail goes out from. */
export function AccountForm({ account, onClose }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const common = useCan()('mail.write');
  const [key] = useState(idempotencyKey);
  const [error, setError] = useState<string | null>(null);
  const form = useForm({
    initialValues: {
      own: account ? account.owner !== null : !common,
      name: account?.name ?? '',
      address: account?.address ?? '',
      from_name: account?.from_name ?? '',
      host: account?.host ?? '',
      port: account?.port ?? usualPort('tls'),
      security: account?.security ?? ('tls' as MailSecurity),
      login: account?.login ?? '',
      password: '',
      per_hour: account?.per_hour ?? 100,
      per_day: account?.per_day ?? 500,
      track_opens: account?.track_opens ?? false,
      track_links: account?.track_links ?? false,
      signature: account?.signature ?? '',
    },
  });
  const save = useMutation({
    meta: { form: true },
    mutationFn: ({ own, password, ...values }: typeof form.values): Promise<MailAccount> => {
      const body = {
        ...values,
        name: values.name || values.address,
        login: values.login || (account ? '' : values.address),
        // An empty field keeps the password that is there.
        ...(password && { password }),
      };
      return account
        ? data(
            http.PATCH('/api/v1/mail/accounts/{id}', {
              params: { path: { id: account.id } },
              body: { ...body, version: account.version },
            }),
          )
        : data(
            http.POST('/api/v1/mail/accounts', {
              params: { header: { 'Idempotency-Key': key } },
              body: { ...body, kind: 'smtp' as const, own },
            }),
          );
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.mailAccounts });
      onClose();
    },
    onError: (reason) => setError(applyProblem(form, reason, Object.keys(form.values))),
  });
  const smtp = account?.kind !== 'catcher';
  return (
    <FormModal
      opened
      size="lg"
      onClose={onClose}
      title={account ? t`Почтовый ящик` : t`Новый почтовый ящик`}
      action={account ? t`Сохранить` : t`Добавить`}
      busy={save.isPending}
      error={error}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
    >
      <Group grow align="start">
        <TextInput
          label={t`Адрес`}
          type="email"
          placeholder="sales@company.ru"
          required
          data-autofocus
          {...form.getInputProps('address')}
        />
        <TextInput
          label={t`Имя отправителя`}
          placeholder={t`ООО «Компания»`}
          {...form.getInputProps('from_name')}
        />
      </Group>
      <TextInput
        label={t`Название ящика`}
        placeholder={form.values.address || t`Отдел продаж`}
        {...form.getInputProps('name')}
      />
      {smtp && (
        <>
          <Group grow align="start">
            <TextInput
              label={t`Сервер SMTP`}
              placeholder="smtp.yandex.ru"
              required
              {...form.getInputProps('host')}
            />
            <Select
              label={t`Защита`}
              allowDeselect={false}
              data={[
                { value: 'tls', label: 'TLS' },
                { value: 'starttls', label: 'STARTTLS' },
                { value: 'none', label: t`без шифрования` },
              ]}
              {...form.getInputProps('security')}
              onChange={(value) => {
                const security = (value ?? 'tls') as MailSecurity;
                form.setValues({ security, port: usualPort(security) });
              }}
            />
            <NumberInput
              label={t`Порт`}
              min={1}
              max={65_535}
              hideControls
              {...form.getInputProps('port')}
            />
          </Group>
          <Group grow align="start">
            <TextInput
              label={t`Логин`}
              placeholder={form.values.address}
              autoComplete="off"
              {...form.getInputProps('login')}
            />
            <PasswordInput
              label={t`Пароль`}
              placeholder={account?.has_password ? t`не меняется` : ''}
              autoComplete="new-password"
              visibilityToggleButtonProps={{ 'aria-label': t`Показать пароль` }}
              {...form.getInputProps('password')}
            />
          </Group>
        </>
      )}
      <Group grow align="start">
        <NumberInput label={t`Писем в час`} min={1} {...form.getInputProps('per_hour')} />
        <NumberInput label={t`Писем в день`} min={1} {...form.getInputProps('per_day')} />
      </Group>
      <Textarea
        label={t`Подпись`}
        autosize
        minRows={2}
        placeholder={'{{sender.name}}, {{workspace.name}}'}
        {...form.getInputProps('signature')}
      />
      <Checkbox.Group
        label={t`Считать у тех, кто дал согласие на обработку данных`}
        value={[form.values.track_opens && 'opens', form.values.track_links && 'links'].filter(
          (one) => one !== false,
        )}
        onChange={(on) =>
          form.setValues({ track_opens: on.includes('opens'), track_links: on.includes('links') })
        }
      >
        <Group mt={6}>
          <Checkbox value="opens" label={t`Открытия`} />
          <Checkbox value="links" label={t`Переходы по ссылкам`} />
        </Group>
      </Checkbox.Group>
      {!account && common && (
        <Checkbox
          label={<Trans>Только для меня</Trans>}
          {...form.getInputProps('own', { type: 'checkbox' })}
        />
      )}
    </FormModal>
  );
}
