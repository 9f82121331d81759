import { Trans } from '@lingui/react/macro';
import { keys } from '@/api/keys';
import { useCan } from '@/api/session';
import { useList } from '@/api/useList';
import { TaskRow } from '@/crm/TaskRow';
import type { Subject } from './notes';
import classes from './record.module.css';

/** What is still to be done about a record. Without open tasks it takes no room. */
export function RecordTasks({ of, id }: { of: Subject; id: string }) {
  const can = useCan();
  const tasks = useList(
    keys.tasks,
    '/api/v1/tasks',
    { filters: { [of]: id, state: 'open' }, sort: 'due_at' },
    { limit: 50, enabled: can('tasks.read') },
  );
  if (tasks.rows.length === 0) return null;
  return (
    <section className={classes.tasks}>
      <h2 className={classes.heading}>
        <Trans>Открытые задачи</Trans> <span className={classes.count}>{tasks.total}</span>
      </h2>
      {tasks.rows.map((task) => (
        <TaskRow key={task.id} task={task} hideSubject readOnly={!can('tasks.write')} />
      ))}
    </section>
  );
}
