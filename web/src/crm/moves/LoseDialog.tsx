import { useLingui } from '@lingui/react/macro';
import { Select, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useLostReasonOptions } from '@/api/reference';
import { FormModal } from '@/kit/FormModal';

interface Props {
  title: string;
  action: string;
  busy?: boolean;
  onClose: () => void;
  onLose: (reasonId: string, note: string | null) => void;
  /** What else is asked, between the reason and the words. */
  children?: ReactNode;
}

/** Why something is given up. Without a reason a loss teaches nothing, so it is required. */
export function LoseDialog({ title, action, busy, onClose, onLose, children }: Props) {
  const { t } = useLingui();
  const reasons = useLostReasonOptions();
  const [reason, setReason] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  return (
    <FormModal
      opened
      onClose={onClose}
      title={title}
      action={action}
      busy={busy}
      onSubmit={() => {
        if (reason) onLose(reason, note.trim() || null);
        else setMissing(true);
      }}
    >
      <Select
        label={t`Причина`}
        required
        data-autofocus
        data={reasons}
        searchable={reasons.length > 8}
        value={reason}
        onChange={setReason}
        error={missing && !reason ? t`Выберите причину` : undefined}
      />
      {children}
      <Textarea
        label={t`Что случилось`}
        autosize
        minRows={2}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormModal>
  );
}
