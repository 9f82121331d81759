import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Alert, Button, CopyButton, Select, TextInput, Tooltip } from '@mantine/core';
import { IconArchive, IconArchiveOff } from '@tabler/icons-react';
import { useState } from 'react';
import { errorText } from '@/api/problem';
import type { TelephonyAccount, TelephonyProvider } from '@/api/types';
import { confirm } from '@/kit/confirm';
import { formatAgo } from '@/kit/format';
import { Page } from '@/kit/Page';
import tables from '@/kit/table.module.css';
import classes from './calls.module.css';
import { EventTable } from './EventTable';
import { Extensions } from './Extensions';
import { HookHelp } from './HookHelp';
import { providerName } from './labels';
import { Trial } from './Trial';
import { useAccountCalls, useNewAccount, useTelephonyAccounts } from './telephonyCalls';

/** A secret that was just made, to be copied now: it is never shown again. */
interface Made {
  account: string;
  secret: string;
}

/** The exchanges that tell of calls: how they are connected, whose telephones there are, what was heard. */
export function TelephonyPage() {
  const { t } = useLingui();
  const accounts = useTelephonyAccounts();
  const [made, setMade] = useState<Made | null>(null);
  return (
    <Page title={t`Телефония`}>
      {(accounts.data?.items ?? []).map((account) => (
        <Account
          key={account.id}
          account={account}
          secret={made?.account === account.id ? made.secret : undefined}
          onSecret={(secret) => setMade({ account: account.id, secret })}
        />
      ))}
      <NewAccount onMade={setMade} />
    </Page>
  );
}

interface AccountProps {
  account: TelephonyAccount;
  secret?: string;
  onSecret: (secret: string) => void;
}

function Account({ account, secret, onSecret }: AccountProps) {
  const { t } = useLingui();
  const { change } = useAccountCalls(account);
  const { name, archived, provider } = account;
  const renew = async () => {
    const sure = await confirm({
      title: t`Новый секрет`,
      text: t`Старый перестанет действовать сразу: пока новый не указан в АТС, звонки не придут.`,
      action: t`Сделать новый`,
    });
    if (!sure) return;
    change.mutate(
      { new_secret: true },
      { onSuccess: (changed) => changed.secret && onSecret(changed.secret) },
    );
  };
  return (
    <section className={classes.section} aria-label={name}>
      <h2 className={classes.heading}>
        <span className={archived ? tables.off : undefined}>{name}</span>
        <span className={classes.quiet}>{providerName(provider)}</span>
        <span className={classes.quiet} role="status">
          {account.heard_at ? (
            <Trans>последнее событие {formatAgo(account.heard_at)}</Trans>
          ) : (
            <Trans>событий ещё не было</Trans>
          )}
        </span>
        <Tooltip label={archived ? t`Вернуть из архива` : t`В архив`}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={archived ? t`Вернуть из архива: ${name}` : t`Убрать в архив: ${name}`}
            onClick={() => change.mutate({ archived: !archived })}
          >
            {archived ? <IconArchiveOff size={15} /> : <IconArchive size={15} />}
          </ActionIcon>
        </Tooltip>
      </h2>
      {secret && <Secret account={account} secret={secret} />}
      {!archived && (
        <>
          <HookHelp account={account} />
          {provider === 'mango' ? (
            <MangoKeys key={`keys ${account.version}`} account={account} />
          ) : (
            <div className={classes.row}>
              <Button size="xs" variant="default" loading={change.isPending} onClick={renew}>
                <Trans>Новый секрет</Trans>
              </Button>
            </div>
          )}
          <Extensions key={account.version} account={account} />
          <Trial account={account} />
          <EventTable account={account} />
        </>
      )}
    </section>
  );
}

/** Mango makes the keys itself; the one that signs is taken in and never shown. */
function MangoKeys({ account }: { account: TelephonyAccount }) {
  const { t } = useLingui();
  const { change } = useAccountCalls(account);
  const [open, setOpen] = useState(false);
  const [code, setCode] = useState(account.api_key ?? '');
  const [salt, setSalt] = useState('');
  const ready = code.trim() && salt.trim();
  if (!open)
    return (
      <div className={classes.row}>
        <Button size="xs" variant="default" onClick={() => setOpen(true)}>
          <Trans>Новые ключи</Trans>
        </Button>
      </div>
    );
  return (
    <form
      className={classes.row}
      aria-label={t`Новые ключи: ${account.name}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) change.mutate({ api_key: code.trim(), salt: salt.trim() });
      }}
    >
      <MangoFields code={code} salt={salt} onCode={setCode} onSalt={setSalt} />
      <Button type="submit" variant="default" disabled={!ready} loading={change.isPending}>
        <Trans>Сохранить ключи</Trans>
      </Button>
    </form>
  );
}

interface MangoFieldsProps {
  code: string;
  salt: string;
  onCode: (code: string) => void;
  onSalt: (salt: string) => void;
}

function MangoFields({ code, salt, onCode, onSalt }: MangoFieldsProps) {
  const { t } = useLingui();
  return (
    <>
      <TextInput
        label={t`Уникальный код АТС`}
        autoComplete="off"
        value={code}
        onChange={(event) => onCode(event.currentTarget.value)}
      />
      <TextInput
        label={t`Ключ для создания подписи`}
        type="password"
        autoComplete="new-password"
        value={salt}
        onChange={(event) => onSalt(event.currentTarget.value)}
      />
    </>
  );
}

/** Shown once, right after it was made. */
function Secret({ account, secret }: { account: TelephonyAccount; secret: string }) {
  const { t } = useLingui();
  const value = account.provider === 'uis' ? `${location.origin}${account.hook}/${secret}` : secret;
  return (
    <div className={classes.secret} role="status">
      <b>
        {account.provider === 'uis' ? (
          <Trans>
            Адрес для уведомлений с секретом. Скопируйте сейчас: больше он не покажется.
          </Trans>
        ) : (
          <Trans>Секрет для подписи. Скопируйте сейчас: больше он не покажется.</Trans>
        )}
      </b>
      <div className={classes.copied}>
        <code className={classes.code}>{value}</code>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button size="xs" onClick={copy} aria-label={t`Скопировать секрет`}>
              {copied ? <Trans>Скопировано</Trans> : <Trans>Скопировать</Trans>}
            </Button>
          )}
        </CopyButton>
      </div>
    </div>
  );
}

const BLANK = { name: '', provider: 'generic' as TelephonyProvider, api_key: '', salt: '' };

function NewAccount({ onMade }: { onMade: (made: Made) => void }) {
  const { t } = useLingui();
  const create = useNewAccount();
  const [draft, setDraft] = useState(BLANK);
  const set = (part: Partial<typeof BLANK>) => setDraft({ ...draft, ...part });
  const mango = draft.provider === 'mango';
  const ready = draft.name.trim() && (!mango || (draft.api_key.trim() && draft.salt.trim()));
  return (
    <form
      className={classes.section}
      aria-label={t`Подключить АТС`}
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready) return;
        create.mutate(
          {
            name: draft.name.trim(),
            provider: draft.provider,
            api_key: mango ? draft.api_key : null,
            salt: mango ? draft.salt : null,
          },
          {
            onSuccess: (made) => {
              setDraft(BLANK);
              if (made.secret) onMade({ account: made.id, secret: made.secret });
            },
          },
        );
      }}
    >
      <h2 className={classes.heading}>
        <Trans>Подключить АТС</Trans>
      </h2>
      <div className={classes.row}>
        <TextInput
          label={t`Название`}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <Select
          label={t`Чья`}
          allowDeselect={false}
          data={(['generic', 'mango', 'uis'] as const).map((value) => ({
            value,
            label: providerName(value),
          }))}
          value={draft.provider}
          onChange={(value) => set({ provider: (value ?? 'generic') as TelephonyProvider })}
        />
        {mango && (
          <MangoFields
            code={draft.api_key}
            salt={draft.salt}
            onCode={(api_key) => set({ api_key })}
            onSalt={(salt) => set({ salt })}
          />
        )}
        <Button type="submit" variant="default" disabled={!ready} loading={create.isPending}>
          <Trans>Подключить</Trans>
        </Button>
      </div>
      {create.error && (
        <Alert color="red" variant="outline" role="alert" p="xs" mt="xs">
          {errorText(create.error)}
        </Alert>
      )}
    </form>
  );
}
