import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Autocomplete, Button, Group, Modal, SegmentedControl, Select } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http, idempotencyKey } from '@/api/client';
import { keys } from '@/api/keys';
import { applyProblem } from '@/api/problem';
import { useCan, useMe } from '@/api/session';
import type { LetterClass, Mail, NewMail } from '@/api/types';
import { useReachable } from '@/crm/consents/consentCalls';
import { confirm } from '@/kit/confirm';
import { LetterFields } from './LetterFields';
import classes from './mail.module.css';
import { accountsQuery, templatesQuery } from './mailCalls';
import { Preview } from './Preview';

export interface Addressee {
  id: string;
  name: string;
  emails: string[];
}

interface Props {
  deal?: string;
  people: Addressee[];
  onClose: () => void;
}

/** A letter to a person: from a template or from nothing, looked at and sent. */
export function MailForm({ deal, people, onClose }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const [key] = useState(idempotencyKey);
  const [look, setLook] = useState(false);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [error, setError] = useState<string | null>(null);
  const first = people.find((one) => one.emails.length > 0) ?? people[0];
  const [draft, setDraft] = useState({
    contact_id: first?.id ?? null,
    to: first?.emails[0] ?? '',
    template_id: null as string | null,
    account_id: null as string | null,
    class: 'service' as LetterClass,
    lang: me.workspace.lang,
    subject: '',
    body: '',
  });
  const set = (part: Partial<typeof draft>) => setDraft((was) => ({ ...was, ...part }));
  const person = people.find((one) => one.id === draft.contact_id);
  const templates = (useQuery(templatesQuery).data?.items ?? []).filter((one) => !one.archived);
  const accounts = (useQuery(accountsQuery).data?.items ?? []).filter((one) => !one.archived);
  const about = { deal_id: deal ?? null, contact_id: draft.contact_id };
  const { template_id, account_id, subject, body, lang } = draft;

  const send = useMutation({
    meta: { form: true },
    mutationFn: (): Promise<Mail> => {
      const mail: NewMail = { ...draft, ...about, key };
      return data(http.POST('/api/v1/mails', { body: mail }));
    },
    onMutate: () => {
      setError(null);
      setErrors({});
    },
    onSuccess: () => {
      notifications.show({ color: 'green', message: t`Письмо отправляется.` });
      void client.invalidateQueries({ queryKey: keys.mails });
      onClose();
    },
    onError: (reason) => {
      setLook(false);
      setError(applyProblem({ setErrors }, reason, ['to', 'subject', 'body', 'account_id']));
    },
  });
  const close = async () => {
    const sure =
      !body.trim() ||
      (await confirm({ title: t`Закрыть без отправки?`, action: t`Закрыть`, danger: true }));
    if (sure) onClose();
  };
  const choose = (id: string | null) => {
    const one = templates.find((template) => template.id === id);
    set(
      one
        ? {
            template_id: one.id,
            class: one.class,
            lang: one.lang,
            subject: one.subject,
            body: one.body,
          }
        : { template_id: null },
    );
  };

  return (
    <Modal
      opened
      size="xl"
      title={t`Письмо`}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t`Закрыть` }}
      onClose={() => void close()}
    >
      <form
        noValidate
        className={classes.stack}
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          send.mutate();
        }}
      >
        <Group grow align="start">
          {people.length > 1 && (
            <Select
              label={t`Контакт`}
              allowDeselect={false}
              data={people.map(({ id, name }) => ({ value: id, label: name }))}
              value={draft.contact_id}
              onChange={(id) => {
                const next = people.find((one) => one.id === id);
                set({ contact_id: id, to: next?.emails[0] ?? '' });
              }}
            />
          )}
          <Autocomplete
            label={t`Кому`}
            required
            placeholder="name@company.ru"
            data={person?.emails ?? []}
            value={draft.to}
            error={errors.to}
            onChange={(to) => set({ to })}
          />
          {accounts.length > 1 && (
            <Select
              label={t`С ящика`}
              placeholder={t`обычный`}
              clearable
              clearButtonProps={{ 'aria-label': t`Очистить` }}
              data={accounts.map(({ id, name }) => ({ value: id, label: name }))}
              value={account_id}
              error={errors.account_id}
              onChange={(id) => set({ account_id: id })}
            />
          )}
        </Group>
        <Group grow align="start">
          <Select
            label={t`Шаблон`}
            placeholder={t`без шаблона`}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': t`Очистить` }}
            nothingFoundMessage={t`Ничего не найдено`}
            data={templates.map(({ id, name }) => ({ value: id, label: name }))}
            value={template_id}
            onChange={choose}
          />
          <Select
            label={t`Вид`}
            allowDeselect={false}
            data={[
              { value: 'service', label: t`Деловое` },
              { value: 'advertising', label: t`Рекламное` },
            ]}
            value={draft.class}
            onChange={(value) => set({ class: (value ?? 'service') as LetterClass })}
          />
        </Group>
        {draft.class === 'advertising' && <Consent contact={draft.contact_id} to={draft.to} />}
        <SegmentedControl
          size="xs"
          style={{ alignSelf: 'start' }}
          aria-label={t`Письмо или просмотр`}
          data={[
            { value: 'write', label: t`Письмо` },
            { value: 'look', label: t`Просмотр` },
          ]}
          value={look ? 'look' : 'write'}
          onChange={(value) => setLook(value === 'look')}
        />
        {look ? (
          <Preview draft={{ ...about, account_id, subject, body, lang }} />
        ) : (
          <LetterFields value={draft} onChange={set} errors={errors} />
        )}
        {error && (
          <Alert color="red" variant="outline" role="alert" p="xs">
            {error}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => void close()}>
            <Trans>Отмена</Trans>
          </Button>
          <Button type="submit" loading={send.isPending} disabled={!subject.trim() || !body.trim()}>
            <Trans>Отправить</Trans>
          </Button>
        </Group>
      </form>
    </Modal>
  );
}

/** Whether advertising may be sent; it is asked again at the moment of sending. */
function Consent({ contact, to }: { contact: string | null; to: string }) {
  const can = useCan();
  const reachable = useReachable(contact ?? '', Boolean(contact) && can('contacts.read'));
  const own = reachable.data?.find((one) => one.channel === 'mail' && one.address === to);
  if (!own || own.allowed) return null;
  return <p className={classes.why}>{own.text}</p>;
}
