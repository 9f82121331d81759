import { Trans, useLingui } from '@lingui/react/macro';
import { Button, CopyButton, Select } from '@mantine/core';
import { useState } from 'react';
import type { TelephonyAccount } from '@/api/types';
import classes from './calls.module.css';

/** What an exchange has to be told so that it tells of calls. */
export function HookHelp({ account }: { account: TelephonyAccount }) {
  const url = `${location.origin}${account.hook}`;
  switch (account.provider) {
    case 'mango':
      return (
        <Text
          label={<Trans>Адрес внешней системы, его вводят в личном кабинете Mango Office</Trans>}
          value={url}
        />
      );
    case 'uis':
      return <UisHelp />;
    default:
      return <GenericHelp url={url} />;
  }
}

function Text({ label, value }: { label: React.ReactNode; value: string }) {
  return (
    <>
      <div className={classes.quiet}>{label}</div>
      <div className={classes.copied}>
        <code className={classes.code}>{value}</code>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy}>
              {copied ? <Trans>Скопировано</Trans> : <Trans>Скопировать</Trans>}
            </Button>
          )}
        </CopyButton>
      </div>
    </>
  );
}

const SAMPLE = {
  call_id: '1795424400.17',
  leg_id: '101',
  seq: 2,
  event: 'answered',
  direction: 'in',
  client_phone: '+79123456789',
  our_number: '+74950000000',
  employee_ext: '101',
  at: '2026-11-23T12:00:05+03:00',
};

function GenericHelp({ url }: { url: string }) {
  return (
    <>
      <Text
        label={
          <Trans>
            Адрес. На каждое событие — POST с JSON, подписанный по Standard Webhooks: заголовки
            webhook-id, webhook-timestamp, webhook-signature.
          </Trans>
        }
        value={url}
      />
      <details>
        <summary className={classes.quiet}>
          <Trans>Пример события</Trans>
        </summary>
        <code className={classes.code}>{JSON.stringify(SAMPLE, null, 1)}</code>
        <div className={classes.quiet}>
          <Trans>
            event: ringing, answered, held, ended, recording. В конце можно добавить outcome,
            talk_sec, recording_url. Без leg_id событие относится ко всему звонку.
          </Trans>
        </div>
      </details>
    </>
  );
}

/** The bodies of the notifications, with the exchange's own variables. */
function uisTemplate(event: string): string {
  const rest = {
    ended: {
      talk_time_duration: '{{talk_time_duration}}',
      wait_time_duration: '{{wait_time_duration}}',
    },
    recording: { full_record_file_link: '{{full_record_file_link}}' },
  }[event];
  return JSON.stringify(
    {
      event,
      call_session_id: '{{call_session_id}}',
      direction: '{{direction}}',
      contact_phone_number: '{{contact_phone_number}}',
      virtual_phone_number: '{{virtual_phone_number}}',
      extension_phone_number: '{{extension_phone_number}}',
      is_internal: '{{is_internal}}',
      notification_time: '{{notification_time}}',
      ...rest,
    },
    null,
    1,
  );
}

function UisHelp() {
  const { t } = useLingui();
  const [event, setEvent] = useState('ringing');
  return (
    <>
      <div className={classes.row}>
        <Select
          label={t`Уведомление в UIS`}
          allowDeselect={false}
          data={[
            { value: 'ringing', label: t`Входящий или исходящий звонок` },
            { value: 'answered', label: t`Ответ на звонок` },
            { value: 'ended', label: t`Завершение звонка` },
            { value: 'recording', label: t`Записан разговор` },
          ]}
          value={event}
          onChange={(value) => setEvent(value ?? 'ringing')}
        />
      </div>
      <Text
        label={<Trans>Тело запроса POST для этого уведомления</Trans>}
        value={uisTemplate(event)}
      />
    </>
  );
}
