import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Group, Loader, Select, TextInput } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { listQuery } from '@/api/list';
import { applyProblem } from '@/api/problem';
import { useCan, useMe } from '@/api/session';
import type { LetterClass, MailTemplate, NamedRef, Page as PageOf } from '@/api/types';
import { EntityPicker } from '@/kit/EntityPicker';
import { ErrorState } from '@/kit/ErrorState';
import { Page } from '@/kit/Page';
import { LetterFields } from './LetterFields';
import classes from './mail.module.css';
import { templateQuery } from './mailCalls';
import { Preview } from './Preview';

/** A template: its words on the left, the letter it makes on the right. */
export function TemplatePage() {
  const { id } = useParams({ from: '/_app/settings/letters/$id' });
  const query = useQuery({ ...templateQuery(id), enabled: id !== 'new' });
  if (id === 'new') return <Editor key="new" />;
  if (query.isError && !query.data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Loader size="sm" m="xl" />;
  return <Editor key={`${id} ${query.data.version}`} template={query.data} />;
}

function Editor({ template }: { template?: MailTemplate }) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const readOnly = !useCan()('mail.write');
  const before = {
    name: template?.name ?? '',
    lang: template?.lang ?? me.workspace.lang,
    class: template?.class ?? ('service' as LetterClass),
    subject: template?.subject ?? '',
    body: template?.body ?? '',
  };
  const [draft, setDraft] = useState(before);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [error, setError] = useState<string | null>(null);
  const set = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const dirty = JSON.stringify(draft) !== JSON.stringify(before);
  const save = useMutation({
    meta: { form: true },
    mutationFn: (more: { archived?: boolean }): Promise<MailTemplate> =>
      template
        ? data(
            http.PATCH('/api/v1/mail/templates/{id}', {
              params: { path: { id: template.id } },
              body: { version: template.version, ...draft, ...more },
            }),
          )
        : data(http.POST('/api/v1/mail/templates', { body: draft })),
    onMutate: () => {
      setError(null);
      setErrors({});
    },
    onSuccess: async (saved) => {
      client.setQueryData([...keys.mailTemplates, saved.id], saved);
      void client.invalidateQueries({ queryKey: keys.mailTemplates, exact: true });
      if (!template) {
        await navigate({
          to: '/settings/letters/$id',
          params: { id: saved.id },
          replace: true,
        });
      }
    },
    onError: (reason) => setError(applyProblem({ setErrors }, reason, Object.keys(draft))),
  });
  return (
    <Page
      title={template?.name ?? t`Новый шаблон`}
      facts={template?.archived ? t`в архиве` : undefined}
      actions={
        !readOnly && (
          <>
            {template && (
              <Button
                variant="default"
                onClick={() => save.mutate({ archived: !template.archived })}
              >
                {template.archived ? <Trans>Вернуть из архива</Trans> : <Trans>В архив</Trans>}
              </Button>
            )}
            <Button disabled={!dirty} loading={save.isPending} onClick={() => save.mutate({})}>
              <Trans>Сохранить</Trans>
            </Button>
          </>
        )
      }
    >
      {error && (
        <Alert color="red" variant="outline" role="alert" p="xs" mb="sm">
          {error}
        </Alert>
      )}
      <div className={classes.editor}>
        <div className={classes.stack}>
          <TextInput
            label={t`Название`}
            required
            readOnly={readOnly}
            value={draft.name}
            error={errors.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Group grow align="start">
            <Select
              label={t`Вид`}
              description={
                draft.class === 'advertising' ? t`Уйдёт только тем, кто дал согласие.` : undefined
              }
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              allowDeselect={false}
              readOnly={readOnly}
              data={[
                { value: 'service', label: t`Деловое` },
                { value: 'advertising', label: t`Рекламное` },
              ]}
              value={draft.class}
              onChange={(value) => set({ class: (value ?? 'service') as LetterClass })}
            />
            <Select
              label={t`Язык`}
              allowDeselect={false}
              readOnly={readOnly}
              data={[
                { value: 'ru', label: 'Русский' },
                { value: 'en', label: 'English' },
              ]}
              value={draft.lang}
              onChange={(lang) => set({ lang: lang === 'en' ? 'en' : 'ru' })}
            />
          </Group>
          <LetterFields value={draft} onChange={set} errors={errors} readOnly={readOnly} />
        </div>
        <TemplatePreview draft={draft} />
      </div>
    </Page>
  );
}

type Kind = 'contact' | 'deal';

function newestQuery(kind: Kind) {
  const key = kind === 'deal' ? keys.deals : keys.contacts;
  return queryOptions({
    queryKey: [...key, 'newest'],
    queryFn: async (): Promise<NamedRef | null> => {
      const query = listQuery({ sort: '-created_at' }, { limit: 1 });
      const path = kind === 'deal' ? '/api/v1/deals' : '/api/v1/contacts';
      const found: PageOf<{ id: string; name?: string | null; title?: string | null }> = await data(
        http.GET(path, { params: { query } }),
      );
      const first = found.items[0];
      return first ? { id: first.id, name: first.name ?? first.title ?? '' } : null;
    },
  });
}

function TemplatePreview({
  draft,
}: {
  draft: { subject: string; body: string; lang: 'ru' | 'en' };
}) {
  const { t } = useLingui();
  const [kind, setKind] = useState<Kind>('deal');
  const [chosen, setChosen] = useState<NamedRef | null>(null);
  // Until somebody chooses, the newest record shows what becomes of the variables.
  const newest = useQuery(newestQuery(kind));
  const record = chosen ?? newest.data ?? null;
  return (
    <section className={classes.stack} aria-labelledby="preview-title">
      <h2 className={classes.heading} id="preview-title">
        <Trans>Как это увидит получатель</Trans>
      </h2>
      <Group grow align="end">
        <Select
          aria-label={t`На чьих данных`}
          allowDeselect={false}
          data={[
            { value: 'deal', label: t`Сделка` },
            { value: 'contact', label: t`Контакт` },
          ]}
          value={kind}
          onChange={(value) => {
            setKind(value === 'contact' ? 'contact' : 'deal');
            setChosen(null);
          }}
        />
        <EntityPicker
          key={`${kind} ${newest.data?.id}`}
          kind={kind}
          aria-label={kind === 'deal' ? t`Сделка` : t`Контакт`}
          placeholder={t`Выберите запись`}
          value={record}
          onChange={setChosen}
        />
      </Group>
      <Preview
        draft={{
          subject: draft.subject,
          body: draft.body,
          lang: draft.lang,
          ...(record && { [`${kind}_id`]: record.id }),
        }}
      />
    </section>
  );
}
