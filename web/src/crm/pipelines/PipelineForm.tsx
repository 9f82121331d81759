import { useLingui } from '@lingui/react/macro';
import { Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { errorText } from '@/api/problem';
import type { Pipeline } from '@/api/types';
import { FormModal } from '@/kit/FormModal';
import { usePipelineCalls } from './pipelineCalls';

interface Props {
  copyOf: Pipeline | null;
  pipelines: Pipeline[];
  onClose: () => void;
  onCreated: (pipeline: Pipeline) => void;
}

/** A new pipeline begins with the usual stages or with those of another one. */
export function PipelineForm({ copyOf, pipelines, onClose, onCreated }: Props) {
  const { t } = useLingui();
  const { create } = usePipelineCalls();
  const [name, setName] = useState(copyOf ? t`${copyOf.name} (копия)` : '');
  const [source, setSource] = useState<string | null>(copyOf?.id ?? null);
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t`Новая воронка`}
      action={t`Создать`}
      busy={create.isPending}
      error={create.error ? errorText(create.error) : null}
      onSubmit={() =>
        create.mutate({ name: name.trim(), copy_of: source }, { onSuccess: onCreated })
      }
    >
      <TextInput
        label={t`Название`}
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label={t`Этапы`}
        placeholder={t`Обычные: от лида до удержания`}
        clearable
        clearButtonProps={{ 'aria-label': t`Очистить` }}
        data={pipelines.map((pipeline) => ({
          value: pipeline.id,
          label: t`Как в воронке «${pipeline.name}»`,
        }))}
        value={source}
        onChange={setSource}
      />
    </FormModal>
  );
}
