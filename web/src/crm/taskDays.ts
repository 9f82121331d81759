import { t } from '@lingui/core/macro';
import type { Task } from '@/api/types';
import { isoDay } from '@/kit/format';

export type TaskDay = 'overdue' | 'today' | 'tomorrow' | 'later' | 'undated' | 'done';

/** The heading a task stands under. What was due earlier today is late already. */
export function taskDay(task: Pick<Task, 'due_at' | 'done_at'>, now: Date): TaskDay {
  if (task.done_at) return 'done';
  if (!task.due_at) return 'undated';
  const due = new Date(task.due_at);
  if (due < now) return 'overdue';
  const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  if (isoDay(due) === isoDay(now)) return 'today';
  return isoDay(due) === isoDay(tomorrow) ? 'tomorrow' : 'later';
}

export function taskDayLabel(day: TaskDay): string {
  switch (day) {
    case 'overdue':
      return t`Просрочено`;
    case 'today':
      return t`Сегодня`;
    case 'tomorrow':
      return t`Завтра`;
    case 'later':
      return t`Позже`;
    case 'undated':
      return t`Без срока`;
    case 'done':
      return t`Сделано`;
  }
}

/** The picker's local `2026-11-23 14:05:00` as a moment for the server. */
export function momentOf(local: string | null): string | null {
  return local ? new Date(local.replace(' ', 'T')).toISOString() : null;
}

/** And back: a moment as the picker's local text. */
export function localOf(moment: string | null): string | null {
  if (!moment) return null;
  const date = new Date(moment);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${isoDay(date)} ${two(date.getHours())}:${two(date.getMinutes())}:00`;
}
