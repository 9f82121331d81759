import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Select, Textarea, TextInput } from '@mantine/core';
import {
  IconArrowDown,
  IconArrowRight,
  IconArrowUp,
  IconPlus,
  IconTrash,
  IconX,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { QualificationQuestion, ScriptAnswer, ScriptOutcome, ScriptStep } from '@/api/types';
import { questionSetsQuery } from '../questionCalls';
import classes from './scripts.module.css';
import { called, outcomeName } from './steps';

/** The choice that makes a step. */
const NEW = '+';

interface Props {
  steps: ScriptStep[];
  at: number;
  readOnly: boolean;
  onChange: (part: Partial<ScriptStep>) => void;
  /** Makes a step and gives its key. */
  onAdd: () => string;
  onSelect: (key: string) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
}

/** One step: what is said, and what the client may answer. */
export function StepEditor(props: Props) {
  const { t } = useLingui();
  const { steps, at, readOnly, onChange } = props;
  const sets = useQuery(questionSetsQuery).data?.items ?? [];
  const step = steps[at];
  if (!step) return null;
  const questions = sets
    .filter((set) => !set.archived)
    .flatMap((set) => set.questions)
    .filter((one, index, all) => all.findIndex((other) => other.key === one.key) === index);
  const question = questions.find((one) => one.key === step.question);
  const answers = step.answers ?? [];
  const setAnswer = (index: number, part: Partial<ScriptAnswer>) =>
    onChange({
      answers: answers.map((one, place) => (place === index ? { ...one, ...part } : one)),
    });
  const ends: { value: string; label: string }[] = [
    { value: '', label: t`Ждём ответ клиента` },
    ...(['agreed', 'later', 'refused'] as const).map((end) => ({
      value: end,
      label: t`Конец: ${outcomeName(end)}`,
    })),
  ];
  return (
    <section className={classes.step} aria-label={t`Редактор шага`}>
      <div className={classes.stepHead}>
        <TextInput
          label={t`Шаг ${at + 1}`}
          placeholder={t`Короткое название`}
          readOnly={readOnly}
          value={step.title}
          onChange={(event) => onChange({ title: event.currentTarget.value })}
        />
        {!readOnly && (
          <>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t`Выше`}
              disabled={at === 0}
              onClick={() => props.onMove(at - 1)}
            >
              <IconArrowUp size={15} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t`Ниже`}
              disabled={at === steps.length - 1}
              onClick={() => props.onMove(at + 1)}
            >
              <IconArrowDown size={15} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={t`Удалить шаг`}
              disabled={steps.length === 1}
              onClick={props.onRemove}
            >
              <IconTrash size={15} />
            </ActionIcon>
          </>
        )}
      </div>
      <Textarea
        label={t`Что сказать`}
        autosize
        minRows={3}
        maxRows={14}
        readOnly={readOnly}
        value={step.text}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
      />
      <div className={classes.pair}>
        <Select
          label={t`Вопрос квалификации`}
          placeholder={t`не задаём`}
          clearable
          readOnly={readOnly}
          clearButtonProps={{ 'aria-label': t`Очистить` }}
          data={questions.map((one) => ({ value: one.key, label: one.text }))}
          value={step.question ?? null}
          onChange={(key) => onChange({ question: key })}
        />
        <Select
          label={t`Что дальше`}
          allowDeselect={false}
          readOnly={readOnly}
          data={ends}
          value={step.end ?? ''}
          onChange={(end) =>
            onChange(end ? { end: end as ScriptOutcome, answers: [] } : { end: null })
          }
        />
      </div>
      {!step.end && (
        <div className={classes.answers}>
          <h2 className={classes.label}>
            <Trans>Ответы клиента</Trans>
          </h2>
          {answers.map((answer, index) => (
            // An answer is its place: that is the key it is chosen by.
            // biome-ignore lint/suspicious/noArrayIndexKey: an answer is its place in the list
            <div key={index} className={classes.answer} data-asked={question ? true : undefined}>
              <kbd className={classes.kbd}>{index + 1}</kbd>
              <TextInput
                aria-label={t`Ответ ${index + 1}`}
                placeholder={t`Что отвечает клиент`}
                readOnly={readOnly}
                value={answer.text}
                onChange={(event) => setAnswer(index, { text: event.currentTarget.value })}
              />
              {question && (
                <Captured
                  question={question}
                  number={index + 1}
                  readOnly={readOnly}
                  value={answer.value ?? null}
                  onChange={(value) => setAnswer(index, { value })}
                />
              )}
              <Select
                aria-label={t`Куда ведёт ответ ${index + 1}`}
                placeholder={t`Куда дальше?`}
                leftSection={<IconArrowRight size={13} />}
                allowDeselect={false}
                readOnly={readOnly}
                data={[
                  ...steps.map((one, place) => ({
                    value: one.key,
                    label: `${place + 1}. ${called(steps, one.key)}`,
                  })),
                  { value: NEW, label: t`Новый шаг` },
                ]}
                value={answer.to || null}
                onChange={(to) => setAnswer(index, { to: to === NEW ? props.onAdd() : (to ?? '') })}
              />
              {!readOnly && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={t`Убрать ответ ${index + 1}`}
                  onClick={() =>
                    onChange({ answers: answers.filter((_, place) => place !== index) })
                  }
                >
                  <IconX size={14} />
                </ActionIcon>
              )}
            </div>
          ))}
          {!readOnly && answers.length < 9 && (
            <Button
              variant="subtle"
              size="compact-xs"
              leftSection={<IconPlus size={13} />}
              onClick={() => onChange({ answers: [...answers, { text: '', to: '', value: null }] })}
            >
              <Trans>Ответ</Trans>
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

interface CapturedProps {
  question: QualificationQuestion;
  number: number;
  readOnly: boolean;
  value: string | null;
  onChange: (value: string | null) => void;
}

/** What the answer writes into the qualification; nothing leaves it to the person who talks. */
function Captured({ question, number, readOnly, value, onChange }: CapturedProps) {
  const { t } = useLingui();
  const label = t`Что записать в квалификацию при ответе ${number}`;
  const choices =
    question.kind === 'yes_no'
      ? [
          { value: 'yes', label: t`записать: да` },
          { value: 'no', label: t`записать: нет` },
        ]
      : question.kind === 'choice'
        ? (question.options ?? []).map((one) => ({
            value: one.text.trim(),
            label: t`записать: ${one.text.trim()}`,
          }))
        : null;
  if (!choices) return <span className={classes.quiet}>{t`впишем в разговоре`}</span>;
  return (
    <Select
      aria-label={label}
      placeholder={t`не записывать`}
      clearable
      readOnly={readOnly}
      clearButtonProps={{ 'aria-label': t`Очистить` }}
      data={choices}
      value={value}
      onChange={onChange}
    />
  );
}
