import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Alert, Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { errorText } from '@/api/problem';
import { useCan, useMe } from '@/api/session';
import type { RateTable } from '@/api/types';
import { isoDay } from '@/kit/format';

const CURRENCIES = ['RUB', 'USD', 'EUR', 'CNY', 'BYN', 'KZT', 'UZS', 'TRY', 'AED'];

interface Line {
  currency: string;
  rate: string;
  on: string;
}

/** What other currencies cost: sums across currencies in reports are converted by this table. */
export function RatesSection() {
  const { t } = useLingui();
  const { workspace } = useMe();
  const can = useCan();
  const client = useQueryClient();
  const table = useQuery({
    queryKey: keys.rates,
    queryFn: ({ signal }): Promise<RateTable> => data(http.GET('/api/v1/rates', { signal })),
  });
  const [lines, setLines] = useState<Line[]>([]);
  useEffect(() => setLines(table.data?.rates ?? []), [table.data]);
  const save = useMutation({
    meta: { form: true },
    mutationFn: (): Promise<RateTable> =>
      data(
        http.PUT('/api/v1/rates', {
          body: { rates: lines.map((line) => ({ ...line, rate: line.rate.replace(',', '.') })) },
        }),
      ),
    onSuccess: (fresh) => {
      client.setQueryData(keys.rates, fresh);
      void client.invalidateQueries({ queryKey: keys.numbers });
      notifications.show({ color: 'green', message: t`Сохранено.` });
    },
  });
  const set = (index: number, changes: Partial<Line>) =>
    setLines((old) => old.map((line, at) => (at === index ? { ...line, ...changes } : line)));
  const readOnly = !can('workspace.write');
  const free = CURRENCIES.filter(
    (code) => code !== workspace.currency && !lines.some((line) => line.currency === code),
  );
  if (!table.data || (readOnly && lines.length === 0)) return null;
  return (
    <Stack gap="xs" mt="xl" maw={460}>
      <h2 style={{ margin: 0, fontSize: 14 }}>
        <Trans>Курсы валют</Trans>
      </h2>
      <p style={{ margin: 0, color: 'var(--app-muted)', fontSize: 12 }}>
        <Trans>
          Сколько {workspace.currency} стоит единица другой валюты. По этим курсам отчёты складывают
          суммы в разных валютах.
        </Trans>
      </p>
      {save.error && <Alert color="red">{errorText(save.error)}</Alert>}
      {lines.map((line, index) => (
        <Group key={line.currency} gap="xs" wrap="nowrap">
          <b style={{ width: 44 }}>{line.currency}</b>
          <TextInput
            aria-label={t`Курс ${line.currency}`}
            inputMode="decimal"
            readOnly={readOnly}
            value={line.rate}
            onChange={(event) => set(index, { rate: event.currentTarget.value })}
          />
          <TextInput
            aria-label={t`День курса ${line.currency}`}
            type="date"
            readOnly={readOnly}
            value={line.on}
            onChange={(event) => set(index, { on: event.currentTarget.value })}
          />
          {!readOnly && (
            <ActionIcon
              variant="subtle"
              aria-label={t`Убрать ${line.currency}`}
              onClick={() => setLines((old) => old.filter((_, at) => at !== index))}
            >
              <IconTrash size={15} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
      {!readOnly && (
        <Group gap="xs">
          <Select
            aria-label={t`Добавить валюту`}
            placeholder={t`добавить валюту`}
            data={free}
            value={null}
            onChange={(currency) =>
              currency &&
              setLines((old) => [...old, { currency, rate: '', on: isoDay(new Date()) }])
            }
          />
          <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
            <Trans>Сохранить курсы</Trans>
          </Button>
        </Group>
      )}
    </Stack>
  );
}
