import { useLingui } from '@lingui/react/macro';
import { Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Task } from '@/api/types';
import { Avatar } from '@/kit/Avatar';
import { formatDateTime } from '@/kit/format';
import { TaskForm } from './TaskForm';
import classes from './TaskRow.module.css';
import { useTaskCalls } from './taskCalls';
import { taskDay } from './taskDays';

interface Props {
  task: Task;
  /** Leaves out the link to the record on whose page the row stands. */
  hideSubject?: boolean;
  readOnly?: boolean;
}

/** One task: a box to tick, the words, what it is about, by when, whose. */
export function TaskRow({ task, hideSubject, readOnly }: Props) {
  const { t } = useLingui();
  const { toggle } = useTaskCalls();
  const [editing, setEditing] = useState(false);
  // The tick shows at once; the server's answer follows.
  const done = toggle.isPending ? !task.done_at : Boolean(task.done_at);
  return (
    <div className={classes.row}>
      <Checkbox
        aria-label={done ? t`Вернуть в работу: ${task.title}` : t`Сделано: ${task.title}`}
        checked={done}
        disabled={readOnly}
        onChange={() => toggle.mutate(task)}
      />
      <div className={classes.body}>
        <button
          type="button"
          className={classes.title}
          data-done={done || undefined}
          disabled={readOnly}
          onClick={() => setEditing(true)}
        >
          {task.title}
        </button>
        {!hideSubject && <Subject task={task} />}
      </div>
      {task.due_at && (
        <span
          className={classes.due}
          data-late={taskDay(task, new Date()) === 'overdue' || undefined}
        >
          {formatDateTime(task.due_at)}
        </span>
      )}
      {task.assignee && <Avatar name={task.assignee.name} size={20} />}
      {editing && <TaskForm task={task} onClose={() => setEditing(false)} />}
    </div>
  );
}

function Subject({ task }: { task: Task }) {
  if (task.deal) {
    return (
      <Link to="/deals/$id" params={{ id: task.deal.id }} className={classes.subject}>
        {task.deal.title}
      </Link>
    );
  }
  if (task.company) {
    return (
      <Link to="/companies/$id" params={{ id: task.company.id }} className={classes.subject}>
        {task.company.name}
      </Link>
    );
  }
  if (task.contact) {
    return (
      <Link to="/contacts/$id" params={{ id: task.contact.id }} className={classes.subject}>
        {task.contact.name}
      </Link>
    );
  }
  return null;
}
