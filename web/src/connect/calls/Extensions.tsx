import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Alert, Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { errorText } from '@/api/problem';
import { useUserOptions } from '@/api/reference';
import type { TelephonyAccount } from '@/api/types';
import classes from './calls.module.css';
import { useAccountCalls } from './telephonyCalls';

interface Line {
  id: number;
  extension: string;
  user: string | null;
}

/** Which telephone is whose: the card comes up for the person whose telephone rings. */
export function Extensions({ account }: { account: TelephonyAccount }) {
  const { t } = useLingui();
  const users = useUserOptions();
  const { putExtensions } = useAccountCalls(account);
  const kept = (): Line[] =>
    account.extensions.map((one, id) => ({ id, extension: one.extension, user: one.user.id }));
  const [lines, setLines] = useState<Line[] | null>(null);
  const shown = lines ?? kept();
  const set = (id: number, part: Partial<Line>) =>
    setLines(shown.map((line) => (line.id === id ? { ...line, ...part } : line)));
  const add = () => {
    const id = Math.max(-1, ...shown.map((line) => line.id)) + 1;
    setLines([...shown, { id, extension: '', user: null }]);
  };
  const save = () =>
    putExtensions.mutate(
      shown.flatMap((line) =>
        line.user && line.extension.trim()
          ? [{ extension: line.extension.trim(), user_id: line.user }]
          : [],
      ),
      { onSuccess: () => setLines(null) },
    );
  const whole = shown.every((line) => line.user && line.extension.trim());
  return (
    <>
      <h3 className={classes.sub}>
        <Trans>Внутренние номера</Trans>
      </h3>
      {shown.map((line, index) => (
        <div key={line.id} className={classes.telephone}>
          <TextInput
            aria-label={t`Номер ${index + 1}`}
            placeholder="101"
            value={line.extension}
            onChange={(event) => set(line.id, { extension: event.currentTarget.value })}
          />
          <Select
            aria-label={t`Чей номер ${index + 1}`}
            placeholder={t`Сотрудник`}
            searchable
            data={users}
            value={line.user}
            onChange={(user) => set(line.id, { user })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t`Убрать номер ${index + 1}`}
            onClick={() => setLines(shown.filter((other) => other.id !== line.id))}
          >
            <IconTrash size={15} />
          </ActionIcon>
        </div>
      ))}
      <div className={classes.row}>
        <Button size="xs" variant="default" leftSection={<IconPlus size={13} />} onClick={add}>
          <Trans>Номер</Trans>
        </Button>
        {lines && (
          <Button size="xs" disabled={!whole} loading={putExtensions.isPending} onClick={save}>
            <Trans>Сохранить номера</Trans>
          </Button>
        )}
      </div>
      {putExtensions.error && (
        <Alert color="red" variant="outline" role="alert" p="xs" mt="xs">
          {errorText(putExtensions.error)}
        </Alert>
      )}
    </>
  );
}
