import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import type { Question, QuestionKind } from '@/api/types';
import { KINDS, kindLabel } from './questionDesign';
import classes from './questions.module.css';

interface Props {
  question: Question;
  /** From one. */
  number: number;
  last: boolean;
  readOnly: boolean;
  /** What the server said of a part of it. */
  problems: (part: string) => string | undefined;
  onChange: (question: Question) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

/** One question: its words, how it is answered, how much it counts, and whether nothing goes on without it. */
export function QuestionEditor(props: Props) {
  const { question, number, readOnly, problems, onChange } = props;
  const { t } = useLingui();
  const set = (part: Partial<Question>) => onChange({ ...question, ...part });
  return (
    <fieldset className={classes.question} disabled={readOnly}>
      <legend>{t`Вопрос ${number}`}</legend>
      <div className={classes.row}>
        <TextInput
          aria-label={t`Слова вопроса ${number}`}
          value={question.text}
          error={problems('text')}
          onChange={(event) => set({ text: event.currentTarget.value })}
        />
        <Select
          aria-label={t`Вид ответа ${number}`}
          allowDeselect={false}
          data={KINDS.map((value) => ({ value, label: kindLabel(value) }))}
          value={question.kind}
          onChange={(kind) =>
            set({
              kind: (kind ?? 'yes_no') as QuestionKind,
              options: kind === 'choice' ? twoOptions(question) : [],
            })
          }
        />
        <NumberInput
          aria-label={t`Вес вопроса ${number}`}
          title={t`Вес в оценке, от 0 до 100`}
          min={0}
          max={100}
          allowDecimal={false}
          value={question.weight ?? 1}
          error={problems('weight')}
          onChange={(weight) => set({ weight: Number(weight) || 0 })}
        />
        <Checkbox
          label={t`обязательный`}
          title={t`Без ответа за клиента сделку не квалифицировать`}
          aria-label={t`Обязательный, вопрос ${number}`}
          checked={question.gate ?? false}
          onChange={(event) => set({ gate: event.currentTarget.checked })}
        />
        {!readOnly && (
          <div className={classes.moves}>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={number === 1}
              aria-label={t`Поднять вопрос ${number}`}
              onClick={() => props.onMove(-1)}
            >
              <IconArrowUp size={15} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              disabled={props.last}
              aria-label={t`Опустить вопрос ${number}`}
              onClick={() => props.onMove(1)}
            >
              <IconArrowDown size={15} />
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t`Убрать вопрос ${number}`}
              onClick={props.onRemove}
            >
              <IconTrash size={15} />
            </ActionIcon>
          </div>
        )}
      </div>
      <TextInput
        size="xs"
        aria-label={t`Как спросить, вопрос ${number}`}
        placeholder={t`как спросить: видно при наведении`}
        value={question.hint ?? ''}
        onChange={(event) => set({ hint: event.currentTarget.value })}
      />
      {question.kind === 'choice' && <Options {...{ question, number, problems }} set={set} />}
    </fieldset>
  );
}

function twoOptions(question: Question): NonNullable<Question['options']> {
  const has = question.options ?? [];
  const fresh = [
    { text: '', speaks_for: true },
    { text: '', speaks_for: false },
  ];
  return has.length >= 2 ? has : fresh;
}

interface OptionsProps {
  question: Question;
  number: number;
  problems: (part: string) => string | undefined;
  set: (part: Partial<Question>) => void;
}

/** What can be chosen, and what each choice says of the client. */
function Options({ question, number, problems, set }: OptionsProps) {
  const { t } = useLingui();
  const options = question.options ?? [];
  const put = (index: number, part: Partial<(typeof options)[number]>) =>
    set({ options: options.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  const error = problems('options');
  return (
    <div className={classes.options}>
      {options.map((option, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an option is known by its place alone
        <div key={index} className={classes.option}>
          <TextInput
            size="xs"
            aria-label={t`Вариант ${index + 1}, вопрос ${number}`}
            placeholder={t`вариант`}
            value={option.text}
            onChange={(event) => put(index, { text: event.currentTarget.value })}
          />
          <Select
            size="xs"
            aria-label={t`О чём говорит вариант ${index + 1}, вопрос ${number}`}
            allowDeselect={false}
            data={[
              { value: 'yes', label: t`за клиента` },
              { value: 'no', label: t`против` },
              { value: 'none', label: t`ни о чём` },
            ]}
            value={option.speaks_for == null ? 'none' : option.speaks_for ? 'yes' : 'no'}
            onChange={(word) => put(index, { speaks_for: word === 'none' ? null : word === 'yes' })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t`Убрать вариант ${index + 1}, вопрос ${number}`}
            onClick={() => set({ options: options.filter((_, at) => at !== index) })}
          >
            <IconTrash size={14} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={12} />}
        aria-label={t`Добавить вариант, вопрос ${number}`}
        onClick={() => set({ options: [...options, { text: '', speaks_for: true }] })}
      >
        <Trans>Вариант</Trans>
      </Button>
      {error && <p className={classes.error}>{error}</p>}
    </div>
  );
}
