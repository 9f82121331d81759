import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import {
  IconChevronDown,
  IconChevronUp,
  IconPhoneIncoming,
  IconPhoneOutgoing,
  IconX,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { useCan, useMe } from '@/api/session';
import type { Call, CallPerson, CallCard as Card } from '@/api/types';
import type { Subject } from '@/crm/record/notes';
import { formatAgo, formatMoney, formatPhone } from '@/kit/format';
import { CallNote } from './CallNote';
import { CallPhone } from './CallPhone';
import classes from './calls.module.css';
import { callDirection, callOutcome, callPhone, callState } from './labels';
import { NewClient } from './NewClient';

interface Props {
  card: Card;
  /** The newest call is open when it comes; those before it are one line until they are asked for. */
  first: boolean;
  /** What helps to lead a conversation about a deal. */
  script: ((deal: string) => ReactNode) | undefined;
  onClose: () => void;
}

/** Who calls, what is going on with them, and where to write down what was said. */
export function CallCard({ card, first, script, onClose }: Props) {
  const { t } = useLingui();
  const can = useCan();
  const { call, people, company } = card;
  const [open, setOpen] = useState(first);
  const [now, setNow] = useState(Date.now);
  useInterval(() => setNow(Date.now()), 1_000, { autoInvoke: true });
  const known = people.length === 1 ? people[0] : undefined;
  const stranger = people.length === 0 && !company && card.clients_of.length === 0;
  const about = subject(card);
  const deal = about?.of === 'deal' && card.deals.find((one) => one.deal.id === about.id)?.deal.id;
  const Icon = call.direction === 'out' ? IconPhoneOutgoing : IconPhoneIncoming;
  return (
    <article className={classes.card} data-state={call.state} aria-label={callPhone(call)}>
      <header className={classes.head}>
        <Icon size={18} stroke={1.7} aria-hidden />
        {/* The seconds are for the eye: a screen reader would read them out one by one. */}
        <span className={classes.state} aria-live="off">
          {callState(call, now)}
        </span>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-expanded={open}
          aria-label={open ? t`Свернуть карточку` : t`Развернуть карточку`}
          onClick={() => setOpen(!open)}
        >
          {open ? <IconChevronDown size={16} /> : <IconChevronUp size={16} />}
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" aria-label={t`Убрать карточку`} onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </header>
      <div className={classes.phone}>
        {open ? <CallPhone call={call} /> : callPhone(call)}
        {!open && <span className={classes.quiet}> {known?.name ?? company?.name}</span>}
      </div>
      {/* Hidden and not taken away: what was typed stays. */}
      <div className={classes.body} hidden={!open}>
        {call.our_number && (
          <div className={classes.quiet}>
            <Trans>на номер {formatPhone(call.our_number)}</Trans>
          </div>
        )}
        {call.trial && (
          <div className={classes.quiet}>
            <Trans>Это проверка связи: она нигде не записывается.</Trans>
          </div>
        )}
        {known && <Known person={known} />}
        {company && (
          <div className={classes.line}>
            <Link to="/companies/$id" params={{ id: company.id }} className={classes.name}>
              {company.name}
            </Link>
          </div>
        )}
        <Doings card={card} />
        {people.length > 1 && <Which card={card} />}
        {card.clients_of.map((owner) => (
          <div key={owner.id} className={classes.line}>
            <Trans>Клиент сотрудника {owner.name}</Trans>
          </div>
        ))}
        {stranger && (
          <div className={classes.line}>
            <Trans>Этого номера нет среди контактов</Trans>
          </div>
        )}
        {stranger && !call.trial && call.phone && can('inquiries.write') && (
          <NewClient call={call} />
        )}
        {/* Its keys are for the card that is open. */}
        {deal && open && !call.trial && script?.(deal)}
        {about && !call.trial && can('notes.write') && (
          <CallNote about={about} onSaved={call.state === 'ended' ? onClose : undefined} />
        )}
      </div>
    </article>
  );
}

/** What a note about the call belongs to. */
function subject({ call, people, company, deals }: Card): { of: Subject; id: string } | null {
  const client = people.length === 1 ? people[0] : undefined;
  if (!client && !company) return null;
  const deal = call.deal?.id ?? deals[0]?.deal.id;
  if (deal) return { of: 'deal', id: deal };
  if (client) return { of: 'contact', id: client.id };
  return company && { of: 'company', id: company.id };
}

/** The person who calls. */
function Known({ person }: { person: CallPerson }) {
  const me = useMe();
  return (
    <div className={classes.line}>
      <Link to="/contacts/$id" params={{ id: person.id }} className={classes.name}>
        {person.name}
      </Link>
      {person.job_title && <span className={classes.quiet}> {person.job_title}</span>}
      {person.company && (
        <div>
          <Link to="/companies/$id" params={{ id: person.company.id }}>
            {person.company.name}
          </Link>
        </div>
      )}
      {person.owner && person.owner.id !== me.user.id && (
        <div className={classes.quiet}>
          <Trans>Ответственный: {person.owner.name}</Trans>
        </div>
      )}
    </div>
  );
}

/** The client's open deals, and what was done last. */
function Doings({ card }: { card: Card }) {
  const { t } = useLingui();
  const { deals, last } = card;
  const kinds: Record<string, string> = {
    call: t`звонок`,
    mail: t`письмо`,
    meeting: t`встреча`,
    presentation: t`презентация`,
    message: t`сообщение`,
  };
  return (
    <>
      {deals.length > 0 && (
        <ul className={classes.deals} aria-label={t`Открытые сделки`}>
          {deals.map(({ deal, stage, value }) => (
            <li key={deal.id}>
              <Link to="/deals/$id" params={{ id: deal.id }}>
                {deal.title}
              </Link>
              <span className={classes.quiet}>
                {stage}
                {value.amount > 0 && ` · ${formatMoney(value)}`}
              </span>
            </li>
          ))}
        </ul>
      )}
      {last && (
        <div className={classes.quiet}>
          <Trans>
            Последнее: {kinds[last.kind] ?? last.kind}, {formatAgo(last.at)}
          </Trans>
          {last.by && ` · ${last.by.name}`}
          {(last.subject || last.text) && (
            <div className={classes.said}>{last.subject || last.text}</div>
          )}
        </div>
      )}
    </>
  );
}

/** The number is several people's: whoever talks says whose call it is. */
function Which({ card }: { card: Card }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const can = useCan();
  const { call } = card;
  const link = useMutation({
    mutationFn: (contact_id: string): Promise<Call> =>
      data(
        http.POST('/api/v1/calls/{id}/client', {
          params: { path: { id: call.id } },
          body: { version: call.version, contact_id },
        }),
      ),
    onSettled: () => void client.invalidateQueries({ queryKey: keys.calls }),
  });
  return (
    <div className={classes.line}>
      <Trans>Кто это?</Trans>
      <ul className={classes.people}>
        {card.people.map((person) => (
          <li key={person.id}>
            <Link to="/contacts/$id" params={{ id: person.id }}>
              {person.name}
            </Link>
            <span className={classes.quiet}>{person.company?.name}</span>
            {!call.trial && can('activities.write') && (
              <Button
                size="compact-xs"
                variant="default"
                loading={link.isPending && link.variables === person.id}
                disabled={link.isPending}
                aria-label={t`Это ${person.name}`}
                onClick={() => link.mutate(person.id)}
              >
                <Trans>Это он</Trans>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A call in one line, for a phone's list. */
export function callLine(call: Call): string {
  const end = call.outcome ? callOutcome(call.outcome) : '';
  return [callDirection(call.direction), end].filter(Boolean).join(', ');
}
