/** What a script looks like as a graph. Whether it can be followed is for the server to say. */
import { t } from '@lingui/core/macro';
import type { ScriptKind, ScriptOutcome, ScriptRun, ScriptStep } from '@/api/types';

/** The two steps that a new script begins with. */
export function freshSteps(kind: ScriptKind): ScriptStep[] {
  const first = kind === 'mail' ? t`Первое письмо` : t`Приветствие`;
  return [
    {
      key: 's1',
      title: first,
      text: '',
      question: null,
      answers: [{ text: '', to: 's2', value: null }],
      end: null,
    },
    { key: 's2', title: t`Договорились`, text: '', question: null, answers: [], end: 'agreed' },
  ];
}

/** A key that no step has. */
export function freshKey(steps: ScriptStep[]): string {
  const known = new Set(steps.map((step) => step.key));
  let number = steps.length + 1;
  while (known.has(`s${number}`)) number += 1;
  return `s${number}`;
}

export function freshStep(key: string): ScriptStep {
  return { key, title: '', text: '', question: null, answers: [], end: null };
}

/** A step goes; answers that led to it lead nowhere until they are given another step. */
export function without(steps: ScriptStep[], key: string): ScriptStep[] {
  return steps
    .filter((step) => step.key !== key)
    .map((step) => ({
      ...step,
      answers: (step.answers ?? []).map((answer) =>
        answer.to === key ? { ...answer, to: '' } : answer,
      ),
    }));
}

/** How a step is called: its title, or its number. */
export function called(steps: ScriptStep[], key: string): string {
  const index = steps.findIndex((step) => step.key === key);
  if (index < 0) return '';
  return steps[index]?.title || t`Шаг ${index + 1}`;
}

/**
 * The steps in layers, each below all that lead to it; ways back do not count. Those never reached come last.
 */
export function layers(steps: ScriptStep[]): string[][] {
  const next = new Map(steps.map((step) => [step.key, step.answers ?? []]));
  const depth = new Map<string, number>();
  const order: string[] = [];
  const onTheWay = new Set<string>();
  const back = new Set<string>();
  const visit = (key: string) => {
    depth.set(key, 0);
    onTheWay.add(key);
    for (const { to } of next.get(key) ?? []) {
      if (onTheWay.has(to)) back.add(`${key} ${to}`);
      else if (next.has(to) && !depth.has(to)) visit(to);
    }
    onTheWay.delete(key);
    order.unshift(key);
  };
  if (steps[0]) visit(steps[0].key);
  for (const key of order) {
    for (const { to } of next.get(key) ?? []) {
      if (!depth.has(to) || back.has(`${key} ${to}`)) continue;
      depth.set(to, Math.max(depth.get(to) ?? 0, (depth.get(key) ?? 0) + 1));
    }
  }
  const last = Math.max(-1, ...depth.values()) + 1;
  const found: string[][] = [];
  for (const step of steps) {
    const level = depth.get(step.key) ?? last;
    found[level] = [...(found[level] ?? []), step.key];
  }
  return found.filter(Boolean);
}

/** The number of the step that a fault of the server is about. */
export function stepOfFault(field: string): number {
  return Number(/^steps\[(\d+)\]/.exec(field)?.[1] ?? -1);
}

export function outcomeName(outcome: ScriptOutcome | NonNullable<ScriptRun['outcome']>): string {
  switch (outcome) {
    case 'agreed':
      return t`Договорились`;
    case 'later':
      return t`Вернуться позже`;
    case 'refused':
      return t`Отказ`;
    case 'abandoned':
      return t`Прерван`;
  }
}
