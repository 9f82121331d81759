import { useLingui } from '@lingui/react/macro';
import { Button, Select, Stack, Textarea } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { lostReasonsQuery } from '@/api/reference';
import type { Refusing } from './qualificationCalls';

/** Why the deal does not go on, and whether it comes up again. */
export function RefusalForm(props: { busy: boolean; onDone: (how: Refusing) => void }) {
  const { t } = useLingui();
  const reasons = useQuery(lostReasonsQuery).data?.items ?? [];
  const [reason, setReason] = useState<string | null>(null);
  const [back, setBack] = useState<string | null>(null);
  const [note, setNote] = useState('');
  return (
    <Stack gap="sm">
      <Select
        label={t`Почему`}
        required
        searchable
        data={reasons
          .filter((one) => !one.archived)
          .map((one) => ({ value: one.id, label: one.name }))}
        value={reason}
        onChange={setReason}
      />
      <DatePickerInput
        label={t`Вернуться к клиенту`}
        description={t`В этот день появится задача. Пусто — отказ насовсем`}
        placeholder={t`Не возвращаться`}
        clearable
        valueFormat="D MMM YYYY"
        minDate={new Date()}
        clearButtonProps={{ 'aria-label': t`Очистить` }}
        value={back}
        onChange={setBack}
      />
      <Textarea
        label={t`Подробности`}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Button
        disabled={!reason}
        loading={props.busy}
        onClick={() =>
          reason && props.onDone({ reason_id: reason, back_on: back, note: note.trim() })
        }
      >
        {back ? t`Отложить` : t`Отказать`}
      </Button>
    </Stack>
  );
}
