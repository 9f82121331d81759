import { useLingui } from '@lingui/react/macro';
import { Group, Textarea, TextInput } from '@mantine/core';
import { useRef } from 'react';
import type { Lang } from '@/api/types';
import { inserted } from './insertion';
import classes from './mail.module.css';
import { VariableMenu } from './VariableMenu';

interface Letter {
  subject: string;
  body: string;
  lang: Lang;
}

interface Props {
  value: Letter;
  onChange: (change: Partial<Pick<Letter, 'subject' | 'body'>>) => void;
  errors: Record<string, string>;
  readOnly?: boolean;
}

/** The subject and the body of a letter; what is put in goes where the caret was last. */
export function LetterFields({ value, onChange, errors, readOnly }: Props) {
  const { t } = useLingui();
  const subject = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLTextAreaElement>(null);
  const last = useRef<'subject' | 'body'>('body');
  const insert = (piece: string) => {
    const name = last.current;
    const field = name === 'subject' ? subject.current : body.current;
    const { text, caret } = inserted(
      value[name],
      piece,
      field?.selectionStart,
      field?.selectionEnd,
    );
    onChange({ [name]: text });
    requestAnimationFrame(() => {
      field?.focus();
      field?.setSelectionRange(caret, caret);
    });
  };
  return (
    <div className={classes.stack}>
      <TextInput
        ref={subject}
        label={t({ message: 'Тема', context: 'of a letter' })}
        required
        readOnly={readOnly}
        value={value.subject}
        error={errors.subject}
        onFocus={() => {
          last.current = 'subject';
        }}
        onChange={(event) => onChange({ subject: event.currentTarget.value })}
      />
      <Textarea
        ref={body}
        label={t`Текст`}
        description={t`**жирный**, *курсив*, [ссылка](https://…), - список`}
        required
        autosize
        minRows={10}
        maxRows={24}
        readOnly={readOnly}
        value={value.body}
        error={errors.body}
        onFocus={() => {
          last.current = 'body';
        }}
        onChange={(event) => onChange({ body: event.currentTarget.value })}
      />
      {!readOnly && (
        <Group>
          <VariableMenu lang={value.lang} onChoose={insert} />
        </Group>
      )}
    </div>
  );
}
