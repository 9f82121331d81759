import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Loader, Select, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { applyProblem, errorText } from '@/api/problem';
import type { NamedRef, PrivacyReason } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { Kept } from './Kept';
import { REASONS, reasonLabel, usePrivacyCalls, useRequests } from './privacyCalls';

/** Asks for the name before a person is erased, and stays until it is done. */
export function EraseForm({ contact, onClose }: { contact: NamedRef; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [reason, setReason] = useState<PrivacyReason>('demand');
  const [name, setName] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const { erasing } = usePrivacyCalls(contact.id);
  const requests = useRequests();
  const asked = erasing.data;
  const now = requests.rows.find((one) => one.id === asked?.id) ?? asked;
  const done = now?.state === 'done';
  // The person may stand on any screen that was open before.
  useEffect(() => {
    if (done) void client.invalidateQueries();
  }, [done, client]);
  if (now) {
    return (
      <Stack gap="sm">
        <div role="status">
          {done ? (
            <Trans>Данные удалены.</Trans>
          ) : requests.error ? (
            <ErrorState error={requests.error} onRetry={requests.retry} />
          ) : (
            <Group gap="xs">
              <Loader size="xs" />
              <Trans>Удаляем…</Trans>
            </Group>
          )}
        </div>
        <Group justify="flex-end">
          <Button onClick={onClose}>
            <Trans>Закрыть</Trans>
          </Button>
        </Group>
      </Stack>
    );
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setWrong(null);
        setError(null);
        erasing.mutate(
          { reason, confirm: name },
          {
            onError: (refusal) => {
              const form = {
                setErrors: (errors: Record<string, string>) => setWrong(errors.confirm ?? null),
              };
              setError(applyProblem(form, refusal, ['confirm']) ?? null);
            },
          },
        );
      }}
    >
      <Stack gap="sm">
        <Kept contact={contact.id} />
        <p style={{ margin: 0 }}>
          <Trans>
            Имя, телефоны, почта, заметки и обращения исчезнут везде. Сделки и суммы останутся.
            Вернуть данные нельзя.
          </Trans>
        </p>
        <Select
          label={t`Основание`}
          allowDeselect={false}
          data={REASONS.map((value) => ({ value, label: reasonLabel(value) }))}
          value={reason}
          onChange={(value) => setReason((value ?? 'demand') as PrivacyReason)}
        />
        <TextInput
          label={t`Наберите имя: ${contact.name}`}
          autoComplete="off"
          value={name}
          error={wrong}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {(error ?? (erasing.error && !wrong ? errorText(erasing.error) : null)) && (
          <Alert color="red" variant="outline" role="alert" p="xs">
            {error ?? errorText(erasing.error)}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            <Trans>Отмена</Trans>
          </Button>
          <Button type="submit" color="red.8" disabled={!name.trim()} loading={erasing.isPending}>
            <Trans>Удалить навсегда</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
