import { Trans, useLingui } from '@lingui/react/macro';
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { errorText } from '@/api/problem';
import type { PointKind } from '@/api/types';
import classes from './contact.module.css';

interface Props {
  kind: PointKind;
  onSave: (value: string) => Promise<unknown>;
  onCancel: () => void;
}

export function NewPoint({ kind, onSave, onCancel }: Props) {
  const { t } = useLingui();
  const [value, setValue] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const label = kind === 'phone' ? t`Новый телефон` : t`Новая почта`;
  return (
    <form
      className={classes.adding}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!value.trim()) return;
        setBusy(true);
        onSave(value.trim())
          .catch((reason: unknown) => setError(errorText(reason)))
          .finally(() => setBusy(false));
      }}
    >
      <TextInput
        autoFocus
        type={kind === 'phone' ? 'tel' : 'email'}
        aria-label={label}
        placeholder={label}
        value={value}
        error={error}
        onChange={(event) => setValue(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onCancel();
        }}
      />
      <Button type="submit" loading={busy} disabled={!value.trim()}>
        <Trans>Добавить</Trans>
      </Button>
    </form>
  );
}
