import { useLingui } from '@lingui/react/macro';
import { Group, NumberInput, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { data, http, idempotencyKey } from '@/api/client';
import { keys } from '@/api/keys';
import { applyProblem } from '@/api/problem';
import { useUserOptions } from '@/api/reference';
import { useMe } from '@/api/session';
import type { Company } from '@/api/types';
import { FormModal } from '@/kit/FormModal';
import { filled } from './filled';

interface Props {
  opened: boolean;
  onClose: () => void;
  /** What to do with the new company; without it its page is opened. */
  onCreated?: (company: Company) => void;
}

export function CompanyForm({ opened, onClose, onCreated }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const owners = useUserOptions();
  const [key] = useState(idempotencyKey);
  const [error, setError] = useState<string | null>(null);
  const form = useForm({
    initialValues: {
      name: '',
      inn: '',
      kpp: '',
      phone: '',
      email: '',
      website: '',
      industry: '',
      employees: '' as number | '',
      owner_id: me.user.id as string | null,
    },
  });

  const create = useMutation({
    meta: { form: true },
    mutationFn: (values: typeof form.values): Promise<Company> =>
      data(
        http.POST('/api/v1/companies', {
          params: { header: { 'Idempotency-Key': key } },
          body: {
            ...filled(values),
            name: values.name.trim(),
            employees: values.employees === '' ? null : values.employees,
          },
        }),
      ),
    onSuccess: async (company) => {
      void client.invalidateQueries({ queryKey: keys.companies });
      onClose();
      if (onCreated) onCreated(company);
      else await navigate({ to: '/companies/$id', params: { id: company.id } });
    },
    onError: (reason) => setError(applyProblem(form, reason, Object.keys(form.values))),
  });

  return (
    <FormModal
      opened={opened}
      onClose={onClose}
      title={t`Новая компания`}
      action={t`Создать`}
      busy={create.isPending}
      error={error}
      onSubmit={form.onSubmit((values) => create.mutate(values))}
    >
      <TextInput label={t`Название`} required data-autofocus {...form.getInputProps('name')} />
      <Group grow align="start">
        <TextInput label={t`ИНН`} inputMode="numeric" {...form.getInputProps('inn')} />
        <TextInput label={t`КПП`} inputMode="numeric" {...form.getInputProps('kpp')} />
      </Group>
      <Group grow align="start">
        <TextInput label={t`Телефон`} type="tel" {...form.getInputProps('phone')} />
        <TextInput label={t`Почта`} type="email" {...form.getInputProps('email')} />
      </Group>
      <Group grow align="start">
        <TextInput label={t`Сайт`} {...form.getInputProps('website')} />
        <TextInput label={t`Отрасль`} {...form.getInputProps('industry')} />
        <NumberInput
          label={t`Сотрудники`}
          min={1}
          allowDecimal={false}
          hideControls
          {...form.getInputProps('employees')}
        />
      </Group>
      <Select
        label={t`Ответственный`}
        searchable
        data={owners}
        {...form.getInputProps('owner_id')}
      />
    </FormModal>
  );
}
