import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { applyProblem } from '@/api/problem';
import { useCan, useMe } from '@/api/session';
import type { Me, Workspace } from '@/api/types';
import { Page } from '@/kit/Page';
import classes from '@/kit/settings.module.css';
import { RatesSection } from './RatesSection';
import { WorkHoursFields } from './WorkHoursFields';

const CURRENCIES = ['RUB', 'BYN', 'KZT', 'UZS', 'USD', 'EUR', 'CNY', 'TRY', 'AED'];

export function WorkspacePage() {
  const { t } = useLingui();
  const me = useMe();
  const can = useCan();
  const client = useQueryClient();
  const [error, setError] = useState<string | null>(null);
  const form = useForm({ initialValues: { ...me.workspace } });
  const readOnly = !can('workspace.write');
  const currencies = [...new Set([me.workspace.currency, ...CURRENCIES])];
  const zones = [...new Set([me.workspace.time_zone, ...Intl.supportedValuesOf('timeZone')])];

  const save = useMutation({
    meta: { form: true },
    mutationFn: (body: Workspace): Promise<Workspace> =>
      data(http.PATCH('/api/v1/workspace', { body })),
    onMutate: () => setError(null),
    onSuccess: (workspace) => {
      client.setQueryData<Me | null>(keys.session, (old) => (old ? { ...old, workspace } : old));
      notifications.show({ color: 'green', message: t`Сохранено.` });
    },
    onError: (reason) => setError(applyProblem(form, reason, Object.keys(form.values))),
  });

  return (
    <Page title={t`Компания`}>
      <form
        noValidate
        className={classes.narrow}
        onSubmit={form.onSubmit((values) => save.mutate(values))}
      >
        <Stack gap="sm" align="start">
          <TextInput
            w="100%"
            label={t`Название`}
            readOnly={readOnly}
            {...form.getInputProps('name')}
          />
          <TextInput
            w="100%"
            label={t`Адрес системы`}
            description={t`По нему открываются ссылки из писем.`}
            placeholder="https://crm.company.ru"
            readOnly={readOnly}
            {...form.getInputProps('site_url')}
            value={form.values.site_url ?? ''}
          />
          <Select
            w="100%"
            label={t`Часовой пояс`}
            description={t`По нему считаются дни в отчётах.`}
            searchable
            allowDeselect={false}
            readOnly={readOnly}
            data={zones}
            {...form.getInputProps('time_zone')}
          />
          <Select
            w="100%"
            label={t`Основная валюта`}
            allowDeselect={false}
            readOnly={readOnly}
            data={currencies}
            {...form.getInputProps('currency')}
          />
          <Select
            w="100%"
            label={t`Язык новых пользователей`}
            allowDeselect={false}
            readOnly={readOnly}
            data={[
              { value: 'ru', label: 'Русский' },
              { value: 'en', label: 'English' },
            ]}
            {...form.getInputProps('lang')}
          />
          <WorkHoursFields
            readOnly={readOnly}
            value={form.values.work}
            errors={form.errors}
            onChange={(work) => form.setFieldValue('work', work)}
          />
          {error && (
            <Alert color="red" variant="outline" role="alert" p="xs">
              {error}
            </Alert>
          )}
          {!readOnly && (
            <Button type="submit" loading={save.isPending} disabled={!form.isDirty()}>
              <Trans>Сохранить</Trans>
            </Button>
          )}
        </Stack>
      </form>
      <RatesSection />
    </Page>
  );
}
