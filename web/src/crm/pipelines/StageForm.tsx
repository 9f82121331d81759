import { Trans, useLingui } from '@lingui/react/macro';
import { Checkbox, Group, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { applyProblem } from '@/api/problem';
import type { Stage, StageKind } from '@/api/types';
import { STAGE_KINDS, stageKindLabel } from '@/crm/labels';
import { FormModal } from '@/kit/FormModal';
import { ChecklistEditor } from './ChecklistEditor';
import { type StageDraft, usePipelineCalls } from './pipelineCalls';
import classes from './pipelines.module.css';
import { REQUIRED, requiredLabel } from './required';

/** The colour a stage of each kind begins with; the server has the same. */
const COLORS: Record<StageKind, string> = {
  attract: '#2563eb',
  qualify: '#0891b2',
  present: '#0d9488',
  close: '#b45309',
  purchase: '#15803d',
  retain: '#9333ea',
};

interface Props {
  pipelineId: string;
  /** Nothing: a new one. */
  stage: Stage | null;
  onClose: () => void;
}

/** The whole of a stage. */
export function StageForm({ pipelineId, stage, onClose }: Props) {
  const { t } = useLingui();
  const { addStage, changeStage } = usePipelineCalls();
  const [error, setError] = useState<string | null>(null);
  const form = useForm({
    initialValues: {
      name: stage?.name ?? '',
      kind: stage?.kind ?? ('attract' as StageKind),
      color: stage?.color ?? COLORS.attract,
      goal: stage?.goal ?? '',
      age_limit_days: stage?.age_limit_days ?? ('' as number | string),
      target_conversion:
        stage?.target_conversion == null ? ('' as number | string) : stage.target_conversion / 100,
      required_fields: stage?.required_fields ?? [],
      checklist: (stage?.checklist ?? []) as StageDraft['checklist'],
    },
  });
  const { values } = form;

  const submit = form.onSubmit(({ age_limit_days, target_conversion, ...rest }) => {
    const draft: StageDraft = {
      ...rest,
      name: rest.name.trim(),
      checklist: rest.checklist.filter((item) => item.text.trim()),
      age_limit_days: age_limit_days === '' ? null : Number(age_limit_days),
      // Per cent on the screen, basis points in the API.
      target_conversion:
        target_conversion === '' ? null : Math.round(Number(target_conversion) * 100),
    };
    const done = {
      onSuccess: onClose,
      onError: (reason: unknown) => setError(applyProblem(form, reason, Object.keys(form.values))),
    };
    if (stage) changeStage.mutate({ stage, draft }, done);
    else addStage.mutate({ pipeline: pipelineId, draft }, done);
  });

  return (
    <FormModal
      opened
      onClose={onClose}
      title={stage ? t`Этап «${stage.name}»` : t`Новый этап`}
      action={stage ? t`Сохранить` : t`Добавить`}
      size="lg"
      busy={addStage.isPending || changeStage.isPending}
      error={error}
      onSubmit={submit}
    >
      <Group align="start" gap="xs" wrap="nowrap">
        <TextInput
          flex={1}
          label={t`Название`}
          required
          data-autofocus
          {...form.getInputProps('name')}
        />
        <label className={classes.color}>
          <Trans>Цвет</Trans>
          <input
            type="color"
            value={values.color}
            onChange={(event) => form.setFieldValue('color', event.currentTarget.value)}
          />
        </label>
      </Group>
      <Select
        label={t`Вид этапа`}
        description={t`Отчёты складывают этапы одного вида. Вход на этап вида «Покупка» или «Удержание» делает сделку выигранной.`}
        allowDeselect={false}
        data={STAGE_KINDS.map((kind) => ({ value: kind, label: stageKindLabel(kind) }))}
        value={values.kind}
        onChange={(kind) => {
          if (!kind) return;
          // A colour nobody chose follows the kind.
          if (values.color === COLORS[values.kind]) {
            form.setFieldValue('color', COLORS[kind as StageKind]);
          }
          form.setFieldValue('kind', kind as StageKind);
        }}
      />
      <Textarea label={t`Цель этапа`} autosize minRows={1} {...form.getInputProps('goal')} />
      <Group grow align="start">
        <NumberInput
          label={t`Не дольше, дней`}
          description={t`Дольше — сделка застряла`}
          min={1}
          max={3650}
          allowDecimal={false}
          hideControls
          {...form.getInputProps('age_limit_days')}
        />
        <NumberInput
          label={t`Целевая конверсия, %`}
          description={t`Доля сделок, что идут дальше`}
          min={0}
          max={100}
          decimalScale={2}
          hideControls
          {...form.getInputProps('target_conversion')}
        />
      </Group>
      <ChecklistEditor
        items={values.checklist}
        error={form.errors.checklist}
        onChange={(items) => form.setFieldValue('checklist', items)}
      />
      <Checkbox.Group
        label={t`Что должно быть известно до входа на этап`}
        value={values.required_fields}
        onChange={(fields) => form.setFieldValue('required_fields', fields)}
      >
        <div className={classes.required}>
          {REQUIRED.map((field) => (
            <Checkbox key={field} value={field} label={requiredLabel(field)} />
          ))}
        </div>
      </Checkbox.Group>
    </FormModal>
  );
}
