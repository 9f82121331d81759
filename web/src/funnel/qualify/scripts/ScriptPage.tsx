import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Loader, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { errorText } from '@/api/problem';
import { useCan } from '@/api/session';
import type { Script, ScriptStep, ScriptVersion } from '@/api/types';
import { RecordTitle } from '@/crm/record/RecordTitle';
import { ErrorState } from '@/kit/ErrorState';
import { formatDate } from '@/kit/format';
import { useListState } from '@/kit/listState';
import { Page } from '@/kit/Page';
import { Outline } from './Outline';
import { ScriptResultsView } from './ScriptResults';
import { StepEditor } from './StepEditor';
import { scriptQuery, useScriptCalls } from './scriptCalls';
import classes from './scripts.module.css';
import { freshKey, freshStep, stepOfFault, without } from './steps';

export function ScriptPage() {
  const { id } = useParams({ from: '/_app/scripts/$id' });
  const query = useQuery(scriptQuery(id));
  if (query.isError && !query.data) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (!query.data) return <Loader size="sm" m="xl" />;
  return <Loaded key={id} script={query.data} />;
}

/** What is edited, and from which version of the script it was begun. */
function begun(script: Script, shown: ScriptVersion | undefined) {
  const steps = shown?.steps ?? [];
  const note = shown && !shown.published_at ? shown.note : '';
  return {
    steps,
    note,
    number: shown?.number,
    from: script.version,
    base: JSON.stringify([steps, note]),
  };
}

/** The steps are edited as a draft; what is published is read only. */
function Loaded({ script }: { script: Script }) {
  const { t } = useLingui();
  const state = useListState(['view', 'version', 'step']);
  const search = useSearch({ strict: false }) as Record<string, string>;
  const may = useCan()('scripts.write');
  const calls = useScriptCalls(script.id);
  const newest = script.versions[0];
  const shown = script.versions.find((one) => String(one.number) === search.version) ?? newest;
  const [edit, setEdit] = useState(() => begun(script, shown));
  const { steps, note } = edit;
  const changed = JSON.stringify([steps, note]) !== edit.base;
  // Somebody else's change comes in where it takes nothing away; else saving says what happened.
  if (shown?.number !== edit.number || (edit.from !== script.version && !changed)) {
    setEdit(begun(script, shown));
  }
  if (!shown || !newest) return null;
  const setSteps = (next: ScriptStep[]) => setEdit((now) => ({ ...now, steps: next }));
  const readOnly = !may || shown !== newest || script.archived;
  const drafted = !newest.published_at;
  const dirty = !readOnly && changed;
  const faults = !readOnly && drafted && !dirty ? script.faults : [];
  const at = Math.max(
    0,
    steps.findIndex((step) => step.key === search.step),
  );
  const step = steps[at];
  const save = async () => {
    const saved = await calls.draft.mutateAsync({ version: edit.from, steps, note });
    setEdit(begun(saved, saved.versions[0]));
    return saved;
  };
  const publish = async () => {
    const now = dirty ? await save() : script;
    // What keeps it from being published is shown at its steps.
    if (now.faults.length === 0) await calls.publish.mutateAsync({ version: now.version });
  };
  const busy = calls.draft.isPending || calls.publish.isPending;
  const error = calls.draft.error ?? calls.publish.error ?? calls.change.error;
  const add = (): string => {
    const key = freshKey(steps);
    setEdit((now) => ({ ...now, steps: [...now.steps, freshStep(key)] }));
    return key;
  };
  const select = (key: string | undefined) => state.set({ step: key });
  const results = search.view === 'results';

  return (
    <Page
      title={
        <RecordTitle
          label={t`Название скрипта`}
          value={script.name}
          readOnly={!may}
          onSave={(name) => calls.change.mutateAsync({ version: script.version, name })}
        />
      }
      facts={script.archived ? t`в архиве` : script.kind === 'call' ? t`звонок` : t`письмо`}
      actions={
        may && (
          <>
            <Button
              variant="default"
              onClick={() =>
                calls.change.mutate({ version: script.version, archived: !script.archived })
              }
            >
              {script.archived ? <Trans>Вернуть из архива</Trans> : <Trans>В архив</Trans>}
            </Button>
            {!readOnly && (
              <>
                <Button
                  variant="default"
                  disabled={!dirty}
                  loading={busy}
                  onClick={() => void save().catch(() => undefined)}
                >
                  <Trans>Сохранить черновик</Trans>
                </Button>
                <Button
                  disabled={!dirty && !drafted}
                  loading={busy}
                  onClick={() => void publish().catch(() => undefined)}
                >
                  <Trans>Опубликовать</Trans>
                </Button>
              </>
            )}
          </>
        )
      }
      bar={
        <>
          <SegmentedControl
            aria-label={t`Что показать`}
            value={results ? 'results' : 'steps'}
            onChange={(view) => state.set({ view: view === 'results' ? view : '' })}
            data={[
              { value: 'steps', label: t`Шаги` },
              { value: 'results', label: t`Результаты` },
            ]}
          />
          {!results && (
            <Select
              w={250}
              aria-label={t`Версия`}
              allowDeselect={false}
              data={script.versions.map((one) => ({
                value: String(one.number),
                label: one.published_at
                  ? t`Версия ${one.number} от ${formatDate(one.published_at)}`
                  : t`Версия ${one.number}, черновик`,
              }))}
              value={String(shown.number)}
              onChange={(version) => state.set({ version: version ?? undefined })}
            />
          )}
          {!results && (drafted || dirty) && !readOnly ? (
            <TextInput
              className={classes.note}
              aria-label={t`Что нового`}
              placeholder={t`Что нового в этой версии`}
              value={note}
              onChange={(event) => {
                const { value } = event.currentTarget;
                setEdit((now) => ({ ...now, note: value }));
              }}
            />
          ) : (
            !results && shown.note && <span className={classes.quiet}>{shown.note}</span>
          )}
        </>
      }
    >
      {error && (
        <Alert color="red" variant="outline" role="alert" p="xs" mb="sm">
          {errorText(error)}
        </Alert>
      )}
      {results ? (
        <ScriptResultsView script={script} />
      ) : (
        <>
          {faults.length > 0 && (
            <div className={classes.faults}>
              <b>
                <Trans>Опубликовать пока нельзя</Trans>
              </b>
              <ul>
                {faults.map((fault) => (
                  <li key={fault.field + fault.code}>
                    <button
                      type="button"
                      className={classes.open}
                      onClick={() => select(steps[stepOfFault(fault.field)]?.key)}
                    >
                      {fault.message}
                    </button>
                  </li>
                ))}
              </ul>
            </div>
          )}
          <div className={classes.editor}>
            <Outline
              steps={steps}
              at={at}
              faulty={new Set(faults.map((fault) => stepOfFault(fault.field)))}
              onSelect={select}
              onAdd={readOnly ? undefined : () => select(add())}
            />
            {step && (
              <StepEditor
                key={step.key}
                steps={steps}
                at={at}
                readOnly={readOnly}
                onChange={(part) =>
                  setEdit((now) => ({
                    ...now,
                    steps: now.steps.map((one) =>
                      one.key === step.key ? { ...one, ...part } : one,
                    ),
                  }))
                }
                onAdd={add}
                onSelect={select}
                onMove={(to) => {
                  const next = steps.filter((one) => one.key !== step.key);
                  next.splice(to, 0, step);
                  setSteps(next);
                }}
                onRemove={() => {
                  setSteps(without(steps, step.key));
                  select(steps[at === 0 ? 1 : at - 1]?.key);
                }}
              />
            )}
          </div>
        </>
      )}
    </Page>
  );
}
