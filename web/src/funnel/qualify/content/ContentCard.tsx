import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconCheck, IconDots, IconLink, IconLinkOff, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useCan } from '@/api/session';
import type { Contact, ContentSend, DealDetail } from '@/api/types';
import record from '@/crm/record/record.module.css';
import { formatAgo, formatDateTime } from '@/kit/format';
import classes from './content.module.css';
import { type About, sendsQuery, suggestedQuery, useSendCalls } from './contentCalls';
import { lookedFor, materialKind } from './labels';
import { SendDialog } from './SendDialog';

/** So many are offered before anybody asks. */
const OFFERED = 3;
/** So many sends are shown at first. */
const FIRST = 3;

interface Props {
  deal?: DealDetail;
  contact?: Contact;
}

/** What was sent and opened, and what suits the deal. */
export function ContentCard({ deal, contact }: Props) {
  const { t } = useLingui();
  const can = useCan();
  const [all, setAll] = useState(false);
  const [sending, setSending] = useState<string[] | null>(null);
  const about: About = { deal: deal?.id, contact: contact?.id };
  const reads = can('content.read');
  const sends = useQuery({ ...sendsQuery(about), enabled: reads }).data?.items ?? [];
  const open = deal?.status === 'open';
  const suggested = useQuery({ ...suggestedQuery(about), enabled: reads && open }).data ?? [];
  if (!reads) return null;
  const writes = can('activities.write');
  const fitting = suggested.filter((one) => !one.sent_at && (one.fits_industry || one.fits_stage));
  const shown = all ? sends : sends.slice(0, FIRST);
  return (
    <section className={record.card} aria-label={t`Материалы`}>
      <h2 className={record.heading}>
        <Trans>Материалы</Trans> <span className={record.count}>{sends.length || ''}</span>
        {writes && (
          <Button
            className={record.headingEnd}
            variant="default"
            size="compact-xs"
            onClick={() => setSending([])}
          >
            <Trans>Отправить…</Trans>
          </Button>
        )}
      </h2>
      {sends.length === 0 && fitting.length === 0 && (
        <p className={record.quiet}>
          <Trans>Пока ничего не отправляли.</Trans>
        </p>
      )}
      <ul className={classes.sends}>
        {shown.map((sent) => (
          <Sent key={sent.id} sent={sent} about={about} readOnly={!writes} />
        ))}
      </ul>
      {sends.length > shown.length && (
        <Button variant="subtle" size="compact-xs" onClick={() => setAll(true)}>
          <Trans>Показать все</Trans>
        </Button>
      )}
      {open && writes && fitting.length > 0 && (
        <>
          <h3 className={classes.small}>
            <Trans>Подходит этой сделке</Trans>
          </h3>
          <ul className={classes.offers}>
            {fitting.slice(0, OFFERED).map(({ material, fits_industry }) => (
              <li key={material.id}>
                <button
                  type="button"
                  className={classes.offer}
                  aria-label={t`Отправить: ${material.title}`}
                  onClick={() => setSending([material.id])}
                >
                  <IconPlus size={13} stroke={1.8} aria-hidden />
                  <span>{material.title}</span>
                  <span className={classes.quiet}>
                    {materialKind(material.kind)}
                    {fits_industry && `, ${t`отрасль`}`}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {sending && (
        <SendDialog
          about={about}
          chosen={sending}
          people={
            deal
              ? deal.contacts.map((one) => ({ ...one.contact, email: one.email ?? null }))
              : contact
                ? [
                    {
                      id: contact.id,
                      name: contact.name,
                      email: contact.points.find((one) => one.kind === 'email')?.value ?? null,
                    },
                  ]
                : []
          }
          onClose={() => setSending(null)}
        />
      )}
    </section>
  );
}

interface SentProps {
  sent: ContentSend;
  about: About;
  readOnly: boolean;
}

/** One page: what it holds, and whether it was opened. */
function Sent({ sent, about, readOnly }: SentProps) {
  const { t } = useLingui();
  const { close } = useSendCalls(about);
  const titles = sent.materials.map((one) => one.title).join(', ');
  return (
    <li className={classes.sent} data-dead={!sent.alive || undefined}>
      <div>
        <ul className={classes.items}>
          {sent.materials.map((one) => (
            <li key={one.position}>
              {one.opens > 0 && (
                <IconCheck
                  size={13}
                  stroke={2}
                  className={classes.seen}
                  role="img"
                  aria-label={t`открыт`}
                />
              )}
              <span>{one.title}</span>
            </li>
          ))}
        </ul>
        <div className={classes.quiet}>
          <Trans>Отправлено</Trans> {formatAgo(sent.created_at)}
          {sent.contact && !about.contact && <> · {sent.contact.name}</>}
          {sent.deal && !about.deal && <> · {sent.deal.title}</>}
        </div>
        <div className={sent.visits > 0 ? classes.opened : classes.quiet}>
          <Opened sent={sent} />
        </div>
        {!sent.alive && (
          <div className={classes.quiet}>
            {sent.closed ? <Trans>Ссылка выключена</Trans> : <Trans>Срок ссылки истёк</Trans>}
          </div>
        )}
      </div>
      {!readOnly && (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t`Ссылка: ${titles}`}>
              <IconDots size={14} stroke={1.8} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={sent.closed ? <IconLink size={15} /> : <IconLinkOff size={15} />}
              onClick={() => close.mutate(sent)}
            >
              {sent.closed ? <Trans>Включить ссылку</Trans> : <Trans>Выключить ссылку</Trans>}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
}

/** «Открыто 2 раза, 3 мин, вчера», and each visit below: who it was is not known, a link can be passed on. */
function Opened({ sent }: { sent: ContentSend }) {
  if (sent.visits === 0) return <Trans>Не открывали</Trans>;
  const titleAt = (position: number) =>
    sent.materials.find((one) => one.position === position)?.title;
  return (
    <details className={classes.visits}>
      <summary>
        <Plural
          value={sent.visits}
          one="Открыто # раз"
          few="Открыто # раза"
          many="Открыто # раз"
          other="Открыто # раза"
        />
        {sent.seconds > 0 && <>, {lookedFor(sent.seconds)}</>} · {formatAgo(sent.last_opened_at)}
      </summary>
      <ul>
        {sent.opened.map((visit) => (
          <li key={visit.at}>
            {formatDateTime(visit.at)}
            {visit.seconds > 0 && <>, {lookedFor(visit.seconds)}</>}
            {visit.materials.length > 0 && <>: {visit.materials.map(titleAt).join(', ')}</>}
          </li>
        ))}
      </ul>
    </details>
  );
}
