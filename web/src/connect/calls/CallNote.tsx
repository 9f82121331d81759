import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { type Subject, useNoteCalls } from '@/crm/record/notes';

interface Props {
  /** Whom the note is about: the deal, where there is one, else the client. */
  about: { of: Subject; id: string };
  onSaved?: () => void;
}

/** What was said, written down while one speaks. */
export function CallNote({ about, onSaved }: Props) {
  const { t } = useLingui();
  const { add } = useNoteCalls();
  const [text, setText] = useState('');
  const save = () => {
    if (!text.trim() || add.isPending) return;
    add.mutate(
      { ...about, text: text.trim() },
      {
        onSuccess: () => {
          setText('');
          onSaved?.();
        },
      },
    );
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Textarea
        autosize
        minRows={2}
        maxRows={6}
        aria-label={t`Заметка о звонке`}
        placeholder={t`О чём говорили? Ctrl+Enter сохраняет`}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
        }}
      />
      {text.trim() && (
        <Button type="submit" size="xs" mt={6} loading={add.isPending}>
          <Trans>Сохранить заметку</Trans>
        </Button>
      )}
    </form>
  );
}
