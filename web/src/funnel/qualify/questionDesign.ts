/** A set of questions as it is drawn on the screen while it is made. */
import { t } from '@lingui/core/macro';
import type { Question, QuestionKind } from '@/api/types';

export const KINDS: QuestionKind[] = [
  'yes_no',
  'choice',
  'text',
  'number',
  'money',
  'date',
  'person',
];

export function kindLabel(kind: QuestionKind): string {
  const labels: Record<QuestionKind, string> = {
    yes_no: t`Да или нет`,
    choice: t`Выбор`,
    text: t`Текст`,
    number: t`Число`,
    money: t`Сумма`,
    date: t`День`,
    person: t`Человек`,
  };
  return labels[kind];
}

/** A key that no question has: answers and reports know a question by it, so it is never used twice. */
export function freeKey(questions: Pick<Question, 'key'>[]): string {
  const taken = new Set(questions.map((question) => question.key));
  let number = questions.length + 1;
  while (taken.has(`question_${number}`)) number += 1;
  return `question_${number}`;
}
