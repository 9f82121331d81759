import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Group, Select, Textarea, TextInput } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { applyProblem } from '@/api/problem';
import { useUserOptions } from '@/api/reference';
import type { Task } from '@/api/types';
import { confirm } from '@/kit/confirm';
import { FormModal } from '@/kit/FormModal';
import { useTaskCalls } from './taskCalls';
import { localOf, momentOf } from './taskDays';

/** The whole of a task, for changing it. */
export function TaskForm({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useLingui();
  const owners = useUserOptions();
  const { change, remove } = useTaskCalls();
  const [error, setError] = useState<string | null>(null);
  const form = useForm({
    initialValues: {
      title: task.title,
      details: task.details ?? '',
      due_at: localOf(task.due_at),
      assignee_id: task.assignee?.id ?? null,
    },
  });
  const save = form.onSubmit((values) =>
    change.mutate(
      {
        id: task.id,
        version: task.version,
        title: values.title.trim(),
        details: values.details.trim() || null,
        due_at: momentOf(values.due_at),
        assignee_id: values.assignee_id,
      },
      {
        onSuccess: onClose,
        onError: (reason) => setError(applyProblem(form, reason, Object.keys(form.values))),
      },
    ),
  );

  return (
    <FormModal
      opened
      onClose={onClose}
      title={t`Задача`}
      action={t`Сохранить`}
      busy={change.isPending}
      error={error}
      onSubmit={save}
    >
      <TextInput label={t`Что сделать`} required {...form.getInputProps('title')} />
      <Textarea label={t`Подробности`} autosize minRows={2} {...form.getInputProps('details')} />
      <Group grow align="start">
        <DateTimePicker
          label={t`Срок`}
          clearable
          valueFormat="D MMM YYYY, HH:mm"
          clearButtonProps={{ 'aria-label': t`Очистить` }}
          {...form.getInputProps('due_at')}
        />
        <Select
          label={t`Исполнитель`}
          searchable
          clearable
          data={owners}
          {...form.getInputProps('assignee_id')}
        />
      </Group>
      <Button
        variant="subtle"
        color="red"
        c="var(--app-bad)"
        style={{ alignSelf: 'start' }}
        onClick={async () => {
          const sure = await confirm({
            title: t`Удалить задачу?`,
            action: t`Удалить`,
            danger: true,
          });
          if (sure) remove.mutate(task.id, { onSuccess: onClose });
        }}
      >
        <Trans>Удалить задачу</Trans>
      </Button>
    </FormModal>
  );
}
