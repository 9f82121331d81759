import { Trans, useLingui } from '@lingui/react/macro';
import {
  Alert,
  Button,
  ColorInput,
  CopyButton,
  Group,
  Loader,
  Select,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { errorText } from '@/api/problem';
import { usePipelines, useSourceOptions } from '@/api/reference';
import { useCan } from '@/api/session';
import type { FormDesign, SiteForm } from '@/api/types';
import { ErrorState } from '@/kit/ErrorState';
import { Page } from '@/kit/Page';
import classes from './attract.module.css';
import { FieldEditor } from './FieldEditor';
import { FormPreview } from './FormPreview';
import { usualWords } from './formDesign';
import { SubmissionList } from './SubmissionList';

export function FormPage() {
  const { id } = useParams({ from: '/_app/forms/$id' });
  const query = useQuery({
    queryKey: [...keys.forms, 'one', id],
    queryFn: (): Promise<SiteForm> =>
      data(http.GET('/api/v1/forms/{id}', { params: { path: { id } } })),
  });
  if (query.isError && !query.data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Loader size="sm" m="xl" />;
  return <Builder key={query.data.version} form={query.data} />;
}

function Builder({ form }: { form: SiteForm }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const readOnly = !useCan()('forms.write');
  const [design, setDesign] = useState<FormDesign>(form.design);
  const [name, setName] = useState(form.name);
  const dirty = name !== form.name || JSON.stringify(design) !== JSON.stringify(form.design);
  const save = useMutation({
    mutationFn: (body: {
      name?: string;
      design?: FormDesign;
      archived?: boolean;
    }): Promise<SiteForm> =>
      data(
        http.PATCH('/api/v1/forms/{id}', {
          params: { path: { id: form.id } },
          body: { version: form.version, ...body },
        }),
      ),
    onSuccess: (saved) => {
      client.setQueryData([...keys.forms, 'one', form.id], saved);
      void client.invalidateQueries({ queryKey: keys.forms });
    },
  });
  const set = (part: Partial<FormDesign>) => setDesign({ ...design, ...part });
  const page = `${location.origin}/f/${form.slug}`;
  const line = `<script async src="${page}/embed.js"></script>`;
  return (
    <Page
      title={form.name}
      facts={form.archived ? t`в архиве` : `/f/${form.slug}`}
      actions={
        <>
          <Button component="a" variant="default" href={page} target="_blank" rel="noopener">
            <Trans>Открыть</Trans>
          </Button>
          {!readOnly && (
            <>
              <Button variant="default" onClick={() => save.mutate({ archived: !form.archived })}>
                {form.archived ? <Trans>Вернуть из архива</Trans> : <Trans>В архив</Trans>}
              </Button>
              <Button
                disabled={!dirty}
                loading={save.isPending}
                onClick={() => save.mutate({ name, design })}
              >
                <Trans>Сохранить</Trans>
              </Button>
            </>
          )}
        </>
      }
    >
      {save.error && (
        <Alert color="red" variant="outline" role="alert" p="xs" mb="sm">
          {errorText(save.error)}
        </Alert>
      )}
      <div className={classes.builder}>
        <div>
          <section className={classes.section} aria-label={t`Вид формы`}>
            <Group grow align="start">
              <TextInput
                label={t`Название`}
                readOnly={readOnly}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <TextInput
                label={t`Заголовок`}
                readOnly={readOnly}
                value={design.title}
                onChange={(event) => set({ title: event.currentTarget.value })}
              />
            </Group>
            <Textarea
              mt="xs"
              label={t`Вступление`}
              autosize
              readOnly={readOnly}
              value={design.intro}
              onChange={(event) => set({ intro: event.currentTarget.value })}
            />
            <Group grow align="start" mt="xs">
              <TextInput
                label={t`Кнопка`}
                placeholder={usualWords(design.lang).send}
                readOnly={readOnly}
                value={design.button}
                onChange={(event) => set({ button: event.currentTarget.value })}
              />
              <ColorInput
                withEyeDropper={false}
                label={t`Цвет`}
                readOnly={readOnly}
                value={design.accent}
                onChange={(accent) => set({ accent })}
              />
              <Select
                label={t`Язык`}
                allowDeselect={false}
                readOnly={readOnly}
                data={[
                  { value: 'ru', label: 'Русский' },
                  { value: 'en', label: 'English' },
                ]}
                value={design.lang}
                onChange={(lang) => set({ lang: lang === 'en' ? 'en' : 'ru' })}
              />
            </Group>
          </section>
          <FieldEditor
            readOnly={readOnly}
            fields={design.fields ?? []}
            onChange={(fields) => set({ fields })}
          />
          <After design={design} readOnly={readOnly} set={set} />
          <section className={classes.section} aria-labelledby="embed-title">
            <h2 className={classes.heading} id="embed-title">
              <Trans>Строка для сайта</Trans>
            </h2>
            <code className={classes.code}>{line}</code>
            <div className={classes.line}>
              <CopyButton value={line}>
                {({ copied, copy }) => (
                  <Button size="xs" variant="default" onClick={copy}>
                    {copied ? <Trans>Скопировано</Trans> : <Trans>Скопировать строку</Trans>}
                  </Button>
                )}
              </CopyButton>
            </div>
          </section>
        </div>
        <FormPreview design={design} />
      </div>
      <SubmissionList form={form.id} />
    </Page>
  );
}

interface AfterProps {
  design: FormDesign;
  readOnly: boolean;
  set: (part: Partial<FormDesign>) => void;
}

/** What happens when it is sent. */
function After({ design, readOnly, set }: AfterProps) {
  const { t } = useLingui();
  const sources = useSourceOptions();
  const pipelines = usePipelines().map(({ id, name }) => ({ value: id, label: name }));
  return (
    <section className={classes.section} aria-labelledby="after-title">
      <h2 className={classes.heading} id="after-title">
        <Trans>После отправки</Trans>
      </h2>
      <Textarea
        label={t`Слова благодарности`}
        placeholder={usualWords(design.lang).thanks}
        autosize
        readOnly={readOnly}
        value={design.thanks}
        onChange={(event) => set({ thanks: event.currentTarget.value })}
      />
      <TextInput
        mt="xs"
        label={t`Или перейти на страницу вашего сайта`}
        placeholder="https://"
        readOnly={readOnly}
        value={design.redirect ?? ''}
        onChange={(event) => set({ redirect: event.currentTarget.value || null })}
      />
      <Group grow align="start" mt="xs">
        <Select
          label={t`Источник сделки`}
          placeholder={t`по кампании`}
          clearable
          searchable
          readOnly={readOnly}
          data={sources}
          value={design.source_id ?? null}
          onChange={(source_id) => set({ source_id })}
        />
        <Select
          label={t`Воронка`}
          placeholder={t`первая`}
          clearable
          readOnly={readOnly}
          data={pipelines}
          value={design.pipeline_id ?? null}
          onChange={(pipeline_id) => set({ pipeline_id })}
        />
      </Group>
    </section>
  );
}
