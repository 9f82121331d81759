import { useLingui } from '@lingui/react/macro';
import { Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { applyProblem } from '@/api/problem';
import type { ConsentChannel, ConsentPurpose, ConsentSource, Contact } from '@/api/types';
import { FormModal } from '@/kit/FormModal';
import { useConsentCalls, useConsentTexts } from './consentCalls';
import classes from './consents.module.css';
import { channelLabel, purposeLabel, sourceLabel } from './words';

const PURPOSES: ConsentPurpose[] = ['personal_data', 'advertising'];
const CHANNELS: ConsentChannel[] = ['mail', 'phone', 'sms', 'messenger'];
const SOURCES: ConsentSource[] = ['paper', 'call', 'hand'];

/** Writing a consent down: what for, in which words, and what proves it. */
export function ConsentForm({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const { t } = useLingui();
  const texts = useConsentTexts();
  const { give } = useConsentCalls(contact.id);
  const [error, setError] = useState<string | null>(null);
  const form = useForm({
    initialValues: {
      purpose: 'personal_data' as ConsentPurpose,
      channel: 'mail' as ConsentChannel,
      text_id: null as string | null,
      source: 'paper' as ConsentSource,
      note: '',
    },
    validate: { note: (note) => (note.trim() ? null : t`Напишите, чем подтвердить согласие`) },
  });
  const { purpose, text_id } = form.values;
  const fitting = (texts.data?.items ?? []).filter(
    (text) => text.purpose === purpose && !text.archived,
  );
  const chosen = fitting.find((text) => text.id === text_id);
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t`Записать согласие`}
      action={t`Записать`}
      busy={give.isPending}
      error={error}
      onSubmit={form.onSubmit((values) =>
        give.mutate(
          {
            ...values,
            text_id: chosen?.id ?? null,
            channel: values.purpose === 'advertising' ? values.channel : null,
            note: values.note.trim(),
          },
          {
            onSuccess: onClose,
            onError: (reason) => setError(applyProblem(form, reason, Object.keys(form.values))),
          },
        ),
      )}
    >
      <Select
        label={t`На что`}
        allowDeselect={false}
        data={PURPOSES.map((value) => ({ value, label: purposeLabel(value) }))}
        {...form.getInputProps('purpose')}
      />
      {purpose === 'advertising' && (
        <Select
          label={t`Каким каналом`}
          allowDeselect={false}
          data={CHANNELS.map((value) => ({ value, label: channelLabel(value) }))}
          {...form.getInputProps('channel')}
        />
      )}
      <Select
        label={t`Каким текстом`}
        placeholder={t`текст неизвестен`}
        clearable
        clearButtonProps={{ 'aria-label': t`Очистить` }}
        data={fitting.map((text) => ({
          value: text.id,
          label: t`${text.name}, версия ${text.number}`,
        }))}
        value={chosen?.id ?? null}
        onChange={(id) => form.setFieldValue('text_id', id)}
      />
      {chosen && <blockquote className={classes.words}>{chosen.body}</blockquote>}
      <Select
        label={t`Как дано`}
        allowDeselect={false}
        data={SOURCES.map((value) => ({ value, label: sourceLabel(value) }))}
        {...form.getInputProps('source')}
      />
      <TextInput
        label={t`Чем подтверждается`}
        placeholder={t`бумага № 12, папка «Согласия»; запись звонка 14 ноября`}
        {...form.getInputProps('note')}
      />
    </FormModal>
  );
}
