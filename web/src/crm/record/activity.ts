/** What can be said of a call, a mail or a meeting. */
import { t } from '@lingui/core/macro';
import type { Activity } from '@/api/types';

export type ActivityKind = Activity['kind'];
type Direction = NonNullable<Activity['direction']>;
type Outcome = NonNullable<Activity['outcome']>;

/** Who began it and how it ended, as one choice. */
export type Way = `${Direction}:${Outcome}` | Outcome | 'planned';

interface Choice {
  value: Way;
  label: string;
}

/** The usual ends of a kind, the likeliest first. */
export function outcomesOf(kind: ActivityKind): Choice[] {
  const planned: Choice = { value: 'planned', label: t`запланировать` };
  switch (kind) {
    case 'call':
      return [
        { value: 'out:answered', label: t`мы дозвонились` },
        { value: 'out:missed', label: t`мы не дозвонились` },
        { value: 'in:answered', label: t`клиент позвонил` },
        { value: 'in:missed', label: t`мы пропустили` },
        planned,
      ];
    case 'mail':
    case 'message':
      return [
        { value: 'out:sent', label: t`мы написали` },
        { value: 'in:received', label: t`клиент написал` },
        planned,
      ];
    case 'meeting':
    case 'presentation':
      return [
        { value: 'held', label: t`состоялась` },
        { value: 'no_show', label: t`клиент не пришёл` },
        { value: 'cancelled', label: t`отменена` },
        planned,
      ];
  }
}

export function wayOf(way: Way): { direction: Direction | null; outcome: Outcome | null } {
  if (way === 'planned') return { direction: null, outcome: null };
  const [first, second] = way.split(':');
  return second
    ? { direction: first as Direction, outcome: second as Outcome }
    : { direction: null, outcome: first as Outcome };
}
