import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { usePipelines } from '@/api/reference';
import { useCan } from '@/api/session';
import type { QuestionSet } from '@/api/types';
import { useAddressed } from '@/kit/choice';
import { ErrorState } from '@/kit/ErrorState';
import { Page } from '@/kit/Page';
import { questionSetsQuery, useQuestionCalls } from './questionCalls';
import classes from './questions.module.css';
import { SetEditor } from './SetEditor';

const NEW = 'new';

/** What a deal is asked before it goes on: sets of questions, each in versions. */
export function QuestionsPage() {
  const { t } = useLingui();
  const readOnly = !useCan()('questions.write');
  const sets = useQuery(questionSetsQuery);
  const { bant } = useQuestionCalls();
  const pipelines = usePipelines();
  const [chosen, setChosen] = useAddressed('set');
  if (sets.error) return <ErrorState error={sets.error} onRetry={() => void sets.refetch()} />;
  const used = (sets.data?.items ?? []).filter((set) => !set.archived);
  const open = used.find((set) => set.id === chosen) ?? (chosen === NEW ? null : used[0]);
  const whom = (set: QuestionSet) =>
    pipelines.find((one) => one.id === set.pipeline_id)?.name ?? t`все воронки`;
  return (
    <Page
      title={t`Вопросы квалификации`}
      actions={
        !readOnly &&
        used.length > 0 && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={13} />}
            onClick={() => setChosen(NEW)}
          >
            <Trans>Набор</Trans>
          </Button>
        )
      }
    >
      {sets.data && used.length === 0 && chosen !== NEW && (
        <section className={classes.empty}>
          <p>
            <Trans>
              Вопросов нет, поэтому сделки проходят дальше без проверки. Начните с четырёх обычных:
              бюджет, кто решает, потребность, срок.
            </Trans>
          </p>
          {!readOnly && (
            <>
              <Button loading={bant.isPending} onClick={() => bant.mutate()}>
                <Trans>Завести BANT</Trans>
              </Button>{' '}
              <Button variant="default" onClick={() => setChosen(NEW)}>
                <Trans>Свой набор</Trans>
              </Button>
            </>
          )}
        </section>
      )}
      {(used.length > 1 || (used.length > 0 && chosen === NEW)) && (
        <nav className={classes.sets} aria-label={t`Наборы вопросов`}>
          {used.map((set) => (
            <button
              key={set.id}
              type="button"
              aria-current={set.id === open?.id || undefined}
              onClick={() => setChosen(set.id)}
            >
              {set.name} <span>{whom(set)}</span>
            </button>
          ))}
          {chosen === NEW && (
            <button type="button" aria-current>
              <Trans>Новый набор</Trans>
            </button>
          )}
        </nav>
      )}
      {open && (
        <SetEditor
          key={`${open.id} ${open.version}`}
          set={open}
          readOnly={readOnly}
          onDone={(set) => setChosen(set.id)}
        />
      )}
      {chosen === NEW && (
        <SetEditor key={NEW} readOnly={readOnly} onDone={(set) => setChosen(set.id)} />
      )}
    </Page>
  );
}
