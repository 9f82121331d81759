import { useLingui } from '@lingui/react/macro';
import { Button, Select, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { AskedQuestion } from '@/api/types';
import classes from './qualify.module.css';

interface Props {
  question: AskedQuestion;
  disabled: boolean;
  /** Null takes the answer back. */
  onAnswer: (value: string | null) => void;
  /** What stands under the question once it is opened. */
  children?: ReactNode;
}

/** One question with its answer; hovering shows how to ask it. */
export function Answer({ question, disabled, onAnswer, children }: Props) {
  const { t } = useLingui();
  const value = question.answer?.value ?? null;
  return (
    <div className={classes.question}>
      <div className={classes.asked} title={question.hint || undefined}>
        {question.text}
        {question.gate && <span className={classes.gate}> *</span>}
      </div>
      {question.kind === 'yes_no' ? (
        <Button.Group aria-label={question.text}>
          {(['yes', 'no'] as const).map((word) => (
            <Button
              key={word}
              size="compact-xs"
              variant={value === word ? 'filled' : 'default'}
              aria-pressed={value === word}
              disabled={disabled}
              onClick={() => onAnswer(value === word ? null : word)}
            >
              {word === 'yes' ? t`Да` : t`Нет`}
            </Button>
          ))}
        </Button.Group>
      ) : question.kind === 'choice' ? (
        <Select
          size="xs"
          aria-label={question.text}
          clearable
          disabled={disabled}
          data={choices(question)}
          value={value}
          onChange={onAnswer}
        />
      ) : (
        <Written key={value} {...{ question, disabled, onAnswer, value }} />
      )}
      {children}
    </div>
  );
}

/** What can be chosen, each once: a set that is being made may have blanks and doubles. */
function choices(question: AskedQuestion): string[] {
  const texts = (question.options ?? []).map((option) => option.text.trim());
  return [...new Set(texts.filter(Boolean))];
}

/** An answer in words, a number or a day: kept when the field is left. */
function Written({ question, disabled, onAnswer, value }: Props & { value: string | null }) {
  const [text, setText] = useState(value ?? '');
  const save = () => {
    const now = text.trim() || null;
    if (now !== value) onAnswer(now);
  };
  return (
    <TextInput
      size="xs"
      aria-label={question.text}
      disabled={disabled}
      type={question.kind === 'date' ? 'date' : 'text'}
      inputMode={question.kind === 'number' || question.kind === 'money' ? 'decimal' : undefined}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={save}
      onKeyDown={(event) => event.key === 'Enter' && save()}
    />
  );
}
