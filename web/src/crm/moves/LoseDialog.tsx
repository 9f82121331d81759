import { useLingui } from '@lingui/react/macro';
import { Select, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useLostReasonOptions } from '@/api/reference';
import type { Deal } from '@/api/types';
import { FormModal } from '@/kit/FormModal';

interface Props {
  deal: Deal;
  onClose: () => void;
  onLose: (reasonId: string, note: string | null) => void;
}

/** Why a deal was lost. Without a reason a loss teaches nothing, so it is required. */
export function LoseDialog({ deal, onClose, onLose }: Props) {
  const { t } = useLingui();
  const reasons = useLostReasonOptions();
  const [reason, setReason] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  return (
    <FormModal
      opened
      onClose={onClose}
      title={t`Сделка проиграна: «${deal.title}»`}
      action={t`Отметить проигранной`}
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
