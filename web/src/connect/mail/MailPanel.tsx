import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Loader } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCan } from '@/api/session';
import type { WholeMail } from '@/api/types';
import { confirm } from '@/kit/confirm';
import { ErrorState } from '@/kit/ErrorState';
import { formatDateTime } from '@/kit/format';
import { ScrollBox } from '@/kit/ScrollBox';
import { LetterView } from './LetterView';
import { letterClass, toneOf } from './labels';
import { MailMark } from './MailPage';
import classes from './mail.module.css';
import { mailQuery, useMailDecision } from './mailCalls';

interface Props {
  id: string;
  onClose: () => void;
}

/** One mail: what became of it, what can be done about that, and what it says. */
export function MailPanel({ id, onClose }: Props) {
  const { t } = useLingui();
  const query = useQuery(mailQuery(id));
  return (
    <ScrollBox className={classes.panel} label={t`Письмо`}>
      <div className={classes.head}>
        <h2>{query.data?.subject ?? t`Письмо`}</h2>
        <ActionIcon variant="subtle" color="gray" aria-label={t`Закрыть`} onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </div>
      {query.error && !query.data ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data ? (
        <Loaded mail={query.data} />
      ) : (
        <Loader size="sm" />
      )}
    </ScrollBox>
  );
}

function Loaded({ mail }: { mail: WholeMail }) {
  const { t } = useLingui();
  const can = useCan();
  return (
    <>
      <p className={classes.quiet}>
        <MailMark mail={mail} />
        {mail.sent_at && <> · {formatDateTime(mail.sent_at)}</>}
        {mail.state === 'queued' && mail.attempts > 0 && (
          <>
            {' · '}
            <Trans>следующая попытка {formatDateTime(mail.due_at)}</Trans>
          </>
        )}
      </p>
      {mail.error && (
        <p className={classes.why} data-tone={toneOf(mail)}>
          {mail.error}
        </p>
      )}
      {can('mail.send') && <Decisions mail={mail} />}
      <dl className={classes.facts}>
        <Fact label={t`Кому`}>{mail.to}</Fact>
        <Fact label={t`Контакт`}>
          {mail.contact && (
            <Link to="/contacts/$id" params={{ id: mail.contact.id }}>
              {mail.contact.name}
            </Link>
          )}
        </Fact>
        <Fact label={t`Сделка`}>
          {mail.deal && (
            <Link to="/deals/$id" params={{ id: mail.deal.id }}>
              {mail.deal.title}
            </Link>
          )}
        </Fact>
        <Fact label={t`Написал`}>{mail.by?.name ?? t`система`}</Fact>
        <Fact label={t`Ящик`}>{mail.account?.name}</Fact>
        <Fact label={t`Вид`}>{letterClass(mail.class)}</Fact>
        {mail.tracked && (
          <>
            <Fact label={t`Открыто`}>
              {mail.opens > 0 ? (
                <>
                  <Plural value={mail.opens} one="# раз" few="# раза" many="# раз" other="# раза" />
                  , {formatDateTime(mail.opened_at)}
                </>
              ) : (
                t`нет`
              )}
            </Fact>
            {mail.links.map((link) => (
              <Fact key={link.url} label={t`Переходов: ${link.clicks}`}>
                {link.url}
              </Fact>
            ))}
          </>
        )}
      </dl>
      <LetterView html={mail.html} text={mail.text} />
    </>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Decisions({ mail }: { mail: WholeMail }) {
  const { t } = useLingui();
  const decide = useMailDecision(mail);
  const again = async () => {
    const sure =
      mail.state !== 'unknown' ||
      (await confirm({
        title: t`Отправить ещё раз?`,
        text: t`Связь прервалась во время передачи. Если письмо всё же ушло, адресат получит его дважды.`,
        action: t`Отправить ещё раз`,
      }));
    if (!sure) return;
    decide.mutate('again', {
      onSuccess: () => notifications.show({ color: 'green', message: t`Письмо отправляется.` }),
    });
  };
  const unknown = mail.state === 'unknown';
  const ended = ['failed', 'bounced', 'refused', 'cancelled'].includes(mail.state);
  if (!unknown && !ended && mail.state !== 'queued') return null;
  return (
    <div className={classes.actions}>
      {(unknown || ended) && (
        <Button size="xs" loading={decide.isPending} onClick={() => void again()}>
          <Trans>Отправить ещё раз</Trans>
        </Button>
      )}
      {unknown && (
        <Button
          size="xs"
          variant="default"
          disabled={decide.isPending}
          onClick={() => decide.mutate('left')}
        >
          <Trans>Письмо ушло</Trans>
        </Button>
      )}
      {(unknown || mail.state === 'queued') && (
        <Button
          size="xs"
          variant="default"
          disabled={decide.isPending}
          onClick={() => decide.mutate('stop')}
        >
          <Trans>Не отправлять</Trans>
        </Button>
      )}
    </div>
  );
}
