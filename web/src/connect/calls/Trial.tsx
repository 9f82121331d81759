import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { errorText } from '@/api/problem';
import type { TelephonyAccount } from '@/api/types';
import classes from './calls.module.css';
import { useAccountCalls } from './telephonyCalls';

/** Lets one's own telephone ring, as the exchange would: the card comes up. */
export function Trial({ account }: { account: TelephonyAccount }) {
  const { t } = useLingui();
  const { tryOut } = useAccountCalls(account);
  const [phone, setPhone] = useState('');
  return (
    <>
      <h3 className={classes.sub}>
        <Trans>Проверка</Trans>
      </h3>
      <form
        className={classes.row}
        onSubmit={(event) => {
          event.preventDefault();
          if (phone.trim()) tryOut.mutate(phone.trim());
        }}
      >
        <TextInput
          label={t`Кто звонит`}
          type="tel"
          placeholder="+7 912 345-67-89"
          value={phone}
          onChange={(event) => setPhone(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" disabled={!phone.trim()} loading={tryOut.isPending}>
          <Trans>Позвонить мне</Trans>
        </Button>
        <span className={classes.quiet} role="status">
          {tryOut.isSuccess && <Trans>Событие принято: карточка появится внизу справа</Trans>}
        </span>
      </form>
      {tryOut.error && (
        <Alert color="red" variant="outline" role="alert" p="xs" mt="xs">
          {errorText(tryOut.error)}
        </Alert>
      )}
    </>
  );
}
