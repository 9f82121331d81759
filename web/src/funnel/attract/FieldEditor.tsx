import { Trans, useLingui } from '@lingui/react/macro';
import {
  ActionIcon,
  Button,
  Checkbox,
  MultiSelect,
  Select,
  TagsInput,
  TextInput,
} from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import type { FormField } from '@/api/types';
import { moved } from '@/kit/order';
import classes from './attract.module.css';
import { freeKey, KINDS, kindLabel, TARGETS, targetLabel } from './formDesign';
import { useTopicOptions } from './subscriptionCalls';

interface Props {
  fields: FormField[];
  readOnly: boolean;
  onChange: (fields: FormField[]) => void;
}

/** The questions of a form, in their order. */
export function FieldEditor({ fields, readOnly, onChange }: Props) {
  const { t } = useLingui();
  const topics = useTopicOptions();
  const set = (index: number, part: Partial<FormField>) =>
    onChange(fields.map((field, at) => (at === index ? { ...field, ...part } : field)));
  return (
    <section className={classes.section} aria-labelledby="fields-title">
      <h2 className={classes.heading} id="fields-title">
        <Trans>Поля</Trans>
      </h2>
      {fields.map((field, index) => (
        <fieldset key={field.key} disabled={readOnly} style={{ border: 0, margin: 0, padding: 0 }}>
          <legend hidden>{field.label}</legend>
          <div className={classes.question}>
            <TextInput
              aria-label={t`Вопрос ${index + 1}`}
              value={field.label}
              onChange={(event) => set(index, { label: event.currentTarget.value })}
            />
            <Select
              aria-label={t`Вид поля ${index + 1}`}
              allowDeselect={false}
              data={KINDS.map((value) => ({ value, label: kindLabel(value) }))}
              value={field.kind}
              onChange={(kind) =>
                set(index, {
                  kind: (kind ?? 'text') as FormField['kind'],
                  purpose: kind === 'consent' ? (field.purpose ?? 'personal_data') : null,
                })
              }
            />
            {field.kind === 'consent' ? (
              <Select
                aria-label={t`На что согласие, поле ${index + 1}`}
                allowDeselect={false}
                data={[
                  { value: 'personal_data', label: t`персональные данные` },
                  { value: 'advertising', label: t`реклама и рассылки` },
                ]}
                value={field.purpose ?? 'personal_data'}
                onChange={(purpose) => set(index, { purpose: purpose as FormField['purpose'] })}
              />
            ) : field.kind === 'subscribe' ? (
              <MultiSelect
                aria-label={t`Темы рассылок, поле ${index + 1}`}
                placeholder={field.topics?.length ? undefined : t`темы`}
                data={topics}
                value={field.topics ?? []}
                onChange={(chosen) => set(index, { topics: chosen })}
              />
            ) : (
              <Select
                aria-label={t`Куда ответ, поле ${index + 1}`}
                allowDeselect={false}
                data={TARGETS.map((value) => ({ value, label: targetLabel(value) }))}
                value={field.to ?? 'answer'}
                onChange={(to) => set(index, { to: (to ?? 'answer') as FormField['to'] })}
              />
            )}
            <Checkbox
              disabled={field.kind === 'hidden'}
              label={t`обязательно`}
              aria-label={t`Обязательно, поле ${index + 1}`}
              checked={field.required ?? false}
              onChange={(event) => set(index, { required: event.currentTarget.checked })}
            />
            {!readOnly && (
              <div className={classes.moves}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={index === 0}
                  aria-label={t`Поднять поле ${index + 1}`}
                  onClick={() => onChange(moved(fields, index, index - 1))}
                >
                  <IconArrowUp size={15} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={index === fields.length - 1}
                  aria-label={t`Опустить поле ${index + 1}`}
                  onClick={() => onChange(moved(fields, index, index + 1))}
                >
                  <IconArrowDown size={15} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t`Убрать поле ${index + 1}`}
                  onClick={() => onChange(fields.filter((_, at) => at !== index))}
                >
                  <IconTrash size={15} />
                </ActionIcon>
              </div>
            )}
          </div>
          {field.kind === 'hidden' && (
            <div className={classes.line}>
              <TextInput
                label={t`Имя в адресе страницы`}
                defaultValue={field.key}
                // The line is known by its name: it must not change under the fingers.
                onBlur={(event) => set(index, { key: event.currentTarget.value.trim() })}
              />
              <TextInput
                label={t`Если в адресе нет`}
                value={field.options?.[0] ?? ''}
                onChange={(event) => set(index, { options: [event.currentTarget.value] })}
              />
            </div>
          )}
          {field.kind === 'choice' && (
            <TagsInput
              mt={6}
              aria-label={t`Варианты, поле ${index + 1}`}
              placeholder={t`варианты`}
              value={field.options ?? []}
              onChange={(options) => set(index, { options })}
            />
          )}
        </fieldset>
      ))}
      {!readOnly && (
        <div className={classes.line}>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={13} />}
            onClick={() =>
              onChange([
                ...fields,
                {
                  key: freeKey(fields),
                  label: t`Новый вопрос`,
                  kind: 'text',
                  to: 'answer',
                  required: false,
                  options: [],
                  version: 0,
                },
              ])
            }
          >
            <Trans>Поле</Trans>
          </Button>
        </div>
      )}
    </section>
  );
}
