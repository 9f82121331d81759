import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon } from '@mantine/core';
import { IconMailCheck, IconMailOff, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useCan } from '@/api/session';
import type { Consent, Contact } from '@/api/types';
import record from '@/crm/record/record.module.css';
import { formatDate } from '@/kit/format';
import { ConsentForm } from './ConsentForm';
import { ConsentView } from './ConsentView';
import { useConsents, useReachable } from './consentCalls';
import classes from './consents.module.css';
import { consentTitle, sourceLabel } from './words';

/** What the person has allowed, and whether they may be sent advertising. */
export function ConsentCard({ contact }: { contact: Contact }) {
  const { t } = useLingui();
  const can = useCan();
  const [adding, setAdding] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const consents = useConsents(contact.id);
  const reachable = useReachable(contact.id);
  const items = consents.data?.items ?? [];
  const opened = items.find((one) => one.id === open);
  const mails = (reachable.data ?? []).filter((one) => one.channel === 'mail');
  return (
    <section className={record.card} aria-label={t`Согласия`}>
      <h2 className={record.heading}>
        <Trans>Согласия</Trans>
        {can('consents.write') && !contact.erased_at && (
          <ActionIcon
            className={record.headingEnd}
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t`Записать согласие`}
            onClick={() => setAdding(true)}
          >
            <IconPlus size={15} stroke={1.8} />
          </ActionIcon>
        )}
      </h2>
      {mails.map((one) => {
        const refused = !one.allowed && one.refusal !== 'no_consent';
        return (
          <p
            key={one.address}
            className={classes.may}
            data-allowed={one.allowed || undefined}
            data-refused={refused || undefined}
          >
            {one.allowed ? (
              <IconMailCheck size={14} stroke={1.8} aria-hidden />
            ) : (
              <IconMailOff size={14} stroke={1.8} aria-hidden />
            )}
            <span>
              {one.address}:{' '}
              {one.allowed ? (
                <Trans>рассылки можно</Trans>
              ) : refused ? (
                one.text
              ) : (
                <Trans>рассылок нельзя, нет согласия</Trans>
              )}
            </span>
          </p>
        );
      })}
      {items.map((one) => (
        <Line key={one.id} consent={one} onOpen={() => setOpen(one.id)} />
      ))}
      {consents.data && items.length === 0 && (
        <p className={record.quiet}>
          <Trans>Согласий не записано.</Trans>
        </p>
      )}
      {adding && <ConsentForm contact={contact} onClose={() => setAdding(false)} />}
      {opened && <ConsentView contact={contact} consent={opened} onClose={() => setOpen(null)} />}
    </section>
  );
}

function Line({ consent, onOpen }: { consent: Consent; onOpen: () => void }) {
  const over = consent.withdrawn_at !== null;
  return (
    <button type="button" className={classes.one} data-over={over || undefined} onClick={onOpen}>
      <span>{consentTitle(consent)}</span>
      <span className={classes.quiet}>{formatDate(consent.given_at)}</span>
      <span className={classes.quiet}>
        {sourceLabel(consent.source)}
        {consent.address && ` · ${consent.address}`}
        {over && (
          <>
            {' · '}
            <Trans>отозвано {formatDate(consent.withdrawn_at)}</Trans>
          </>
        )}
      </span>
    </button>
  );
}
