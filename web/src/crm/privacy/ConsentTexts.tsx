import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { applyProblem } from '@/api/problem';
import { useCan } from '@/api/session';
import type { ConsentPurpose, ConsentText, Lang } from '@/api/types';
import { useConsentTexts } from '@/crm/consents/consentCalls';
import { purposeLabel } from '@/crm/consents/words';
import { ErrorState } from '@/kit/ErrorState';
import { FormModal } from '@/kit/FormModal';
import tables from '@/kit/table.module.css';
import classes from './privacy.module.css';

/** The texts that people consent to. Other words are another version; what was consented to stays. */
export function ConsentTexts() {
  const { t } = useLingui();
  const can = useCan();
  const client = useQueryClient();
  const texts = useConsentTexts();
  const [open, setOpen] = useState<ConsentText | 'new' | null>(null);
  const archive = useMutation({
    mutationFn: (text: ConsentText): Promise<ConsentText> =>
      data(
        http.PATCH('/api/v1/consent-texts/{id}', {
          params: { path: { id: text.id } },
          body: { version: text.version, archived: !text.archived },
        }),
      ),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.consentTexts }),
  });
  const items = texts.data?.items ?? [];
  return (
    <section aria-labelledby="texts-title">
      <h2 className={classes.heading} id="texts-title">
        <Trans>Тексты согласий</Trans>
        {can('forms.write') && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={13} />}
            onClick={() => setOpen('new')}
          >
            <Trans>Текст</Trans>
          </Button>
        )}
      </h2>
      {texts.error && <ErrorState error={texts.error} onRetry={() => void texts.refetch()} />}
      {!texts.error && items.length > 0 && (
        <div className={`${tables.scroller} ${classes.box}`}>
          {items.map((text) => (
            <div key={text.id} className={classes.text}>
              <div className={classes.name}>
                <span className={text.archived ? tables.off : undefined}>{text.name}</span>
                <span className={classes.quiet} style={{ margin: 0 }}>
                  {t`${purposeLabel(text.purpose)}, версия ${text.number}, ${text.lang}`}
                </span>
                {can('forms.write') && (
                  <Button.Group style={{ marginLeft: 'auto' }}>
                    <Button size="compact-xs" variant="default" onClick={() => setOpen(text)}>
                      <Trans>Изменить</Trans>
                    </Button>
                    <Button
                      size="compact-xs"
                      variant="default"
                      onClick={() => archive.mutate(text)}
                    >
                      {text.archived ? <Trans>Вернуть</Trans> : <Trans>В архив</Trans>}
                    </Button>
                  </Button.Group>
                )}
              </div>
              <p className={classes.words}>{text.body}</p>
            </div>
          ))}
        </div>
      )}
      {open && <TextForm text={open === 'new' ? null : open} onClose={() => setOpen(null)} />}
    </section>
  );
}

function TextForm({ text, onClose }: { text: ConsentText | null; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [error, setError] = useState<string | null>(null);
  const form = useForm({
    initialValues: {
      name: text?.name ?? '',
      body: text?.body ?? '',
      purpose: (text?.purpose ?? 'personal_data') as ConsentPurpose,
      lang: (text?.lang ?? 'ru') as Lang,
    },
  });
  const save = useMutation({
    meta: { form: true },
    mutationFn: ({ name, body, purpose, lang }: typeof form.values): Promise<ConsentText> =>
      text
        ? data(
            http.PATCH('/api/v1/consent-texts/{id}', {
              params: { path: { id: text.id } },
              body: { version: text.version, name, body },
            }),
          )
        : data(http.POST('/api/v1/consent-texts', { body: { name, body, purpose, lang } })),
    onSuccess: onClose,
    onError: (reason) => setError(applyProblem(form, reason, Object.keys(form.values))),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.consentTexts }),
  });
  return (
    <FormModal
      opened
      size="lg"
      onClose={onClose}
      title={text ? t`Текст согласия` : t`Новый текст согласия`}
      action={t`Сохранить`}
      busy={save.isPending}
      error={error}
      onSubmit={form.onSubmit((values) => save.mutate(values))}
    >
      <TextInput label={t`Название`} required data-autofocus {...form.getInputProps('name')} />
      {!text && (
        <>
          <Select
            label={t`На что`}
            allowDeselect={false}
            data={(['personal_data', 'advertising'] as const).map((value) => ({
              value,
              label: purposeLabel(value),
            }))}
            {...form.getInputProps('purpose')}
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
        </>
      )}
      <Textarea
        label={t`Текст`}
        description={
          text ? t`Другие слова станут новой версией, прежние согласия не изменятся.` : undefined
        }
        required
        autosize
        minRows={6}
        maxRows={16}
        {...form.getInputProps('body')}
      />
    </FormModal>
  );
}
