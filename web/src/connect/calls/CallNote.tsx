import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useNoteCalls } from '@/crm/record/notes';

interface Props {
  contact: string;
  /** The note belongs to the deal, where there is one. */
  deal?: string;
  onSaved?: () => void;
}

/** What was said, written down while one speaks. */
export function CallNote({ contact, deal, onSaved }: Props) {
  const { t } = useLingui();
  const { add } = useNoteCalls();
  const [text, setText] = useState('');
  const save = () => {
    if (!text.trim() || add.isPending) return;
    const about = deal
      ? { of: 'deal' as const, id: deal }
      : { of: 'contact' as const, id: contact };
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
