import { useLingui } from '@lingui/react/macro';
import { Group, NumberInput, Select, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { data, http, idempotencyKey } from '@/api/client';
import { keys } from '@/api/keys';
import { applyProblem } from '@/api/problem';
import { useSourceOptions, useUserOptions } from '@/api/reference';
import { useMe } from '@/api/session';
import type { DealDetail, NamedRef } from '@/api/types';
import { EntityPicker } from '@/kit/EntityPicker';
import { FormModal } from '@/kit/FormModal';
import { fromMajorUnits, numberMarks } from '@/kit/format';
import { useStageGroups } from './stageOptions';

interface Props {
  opened: boolean;
  onClose: () => void;
  /** The stage to begin on; without it the first one of the first pipeline. */
  stageId?: string;
  company?: NamedRef;
}

/** A new deal. A company that is not known yet is made together with it. */
export function DealForm({ opened, onClose, stageId, company }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const stages = useStageGroups();
  const owners = useUserOptions();
  const sources = useSourceOptions();
  const [key] = useState(idempotencyKey);
  const [error, setError] = useState<string | null>(null);
  const form = useForm({
    initialValues: {
      title: '',
      amount: '' as number | string,
      company: (company ?? null) as NamedRef | null,
      company_name: '',
      stage_id: stageId ?? null,
      owner_id: me.user.id as string | null,
      source_id: null as string | null,
      expected_close: null as string | null,
    },
  });

  const create = useMutation({
    meta: { form: true },
    mutationFn: (values: typeof form.values): Promise<DealDetail> =>
      data(
        http.POST('/api/v1/deals', {
          params: { header: { 'Idempotency-Key': key } },
          body: {
            title: values.title.trim(),
            value:
              values.amount === ''
                ? undefined
                : fromMajorUnits(Number(values.amount), me.workspace.currency),
            company_id: values.company?.id,
            company_name: values.company ? undefined : values.company_name.trim() || undefined,
            stage_id: values.stage_id ?? undefined,
            owner_id: values.owner_id ?? undefined,
            source_id: values.source_id ?? undefined,
            expected_close: values.expected_close ?? undefined,
          },
        }),
      ),
    onSuccess: async (deal) => {
      void client.invalidateQueries({ queryKey: keys.deals });
      void client.invalidateQueries({ queryKey: keys.board });
      onClose();
      await navigate({ to: '/deals/$id', params: { id: deal.id } });
    },
    onError: (reason) =>
      setError(applyProblem(form, reason, [...Object.keys(form.values), 'value'])),
  });

  return (
    <FormModal
      opened={opened}
      onClose={onClose}
      title={t`Новая сделка`}
      action={t`Создать`}
      busy={create.isPending}
      error={error}
      onSubmit={form.onSubmit((values) => create.mutate(values))}
    >
      <TextInput label={t`Название`} required data-autofocus {...form.getInputProps('title')} />
      <EntityPicker
        kind="company"
        label={t`Компания`}
        value={
          form.values.company ??
          (form.values.company_name ? { id: 'new', name: form.values.company_name } : null)
        }
        onChange={(chosen) => form.setValues({ company: chosen, company_name: '' })}
        onCreate={(name) => form.setValues({ company: null, company_name: name })}
        description={form.values.company_name ? t`Будет создана новая компания` : undefined}
        error={form.errors.company_id ?? form.errors.company_name}
      />
      <Group grow align="start">
        <NumberInput
          label={t`Сумма, ${me.workspace.currency}`}
          hideControls
          allowNegative={false}
          {...numberMarks()}
          decimalScale={2}
          {...form.getInputProps('amount')}
        />
        <DatePickerInput
          label={t`Ожидаемое закрытие`}
          clearable
          valueFormat="D MMM YYYY"
          clearButtonProps={{ 'aria-label': t`Очистить` }}
          {...form.getInputProps('expected_close')}
        />
      </Group>
      <Group grow align="start">
        <Select
          label={t`Этап`}
          placeholder={t`Первый`}
          clearable
          data={stages}
          {...form.getInputProps('stage_id')}
        />
        <Select label={t`Источник`} clearable data={sources} {...form.getInputProps('source_id')} />
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
