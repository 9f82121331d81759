import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Loader, Select } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { applyProblem } from '@/api/problem';
import { useCan, useMe } from '@/api/session';
import type { Lang, Mailing } from '@/api/types';
import { confirm } from '@/kit/confirm';
import { ErrorState } from '@/kit/ErrorState';
import { Page } from '@/kit/Page';
import { useTopicOptions, useTopics } from '../subscriptionCalls';
import { MailingProgress } from './MailingProgress';
import { mailingQuery, mailingState, useMailingCalls, type Written } from './mailingCalls';
import classes from './mailings.module.css';

export interface Letter {
  subject: string;
  body: string;
  lang: Lang;
}

interface Props {
  /** The fields of a letter. */
  fields: (props: {
    value: Letter;
    onChange: (change: Partial<Pick<Letter, 'subject' | 'body'>>) => void;
    errors: Record<string, string>;
    readOnly: boolean;
  }) => ReactNode;
  /** The letter that they make. */
  preview: (letter: Letter) => ReactNode;
}

/** A mailing: its words on the left, the letter on the right; afterwards what became of it. */
export function MailingPage(props: Props) {
  const { id } = useParams({ from: '/_app/mailings/$id' });
  const query = useQuery({ ...mailingQuery(id), enabled: id !== 'new' });
  if (id === 'new') return <Editor key="new" {...props} />;
  if (query.isError && !query.data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Loader size="sm" m="xl" />;
  const draft = query.data.state === 'draft';
  return (
    <Editor key={draft ? `${id} ${query.data.version}` : id} mailing={query.data} {...props} />
  );
}

function Editor({ mailing, fields, preview }: Props & { mailing?: Mailing }) {
  const { t } = useLingui();
  const { lang } = useMe().workspace;
  const navigate = useNavigate();
  const can = useCan();
  const { save, remove } = useMailingCalls();
  const options = useTopicOptions();
  const before: Written = {
    topic_id: mailing?.topic.id ?? '',
    subject: mailing?.subject ?? '',
    body: mailing?.body ?? '',
  };
  const [draft, setDraft] = useState(before);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [error, setError] = useState<string | null>(null);
  const set = (part: Partial<Written>) => setDraft({ ...draft, ...part });
  const dirty = JSON.stringify(draft) !== JSON.stringify(before);
  const readOnly = !can('forms.write') || (mailing !== undefined && mailing.state !== 'draft');
  const letter = { subject: draft.subject, body: draft.body, lang };
  const submit = () => {
    setError(null);
    setErrors(draft.topic_id ? {} : { topic_id: t`Выберите тему` });
    if (!draft.topic_id) return;
    save.mutate(
      { was: mailing, ...draft },
      {
        onSuccess: (saved) =>
          mailing === undefined &&
          void navigate({ to: '/mailings/$id', params: { id: saved.id }, replace: true }),
        onError: (reason) => setError(applyProblem({ setErrors }, reason, Object.keys(draft))),
      },
    );
  };
  const erase = async (gone: Mailing) => {
    const sure = await confirm({ title: t`Удалить черновик?`, action: t`Удалить`, danger: true });
    if (sure) remove.mutate(gone, { onSuccess: () => void navigate({ to: '/subscriptions' }) });
  };
  return (
    <Page
      title={mailing?.subject ?? t`Новая рассылка`}
      facts={mailing && mailingState(mailing.state)}
      actions={
        !readOnly && (
          <>
            {mailing && (
              <Button variant="default" onClick={() => void erase(mailing)}>
                <Trans>Удалить</Trans>
              </Button>
            )}
            <Button
              variant={dirty ? 'filled' : 'default'}
              disabled={!dirty}
              loading={save.isPending}
              onClick={submit}
            >
              <Trans>Сохранить</Trans>
            </Button>
            {mailing && !dirty && <Send mailing={mailing} />}
          </>
        )
      }
    >
      {error && (
        <Alert color="red" variant="outline" role="alert" p="xs" mb="sm">
          {error}
        </Alert>
      )}
      {mailing && mailing.state !== 'draft' && <MailingProgress mailing={mailing} />}
      <div className={classes.editor}>
        <div className={classes.stack}>
          <Select
            label={t`Кому: подписчики темы`}
            required
            readOnly={readOnly}
            allowDeselect={false}
            data={options}
            value={draft.topic_id || null}
            error={errors.topic_id}
            onChange={(topic_id) => set({ topic_id: topic_id ?? '' })}
          />
          {fields({ value: letter, onChange: set, errors, readOnly })}
        </div>
        <section className={classes.stack} aria-labelledby="preview-title">
          <h2 className={classes.heading} id="preview-title">
            <Trans>Как это увидит получатель</Trans>
          </h2>
          {preview(letter)}
        </section>
      </div>
    </Page>
  );
}

/** To oneself first, then to all. */
function Send({ mailing }: { mailing: Mailing }) {
  const { t } = useLingui();
  const me = useMe();
  const can = useCan();
  const { start, tryOut } = useMailingCalls();
  const topic = useTopics().data?.items.find((one) => one.id === mailing.topic.id);
  const readers = topic?.confirmed ?? 0;
  if (!can('mail.send')) return null;
  const send = async () => {
    const sure = await confirm({
      title: t`Отправить «${mailing.subject}»?`,
      text: (
        <Plural
          value={readers}
          one="Письмо получит # подписчик темы. Отправленное не вернуть."
          few="Письмо получат # подписчика темы. Отправленное не вернуть."
          many="Письмо получат # подписчиков темы. Отправленное не вернуть."
          other="Письмо получат # подписчика темы. Отправленное не вернуть."
        />
      ),
      action: t`Отправить`,
    });
    if (sure) start.mutate(mailing);
  };
  return (
    <>
      <Button
        variant="default"
        loading={tryOut.isPending}
        onClick={() =>
          tryOut.mutate(
            { id: mailing.id, to: me.user.email },
            {
              onSuccess: () => notifications.show({ message: t`Письмо уйдёт на ${me.user.email}` }),
            },
          )
        }
      >
        <Trans>Проверить на себе</Trans>
      </Button>
      <Button loading={start.isPending} disabled={readers === 0} onClick={() => void send()}>
        {readers > 0 ? (
          <Plural
            value={readers}
            one="Отправить # подписчику"
            few="Отправить # подписчикам"
            many="Отправить # подписчикам"
            other="Отправить # подписчикам"
          />
        ) : (
          <Trans>Подписчиков пока нет</Trans>
        )}
      </Button>
    </>
  );
}
