import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { errorText } from '@/api/problem';
import { useCan } from '@/api/session';
import type { Consent, Contact } from '@/api/types';
import { formatDateTime } from '@/kit/format';
import { useConsentCalls } from './consentCalls';
import classes from './consents.module.css';
import { consentTitle, isInner, proofLabel, sourceLabel } from './words';

interface Props {
  contact: Contact;
  consent: Consent;
  onClose: () => void;
}

/** One consent: the very words, what proves it, and taking it back. */
export function ConsentView({ contact, consent, onClose }: Props) {
  const { t } = useLingui();
  const can = useCan();
  const [note, setNote] = useState('');
  const { withdraw } = useConsentCalls(contact.id);
  const over = consent.withdrawn_at !== null;
  return (
    <Modal
      opened
      onClose={onClose}
      title={consentTitle(consent)}
      closeButtonProps={{ 'aria-label': t`Закрыть` }}
    >
      <Stack gap="sm">
        {consent.words ? (
          <blockquote className={classes.words}>{consent.words}</blockquote>
        ) : (
          <p className={classes.quiet} style={{ margin: 0 }}>
            <Trans>Текст согласия неизвестен.</Trans>
          </p>
        )}
        <dl className={classes.facts}>
          <dt>
            <Trans>Дано</Trans>
          </dt>
          <dd>
            {formatDateTime(consent.given_at)}, {sourceLabel(consent.source)}
          </dd>
          {consent.address && (
            <>
              <dt>
                <Trans>Адрес</Trans>
              </dt>
              <dd>{consent.address}</dd>
            </>
          )}
          {consent.given_by && (
            <>
              <dt>
                <Trans>Записал</Trans>
              </dt>
              <dd>{consent.given_by.name}</dd>
            </>
          )}
          <Proof title={t`Доказательство`} proof={consent.proof} />
          {over && (
            <>
              <dt>
                <Trans>Отозвано</Trans>
              </dt>
              <dd>
                {formatDateTime(consent.withdrawn_at)}
                {consent.withdrawn_by && `, ${consent.withdrawn_by.name}`}
              </dd>
              <Proof title={t`Как отозвано`} proof={consent.withdrawn_proof} />
            </>
          )}
        </dl>
        {!over && can('consents.write') && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              withdraw.mutate({ id: consent.id, note: note.trim() }, { onSuccess: onClose });
            }}
          >
            <TextInput
              label={t`Как человек отозвал согласие`}
              placeholder={t`письмо от 12 ноября, по телефону…`}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            {withdraw.error && (
              <Alert mt="xs" color="red" variant="outline" role="alert" p="xs">
                {errorText(withdraw.error)}
              </Alert>
            )}
            <Group justify="flex-end" mt="sm">
              <Button
                type="submit"
                color="red.8"
                disabled={!note.trim()}
                loading={withdraw.isPending}
              >
                <Trans context="of a consent">Отозвать</Trans>
              </Button>
            </Group>
          </form>
        )}
      </Stack>
    </Modal>
  );
}

/** What is kept as a proof: a note of a person is shown as it is, the rest by its names. */
function Proof({ title, proof }: { title: string; proof: unknown }) {
  if (!proof || typeof proof !== 'object') return null;
  const shown = Object.entries(proof).filter(
    ([name, value]) => !isInner(name) && value !== null && value !== '',
  );
  if (shown.length === 0) return null;
  return (
    <>
      <dt>{title}</dt>
      <dd>
        {shown
          .map(([name, value]) => {
            const said = Array.isArray(value) ? value.join(', ') : String(value);
            const text = name.endsWith('_at') ? formatDateTime(said) : said;
            return name === 'note' ? text : `${proofLabel(name)}: ${text}`;
          })
          .join('; ')}
      </dd>
    </>
  );
}
