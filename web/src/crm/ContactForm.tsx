import { useLingui } from '@lingui/react/macro';
import { Group, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { data, http, idempotencyKey } from '@/api/client';
import { keys } from '@/api/keys';
import { applyProblem } from '@/api/problem';
import { useUserOptions } from '@/api/reference';
import { useMe } from '@/api/session';
import type { Contact, NamedRef } from '@/api/types';
import { EntityPicker } from '@/kit/EntityPicker';
import { FormModal } from '@/kit/FormModal';
import { filled } from './filled';

interface Props {
  opened: boolean;
  onClose: () => void;
  company?: NamedRef;
  /** What to do with the new contact; without it its page is opened. */
  onCreated?: (contact: Contact) => void;
}

export function ContactForm({ opened, onClose, company, onCreated }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const owners = useUserOptions();
  const [key] = useState(idempotencyKey);
  const [error, setError] = useState<string | null>(null);
  const form = useForm({
    initialValues: {
      last_name: '',
      first_name: '',
      middle_name: '',
      job_title: '',
      company: (company ?? null) as NamedRef | null,
      phone: '',
      email: '',
      owner_id: me.user.id as string | null,
    },
  });

  const create = useMutation({
    meta: { form: true },
    mutationFn: ({ company: of, phone, email, ...person }: typeof form.values): Promise<Contact> =>
      data(
        http.POST('/api/v1/contacts', {
          params: { header: { 'Idempotency-Key': key } },
          body: {
            ...filled(person),
            company_id: of?.id,
            points: [
              { kind: 'phone' as const, value: phone.trim(), label: 'work' as const },
              { kind: 'email' as const, value: email.trim(), label: 'work' as const },
            ].filter((point) => point.value),
          },
        }),
      ),
    onSuccess: async (contact) => {
      void client.invalidateQueries({ queryKey: keys.contacts });
      onClose();
      if (onCreated) onCreated(contact);
      else await navigate({ to: '/contacts/$id', params: { id: contact.id } });
    },
    onError: (reason) => setError(applyProblem(form, reason, Object.keys(form.values))),
  });

  return (
    <FormModal
      opened={opened}
      onClose={onClose}
      title={t`Новый контакт`}
      action={t`Создать`}
      busy={create.isPending}
      error={error}
      onSubmit={form.onSubmit((values) => create.mutate(values))}
    >
      <Group grow align="start">
        <TextInput label={t`Фамилия`} data-autofocus {...form.getInputProps('last_name')} />
        <TextInput label={t`Имя`} {...form.getInputProps('first_name')} />
      </Group>
      <Group grow align="start">
        <TextInput label={t`Отчество`} {...form.getInputProps('middle_name')} />
        <TextInput label={t`Должность`} {...form.getInputProps('job_title')} />
      </Group>
      <EntityPicker
        kind="company"
        label={t`Компания`}
        value={form.values.company}
        onChange={(chosen) => form.setFieldValue('company', chosen)}
        error={form.errors.company_id}
      />
      <Group grow align="start">
        <TextInput label={t`Телефон`} type="tel" {...form.getInputProps('phone')} />
        <TextInput label={t`Почта`} type="email" {...form.getInputProps('email')} />
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
