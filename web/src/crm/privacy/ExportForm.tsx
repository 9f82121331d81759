import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Loader, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { errorText } from '@/api/problem';
import type { NamedRef, PrivacyReason } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { Kept } from './Kept';
import { REASONS, reasonLabel, usePrivacyCalls, useRequests } from './privacyCalls';

/** Asks for the file, waits for it, gives it. */
export function ExportForm({ contact, onClose }: { contact: NamedRef; onClose: () => void }) {
  const { t } = useLingui();
  const [reason, setReason] = useState<PrivacyReason>('demand');
  const { exporting } = usePrivacyCalls(contact.id);
  const requests = useRequests();
  const asked = exporting.data;
  const now = requests.rows.find((one) => one.id === asked?.id) ?? asked;
  if (now) {
    return (
      <Stack gap="sm">
        {now.state === 'queued' &&
          (requests.error ? (
            <ErrorState error={requests.error} onRetry={requests.retry} />
          ) : (
            <Group gap="xs" role="status">
              <Loader size="xs" />
              <Trans>Собираем…</Trans>
            </Group>
          ))}
        {now.state === 'failed' && (
          <Alert color="red" variant="outline" role="alert" p="xs">
            <Trans>Собрать не удалось. Попробуйте ещё раз.</Trans>
          </Alert>
        )}
        {now.state === 'done' && (
          <p style={{ margin: 0 }} role="status">
            <Trans>Файл готов и хранится 7 дней.</Trans>
          </p>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            <Trans>Закрыть</Trans>
          </Button>
          {now.state === 'done' && (
            <Button component="a" href={`/api/v1/privacy-requests/${now.id}/file`} download>
              <Trans>Скачать ZIP</Trans>
            </Button>
          )}
        </Group>
      </Stack>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        exporting.mutate(reason);
      }}
    >
      <Stack gap="sm">
        <Kept contact={contact.id} />
        <Select
          label={t`Основание`}
          allowDeselect={false}
          data={REASONS.map((value) => ({ value, label: reasonLabel(value) }))}
          value={reason}
          onChange={(value) => setReason((value ?? 'demand') as PrivacyReason)}
        />
        {exporting.error && (
          <Alert color="red" variant="outline" role="alert" p="xs">
            {errorText(exporting.error)}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            <Trans>Отмена</Trans>
          </Button>
          <Button type="submit" loading={exporting.isPending}>
            <Trans>Собрать файл</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
