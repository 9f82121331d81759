import { Trans, useLingui } from '@lingui/react/macro';
import { Button, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { useHotkeys } from '@mantine/hooks';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useUserOptions } from '@/api/reference';
import { useCan, useMe } from '@/api/session';
import { useTaskCalls } from '@/crm/taskCalls';
import { momentOf } from '@/crm/taskDays';
import { ActivityBox } from './ActivityBox';
import { type Subject, useNoteCalls } from './notes';
import classes from './record.module.css';

/** The key itself, whatever letter the Russian layout has on it. */
const byKey = { usePhysicalKeys: true, preventDefault: true };

type Mode = 'note' | 'task' | 'activity';

/** Where one writes down what was said (N), what was done (C) and what is to be done (T). */
export function Composer({ of, id }: { of: Subject; id: string }) {
  const { t } = useLingui();
  const can = useCan();
  const box = useRef<HTMLElement>(null);
  const notes = can('notes.write');
  const tasks = can('tasks.write');
  const activities = can('activities.write');
  const modes: { value: Mode; label: string }[] = [
    ...(notes ? [{ value: 'note' as const, label: t`Заметка` }] : []),
    ...(activities ? [{ value: 'activity' as const, label: t`Звонок, встреча` }] : []),
    ...(tasks ? [{ value: 'task' as const, label: t`Задача` }] : []),
  ];
  const [mode, setMode] = useState<Mode>(modes[0]?.value ?? 'note');

  const open = (next: Mode) => {
    // The field must be there at once: the next key pressed already belongs to it.
    flushSync(() => setMode(next));
    box.current?.querySelector<HTMLElement>('textarea, form input')?.focus();
  };
  useHotkeys([
    ['N', () => notes && open('note'), byKey],
    ['T', () => tasks && open('task'), byKey],
    ['C', () => activities && open('activity'), byKey],
  ]);

  if (modes.length === 0) return null;
  return (
    <section className={classes.composer} ref={box} aria-label={t`Записать`}>
      {modes.length > 1 && (
        <SegmentedControl
          aria-label={t`Что записать`}
          value={mode}
          onChange={(value) => setMode(value as Mode)}
          data={modes}
        />
      )}
      {mode === 'note' && <NoteBox of={of} id={id} />}
      {mode === 'activity' && <ActivityBox of={of} id={id} />}
      {mode === 'task' && <TaskBox of={of} id={id} />}
    </section>
  );
}

function NoteBox({ of, id }: { of: Subject; id: string }) {
  const { t } = useLingui();
  const { add } = useNoteCalls();
  const [text, setText] = useState('');
  const save = () => {
    if (!text.trim() || add.isPending) return;
    add.mutate({ of, id, text: text.trim() }, { onSuccess: () => setText('') });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Textarea
        autosize
        minRows={2}
        maxRows={12}
        aria-label={t`Новая заметка`}
        placeholder={t`О чём договорились? Ctrl+Enter сохраняет`}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      {text.trim() && (
        <Button type="submit" mt={6} loading={add.isPending}>
          <Trans>Сохранить заметку</Trans>
        </Button>
      )}
    </form>
  );
}

function TaskBox({ of, id }: { of: Subject; id: string }) {
  const { t } = useLingui();
  const me = useMe();
  const owners = useUserOptions();
  const { create } = useTaskCalls();
  const [title, setTitle] = useState('');
  const [due, setDue] = useState<string | null>(null);
  const [assignee, setAssignee] = useState<string | null>(me.user.id);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!title.trim() || create.isPending) return;
        create.mutate(
          {
            [`${of}_id`]: id,
            title: title.trim(),
            due_at: momentOf(due),
            assignee_id: assignee,
          },
          {
            onSuccess: () => {
              setTitle('');
              setDue(null);
            },
          },
        );
      }}
    >
      <TextInput
        aria-label={t`Новая задача`}
        placeholder={t`Что сделать?`}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
      />
      <div className={classes.taskLine}>
        <DateTimePicker
          aria-label={t`Срок`}
          placeholder={t`Срок`}
          clearable
          valueFormat="D MMM YYYY, HH:mm"
          clearButtonProps={{ 'aria-label': t`Очистить` }}
          value={due}
          onChange={setDue}
        />
        <Select
          aria-label={t`Исполнитель`}
          searchable
          data={owners}
          value={assignee}
          onChange={setAssignee}
        />
        <Button type="submit" loading={create.isPending} disabled={!title.trim()}>
          <Trans>Добавить</Trans>
        </Button>
      </div>
    </form>
  );
}
