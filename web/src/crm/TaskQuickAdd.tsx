import { Trans, useLingui } from '@lingui/react/macro';
import { Button, TextInput } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { useState } from 'react';
import { useMe } from '@/api/session';
import classes from './TaskPage.module.css';
import { type NewTask, useTaskCalls } from './taskCalls';
import { momentOf } from './taskDays';

/** One line to write a task down; it is given to oneself. */
export function TaskQuickAdd({
  about,
}: {
  about?: Pick<NewTask, 'deal_id' | 'company_id' | 'contact_id'>;
}) {
  const { t } = useLingui();
  const me = useMe();
  const { create } = useTaskCalls();
  const [title, setTitle] = useState('');
  const [due, setDue] = useState<string | null>(null);
  return (
    <form
      className={classes.add}
      onSubmit={(event) => {
        event.preventDefault();
        if (!title.trim()) return;
        create.mutate(
          { ...about, title: title.trim(), due_at: momentOf(due), assignee_id: me.user.id },
          { onSuccess: () => setTitle('') },
        );
      }}
    >
      <TextInput
        className={classes.addTitle}
        aria-label={t`Новая задача`}
        placeholder={t`Новая задача: что сделать?`}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <DateTimePicker
        className={classes.addDue}
        aria-label={t`Срок`}
        placeholder={t`Срок`}
        clearable
        valueFormat="D MMM YYYY, HH:mm"
        clearButtonProps={{ 'aria-label': t`Очистить` }}
        value={due}
        onChange={setDue}
      />
      <Button type="submit" loading={create.isPending} disabled={!title.trim()}>
        <Trans>Добавить</Trans>
      </Button>
    </form>
  );
}
