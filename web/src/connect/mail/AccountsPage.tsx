import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, CopyButton, Group, Menu, TextInput } from '@mantine/core';
import { IconDots, IconMail, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { errorText } from '@/api/problem';
import { useCan, useMe } from '@/api/session';
import type { MailAccount } from '@/api/types';
import { EmptyState } from '@/kit/EmptyState';
import { ErrorState } from '@/kit/ErrorState';
import { formatNumber, formatTime } from '@/kit/format';
import { Page } from '@/kit/Page';
import { AccountForm } from './AccountForm';
import { securityLabel } from './labels';
import classes from './mail.module.css';
import { accountsQuery } from './mailCalls';

/** The accounts that mail goes out from: the company's and one's own. */
export function AccountsPage() {
  const { t } = useLingui();
  const accounts = useQuery(accountsQuery);
  const [adding, setAdding] = useState(false);
  const items = accounts.data?.items ?? [];
  return (
    <Page
      title={t`Почта`}
      actions={
        <Button leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)}>
          <Trans>Ящик</Trans>
        </Button>
      }
    >
      {accounts.error && !accounts.data && (
        <ErrorState error={accounts.error} onRetry={() => void accounts.refetch()} />
      )}
      {accounts.data && items.length === 0 && (
        <EmptyState
          icon={<IconMail size={28} stroke={1.4} />}
          title={t`Письма пока не с чего отправлять`}
          text={t`Добавьте ящик компании: сервер SMTP, логин и пароль почты.`}
        />
      )}
      {items.map((account) => (
        <AccountCard key={account.id} account={account} />
      ))}
      {adding && <AccountForm onClose={() => setAdding(false)} />}
    </Page>
  );
}

function useAccountChange(account: MailAccount) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { archived?: boolean; preferred?: boolean }): Promise<MailAccount> =>
      data(
        http.PATCH('/api/v1/mail/accounts/{id}', {
          params: { path: { id: account.id } },
          body: { version: account.version, ...body },
        }),
      ),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.mailAccounts }),
  });
}

function AccountCard({ account }: { account: MailAccount }) {
  const { t } = useLingui();
  const can = useCan();
  const me = useMe();
  const [editing, setEditing] = useState(false);
  const change = useAccountChange(account);
  const mine = account.owner?.id === me.user.id;
  const readOnly = !mine && !can('mail.write');
  const perDay = account.per_day;
  const tracked = [
    account.track_opens && t`открытия`,
    account.track_links && t`переходы по ссылкам`,
  ].filter(Boolean);
  return (
    <section className={classes.account} aria-label={account.name}>
      <div className={classes.accountHead}>
        <h2 className={account.archived ? classes.archived : undefined}>{account.name}</h2>
        <span className={classes.quiet}>
          {account.from_name ? `${account.from_name} <${account.address}>` : account.address}
        </span>
        <span className={classes.quiet}>
          {mine ? t`только ваш` : account.preferred ? t`основной` : ''}
        </span>
        {!readOnly && (
          <Group gap={6}>
            <Button size="compact-xs" variant="default" onClick={() => setEditing(true)}>
              <Trans>Изменить</Trans>
            </Button>
            <Menu position="bottom-end">
              <Menu.Target>
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={t`Другие действия: ${account.name}`}
                >
                  <IconDots size={14} />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {!mine && !account.preferred && (
                  <Menu.Item onClick={() => change.mutate({ preferred: true })}>
                    <Trans>Сделать основным</Trans>
                  </Menu.Item>
                )}
                <Menu.Item onClick={() => change.mutate({ archived: !account.archived })}>
                  {account.archived ? <Trans>Вернуть из архива</Trans> : <Trans>В архив</Trans>}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Group>
        )}
      </div>
      <p className={classes.quiet}>
        {account.catches ? (
          <Trans>Наружу ничего не уходит: письма видны в исходящих</Trans>
        ) : (
          `${account.host}:${account.port}, ${securityLabel(account.security)}`
        )}
        {' · '}
        <Plural
          value={account.per_hour}
          one="до # письма в час"
          few="до # писем в час"
          many="до # писем в час"
          other="до # писем в час"
        />
        {', '}
        <Trans>{formatNumber(perDay)} в день</Trans>
        {tracked.length > 0 && ` · ${t`считаем: ${tracked.join(', ')}`}`}
      </p>
      {account.trouble && (
        <p className={classes.why} data-tone="bad">
          {account.trouble}
          {account.paused_until && (
            <>
              {'. '}
              <Trans>Снова попробуем в {formatTime(account.paused_until)}.</Trans>
            </>
          )}
        </p>
      )}
      {!readOnly && !account.catches && !account.archived && <Trial account={account} />}
      {!readOnly && account.kind === 'smtp' && !account.archived && <Dkim account={account} />}
      {editing && <AccountForm account={account} onClose={() => setEditing(false)} />}
    </section>
  );
}

/** A letter at once, to see whether the account works. */
function Trial({ account }: { account: MailAccount }) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const [to, setTo] = useState(me.user.email);
  const test = useMutation({
    meta: { form: true },
    mutationFn: () =>
      data(
        http.POST('/api/v1/mail/accounts/{id}/test', {
          params: { path: { id: account.id } },
          body: { to },
        }),
      ),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.mailAccounts }),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        test.mutate();
      }}
    >
      <div className={classes.line}>
        <TextInput
          size="xs"
          type="email"
          label={t`Пробное письмо на адрес`}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" variant="default" loading={test.isPending}>
          <Trans>Проверить</Trans>
        </Button>
      </div>
      <p role="status" className={classes.quiet}>
        {test.isSuccess && (
          <span className={classes.good}>
            <Trans>Сервер принял письмо. Посмотрите, пришло ли оно.</Trans>
          </span>
        )}
        {test.error && <span className={classes.bad}>{errorText(test.error)}</span>}
      </p>
    </form>
  );
}

/** The signature that tells other servers that the letter is really of this domain. */
function Dkim({ account }: { account: MailAccount }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [selector, setSelector] = useState(account.dkim_selector ?? 'crm');
  const domain = account.dkim_domain ?? account.address.split('@')[1] ?? '';
  const make = useMutation({
    mutationFn: (): Promise<MailAccount> =>
      data(
        http.POST('/api/v1/mail/accounts/{id}/dkim', {
          params: { path: { id: account.id } },
          body: { version: account.version, dkim_domain: domain, dkim_selector: selector },
        }),
      ),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.mailAccounts }),
  });
  const record = account.dkim_record;
  if (record) {
    return (
      <div role="group" aria-label={t`Запись DKIM`}>
        <p className={classes.quiet}>
          <Trans>Письма подписаны DKIM. Добавьте эту запись TXT в DNS домена:</Trans>
        </p>
        <div className={classes.record}>
          <span className={classes.quiet}>
            <Trans>Имя</Trans>
          </span>
          <code>{record.name}</code>
          <Copy value={record.name} label={t`Скопировать имя записи`} />
          <span className={classes.quiet}>
            <Trans>Значение</Trans>
          </span>
          {/* A scrolling region must be reachable from the keyboard. */}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as said */}
          <code tabIndex={0}>{record.text}</code>
          <Copy value={record.text} label={t`Скопировать значение записи`} />
        </div>
      </div>
    );
  }
  return (
    <form
      className={classes.line}
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <TextInput
        size="xs"
        label={t`Селектор DKIM для ${domain}`}
        value={selector}
        onChange={(event) => setSelector(event.currentTarget.value)}
      />
      <Button
        type="submit"
        size="xs"
        variant="default"
        disabled={!selector.trim()}
        loading={make.isPending}
      >
        <Trans>Подписывать письма</Trans>
      </Button>
    </form>
  );
}

function Copy({ value, label }: { value: string; label: string }) {
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Button size="compact-xs" variant="default" aria-label={label} onClick={copy}>
          {copied ? <Trans>Скопировано</Trans> : <Trans>Скопировать</Trans>}
        </Button>
      )}
    </CopyButton>
  );
}
