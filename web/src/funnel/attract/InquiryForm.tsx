import { useLingui } from '@lingui/react/macro';
import { Group, Select, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http, idempotencyKey } from '@/api/client';
import { keys } from '@/api/keys';
import { applyProblem } from '@/api/problem';
import { useSourceOptions } from '@/api/reference';
import type { Inquiry, InquiryChannel } from '@/api/types';
import { FormModal } from '@/kit/FormModal';
import { inquiryChannel } from './labels';

interface Props {
  onClose: () => void;
  onCreated: (inquiry: Inquiry) => void;
}

/** An inquiry written down by hand. */
export function InquiryForm({ onClose, onCreated }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [key] = useState(idempotencyKey);
  const [error, setError] = useState<string | null>(null);
  const sources = useSourceOptions();
  const form = useForm({
    initialValues: {
      channel: 'call' as InquiryChannel,
      name: '',
      company: '',
      phone: '',
      email: '',
      text: '',
      source_id: null as string | null,
    },
  });
  const create = useMutation({
    meta: { form: true },
    mutationFn: ({ phone, email, ...rest }: typeof form.values): Promise<Inquiry> =>
      data(
        http.POST('/api/v1/inquiries', {
          params: { header: { 'Idempotency-Key': key } },
          body: {
            ...rest,
            phones: phone.trim() ? [phone.trim()] : [],
            emails: email.trim() ? [email.trim()] : [],
          },
        }),
      ),
    onSuccess: (made) => {
      void client.invalidateQueries({ queryKey: keys.inquiries });
      onCreated(made);
    },
    onError: (reason) => setError(applyProblem(form, reason, Object.keys(form.values))),
  });
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t`Новое обращение`}
      action={t`Записать`}
      busy={create.isPending}
      error={error}
      onSubmit={form.onSubmit((values) => create.mutate(values))}
    >
      <Group grow align="start">
        <TextInput label={t`Имя`} data-autofocus {...form.getInputProps('name')} />
        <TextInput label={t`Компания`} {...form.getInputProps('company')} />
      </Group>
      <Group grow align="start">
        <TextInput label={t`Телефон`} type="tel" {...form.getInputProps('phone')} />
        <TextInput label={t`Почта`} type="email" {...form.getInputProps('email')} />
      </Group>
      <Textarea label={t`О чём`} autosize minRows={3} {...form.getInputProps('text')} />
      <Group grow align="start">
        <Select
          label={t`Как пришло`}
          allowDeselect={false}
          data={(['call', 'mail', 'chat', 'hand'] as const).map((value) => ({
            value,
            label: inquiryChannel(value),
          }))}
          {...form.getInputProps('channel')}
        />
        <Select
          label={t`Источник`}
          clearable
          searchable
          data={sources}
          {...form.getInputProps('source_id')}
        />
      </Group>
    </FormModal>
  );
}
