import { Trans, useLingui } from '@lingui/react/macro';
import { Alert, Button, Select, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { errorText, fieldErrors } from '@/api/problem';
import { usePipelines } from '@/api/reference';
import type { AskedQuestion, Question, QuestionSet } from '@/api/types';
import { confirm } from '@/kit/confirm';
import { moved } from '@/kit/order';
import { Answer } from './Answer';
import { QuestionEditor } from './QuestionEditor';
import { type Draft, useQuestionCalls } from './questionCalls';
import { freeKey } from './questionDesign';
import classes from './questions.module.css';

interface Props {
  /** None: a new one. */
  set?: QuestionSet;
  readOnly: boolean;
  onDone: (set: QuestionSet) => void;
}

const ALL = 'all';

/** One set of questions, and how it will look on a deal. */
export function SetEditor({ set, readOnly, onDone }: Props) {
  const { t } = useLingui();
  const pipelines = usePipelines();
  const { create, change } = useQuestionCalls();
  const kept: Draft = {
    name: set?.name ?? '',
    pipeline_id: set?.pipeline_id ?? null,
    questions: set?.questions ?? [fresh([], t`Новый вопрос`)],
  };
  const [draft, setDraft] = useState(kept);
  const changed = JSON.stringify(draft) !== JSON.stringify(kept);
  const asked = JSON.stringify(draft.questions) !== JSON.stringify(kept.questions);
  const next = (set?.number ?? 0) + 1;
  const { error, isPending } = set ? change : create;
  const problems = fieldErrors(error);
  const put = (questions: Question[]) => setDraft({ ...draft, questions });
  const save = async () => {
    onDone(await (set ? change.mutateAsync({ set, ...draft }) : create.mutateAsync(draft)));
  };
  const archive = async () => {
    if (!set) return;
    const sure = await confirm({
      title: t`Больше не задавать «${set.name}»?`,
      text: t`Данные ответы останутся в истории сделок.`,
      action: t`Убрать набор`,
      danger: true,
    });
    if (sure) await change.mutateAsync({ set, archived: true });
  };
  return (
    <div className={classes.builder}>
      <div>
        <div className={classes.head}>
          <TextInput
            label={t`Название`}
            value={draft.name}
            readOnly={readOnly}
            error={problems.name}
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          />
          <Select
            label={t`Для воронки`}
            allowDeselect={false}
            readOnly={readOnly}
            data={[
              { value: ALL, label: t`все, у которых нет своего набора` },
              ...pipelines.map((one) => ({ value: one.id, label: one.name })),
            ]}
            value={draft.pipeline_id ?? ALL}
            onChange={(id) => setDraft({ ...draft, pipeline_id: id === ALL ? null : id })}
          />
        </div>
        {draft.questions.map((question, index) => (
          <QuestionEditor
            key={question.key}
            question={question}
            number={index + 1}
            last={index === draft.questions.length - 1}
            readOnly={readOnly}
            problems={(part) => problems[`questions[${index}].${part}`]}
            onChange={(now) => put(draft.questions.map((one, at) => (at === index ? now : one)))}
            onMove={(by) => put(moved(draft.questions, index, index + by))}
            onRemove={() => put(draft.questions.filter((_, at) => at !== index))}
          />
        ))}
        {!readOnly && (
          <div className={classes.line}>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconPlus size={13} />}
              onClick={() => put([...draft.questions, fresh(draft.questions, t`Новый вопрос`)])}
            >
              <Trans>Вопрос</Trans>
            </Button>
            {set && (
              <Button size="xs" variant="subtle" color="gray" onClick={() => void archive()}>
                <Trans>Убрать набор</Trans>
              </Button>
            )}
          </div>
        )}
        {error && (
          <Alert color="red" variant="outline" role="alert" p="xs" mt="sm">
            {errorText(error)}
          </Alert>
        )}
        {!readOnly && changed && (
          <div className={classes.save}>
            <Button loading={isPending} onClick={() => void save().catch(() => undefined)}>
              {!set ? t`Завести набор` : asked ? t`Сохранить как версию ${next}` : t`Сохранить`}
            </Button>
            <Button variant="default" onClick={() => setDraft(kept)}>
              <Trans>Отменить</Trans>
            </Button>
          </div>
        )}
        {set && (
          <p className={classes.quiet}>
            {changed && asked ? (
              <Trans>
                Сделки в работе сразу увидят новую версию. Данные ответы сохранятся: у оставшихся
                вопросов они продолжат считаться, у убранных останутся в истории. Уже принятые
                решения и их оценки не изменятся.
              </Trans>
            ) : (
              <Trans>
                Сейчас задаётся версия {set.number}. Звёздочкой отмечены обязательные вопросы.
              </Trans>
            )}
          </p>
        )}
      </div>
      <Preview questions={draft.questions} />
    </div>
  );
}

function fresh(questions: Question[], text: string): Question {
  return {
    key: freeKey(questions),
    text,
    hint: '',
    kind: 'yes_no',
    options: [],
    weight: 25,
    gate: false,
  };
}

/** How the questions stand on the card of a deal; what is tried here goes nowhere. */
function Preview({ questions }: { questions: Question[] }) {
  const { t } = useLingui();
  const [tried, setTried] = useState<Record<string, string | null>>({});
  const shown = (question: Question): AskedQuestion => {
    const value = tried[question.key] ?? null;
    const answer = { value, speaks_for: null, proof: '', contact: null, by: null, at: '' };
    return { ...question, answer: value === null ? null : answer, earlier: [] };
  };
  return (
    <section className={classes.preview} aria-label={t`Так увидят на сделке`}>
      <h2>
        <Trans>Так увидят на сделке</Trans>
      </h2>
      {questions.map((question) => (
        <Answer
          key={`${question.key} ${question.kind}`}
          question={shown(question)}
          disabled={false}
          onAnswer={(value) => setTried({ ...tried, [question.key]: value })}
        />
      ))}
    </section>
  );
}
