import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconChevronDown, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { useUserOptions } from '@/api/reference';
import { useCan, useMe } from '@/api/session';
import type { Inquiry } from '@/api/types';
import { LoseDialog } from '@/crm/moves/LoseDialog';
import { formatDateTime, formatPhone } from '@/kit/format';
import { ScrollBox } from '@/kit/ScrollBox';
import classes from './Inbox.module.css';
import { called, isLate, StateMark } from './InboxPage';
import { useInquiryCalls } from './inquiryCalls';
import { inquiryChannel, inquiryOutcome } from './labels';

interface Props {
  inquiry: Inquiry;
  onClose: () => void;
}

/** One inquiry: what came, who it may be, and what to do with it. */
export function InquiryPanel({ inquiry, onClose }: Props) {
  const { t } = useLingui();
  const can = useCan();
  return (
    <ScrollBox className={classes.panel} label={t`Обращение`}>
      <div className={classes.head}>
        <h2>{called(inquiry)}</h2>
        <ActionIcon variant="subtle" color="gray" aria-label={t`Закрыть`} onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </div>
      <div className={classes.quiet}>
        <StateMark inquiry={inquiry} />
        {inquiry.result && <> · {inquiryOutcome(inquiry.result)}</>}
        {' · '}
        {inquiryChannel(inquiry.channel)} · {formatDateTime(inquiry.at)}
        {inquiry.state === 'new' && inquiry.take_by && (
          <>
            {' · '}
            <span className={isLate(inquiry) ? classes.late : undefined}>
              <Trans>взять до {formatDateTime(inquiry.take_by)}</Trans>
            </span>
          </>
        )}
      </div>
      {can('inquiries.write') && <Actions inquiry={inquiry} />}
      {inquiry.doubt.length > 0 && can('inquiries.write') && <Doubt inquiry={inquiry} />}
      {inquiry.text && <div className={classes.text}>{inquiry.text}</div>}
      <dl className={classes.facts}>
        <Fact label={t`Телефон`}>
          {inquiry.phones.map((phone) => (
            <a key={phone} href={`tel:${phone}`}>
              {formatPhone(phone)}{' '}
            </a>
          ))}
        </Fact>
        <Fact label={t`Почта`}>
          {inquiry.emails.map((email) => (
            <a key={email} href={`mailto:${email}`}>
              {email}{' '}
            </a>
          ))}
        </Fact>
        <Fact label={t`ИНН`}>{inquiry.inn}</Fact>
        <Fact label={t`Контакт`}>
          {inquiry.contact && (
            <Link to="/contacts/$id" params={{ id: inquiry.contact.id }}>
              {inquiry.contact.name}
            </Link>
          )}
        </Fact>
        <Fact label={t`Компания`}>
          {inquiry.client && (
            <Link to="/companies/$id" params={{ id: inquiry.client.id }}>
              {inquiry.client.name}
            </Link>
          )}
        </Fact>
        <Fact label={t`Сделка`}>
          {inquiry.deal && (
            <Link to="/deals/$id" params={{ id: inquiry.deal.id }}>
              {inquiry.deal.title}
            </Link>
          )}
        </Fact>
        <Fact label={t`Ответственный`}>{inquiry.owner?.name ?? t`никто`}</Fact>
        <Fact label={t`Продукт`}>{inquiry.product}</Fact>
        <Fact label={t`Территория`}>{inquiry.territory}</Fact>
        <Fact label={t`Источник`}>{inquiry.source?.name}</Fact>
        <Fact label={t`Кампания`}>{inquiry.campaign?.name}</Fact>
        <Fact label={t`Страница`}>{inquiry.landing}</Fact>
        {Object.entries(inquiry.answers).map(([question, answer]) => (
          <Fact key={question} label={question}>
            {answer}
          </Fact>
        ))}
        {inquiry.channel === 'form' && <Files inquiry={inquiry.id} />}
      </dl>
    </ScrollBox>
  );
}

/** What was attached to the form. */
function Files({ inquiry }: { inquiry: string }) {
  const { t } = useLingui();
  const files = useQuery({
    queryKey: [...keys.inquiries, inquiry, 'files'],
    queryFn: ({ signal }) =>
      data(http.GET('/api/v1/inquiries/{id}/files', { params: { path: { id: inquiry } }, signal })),
  });
  return (
    <Fact label={t`Файлы`}>
      {files.data?.items.map((file) => (
        <a key={file.id} href={`/api/v1/inquiries/${inquiry}/files/${file.id}`} download>
          {file.name}
        </a>
      ))}
    </Fact>
  );
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  if (!children || (Array.isArray(children) && children.length === 0)) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Actions({ inquiry }: { inquiry: Inquiry }) {
  const { t } = useLingui();
  const me = useMe();
  const users = useUserOptions();
  const { take, settle, spam } = useInquiryCalls(inquiry);
  const [refusing, setRefusing] = useState(false);
  const busy = take.isPending || settle.isPending || spam.isPending;
  const mine = inquiry.owner?.id === me.user.id && inquiry.state === 'taken';
  const ended = inquiry.state === 'settled' || inquiry.state === 'spam';
  return (
    <div className={classes.actions}>
      {!mine && (
        <Button size="xs" loading={busy} onClick={() => take.mutate(undefined)}>
          {ended ? <Trans>Вернуть в работу</Trans> : <Trans>Взять себе</Trans>}
        </Button>
      )}
      {!ended && (
        <Button
          size="xs"
          variant={mine ? 'filled' : 'default'}
          disabled={busy}
          onClick={() => settle.mutate({ result: 'deal' })}
        >
          <Trans>Работаем сделкой</Trans>
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" rightSection={<IconChevronDown size={13} />}>
            <Trans>Ещё</Trans>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            <Trans>Передать</Trans>
          </Menu.Label>
          {users
            .filter((user) => user.value !== inquiry.owner?.id)
            .slice(0, 12)
            .map((user) => (
              <Menu.Item key={user.value} onClick={() => take.mutate(user.value)}>
                {user.label}
              </Menu.Item>
            ))}
          {!ended && (
            <>
              <Menu.Divider />
              <Menu.Item onClick={() => settle.mutate({ result: 'answered' })}>
                <Trans>Ответили, сделки не будет</Trans>
              </Menu.Item>
              <Menu.Item onClick={() => setRefusing(true)}>
                <Trans>Не наш клиент…</Trans>
              </Menu.Item>
              <Menu.Item color="red.8" onClick={() => spam.mutate()}>
                <Trans>Спам</Trans>
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {refusing && (
        <LoseDialog
          title={t`Не наш клиент`}
          action={t`Закрыть обращение`}
          busy={settle.isPending}
          onClose={() => setRefusing(false)}
          onLose={(reason_id, note) =>
            settle.mutate(
              { result: 'not_lead', reason_id, note },
              { onSuccess: () => setRefusing(false) },
            )
          }
        />
      )}
    </div>
  );
}

/** Who else it may be: shown side by side, decided by a person. */
function Doubt({ inquiry }: { inquiry: Inquiry }) {
  const { t } = useLingui();
  const { decide } = useInquiryCalls(inquiry);
  const why = {
    same_phone: t`тот же телефон`,
    same_email: t`та же почта`,
    same_name: t`то же имя`,
  };
  return (
    <div className={classes.doubt}>
      <p>
        <Trans>Возможно, это уже известный клиент:</Trans>
      </p>
      {inquiry.doubt.map((one) => (
        <div key={one.contact_id} className={classes.candidate}>
          <span>
            <Link to="/contacts/$id" params={{ id: one.contact_id }}>
              {one.name}
            </Link>{' '}
            <span className={classes.quiet}>{why[one.why]}</span>
          </span>
          <Button
            size="compact-xs"
            variant="default"
            loading={decide.isPending}
            aria-label={t`Это ${one.name}`}
            onClick={() => decide.mutate(one.contact_id)}
          >
            <Trans>Это он</Trans>
          </Button>
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        disabled={decide.isPending}
        onClick={() => decide.mutate(null)}
      >
        <Trans>Нет, это новый человек</Trans>
      </Button>
    </div>
  );
}
