import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Checkbox, CopyButton, Textarea, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useCan, useMe } from '@/api/session';
import type { AskedQuestion, ScriptRun, ScriptStep } from '@/api/types';
import { qualificationQuery } from '../qualificationCalls';
import { runsQuery, useRunCalls } from './scriptCalls';
import classes from './scripts.module.css';
import { called, outcomeName } from './steps';

interface Props {
  deal: string;
  /** The telephone writes the call down itself. */
  logged?: boolean;
}

/** The script that the person at the screen follows on this deal just now. */
export function ScriptRunner({ deal, logged }: Props) {
  const me = useMe();
  const runs = useQuery(runsQuery(deal)).data ?? [];
  const run = runs.find((one) => !one.ended_at && one.by?.id === me.user.id);
  return run ? (
    <div className={classes.runnerBox}>
      <Runner key={run.id} run={run} deal={deal} logged={logged} />
    </div>
  ) : null;
}

/** The present step, large; digits choose what the client answers. */
function Runner({ run, deal, logged }: Props & { run: ScriptRun }) {
  const { t } = useLingui();
  const calls = useRunCalls(deal);
  const asked = useQuery(qualificationQuery(deal)).data?.questions;
  const [note, setNote] = useState(run.note);
  const step = run.steps.find((one) => one.key === run.step);
  const busy = calls.answer.isPending || calls.back.isPending || calls.finish.isPending;
  /** Leaving the note saves it, and what made one leave it comes after that. */
  const saving = useRef<Promise<ScriptRun | null>>(null);
  const then = async (deed: (now: ScriptRun) => void) => {
    const saved = await saving.current;
    saving.current = null;
    deed(saved && saved.version > run.version ? saved : run);
  };
  const back = () => run.path.length > 0 && !busy && void then((now) => calls.back.mutate(now));
  useHotkeys([['Backspace', back]]);
  if (!step) return null;
  return (
    <section className={classes.runner} aria-label={t`Идём по скрипту`}>
      <div className={classes.runHead}>
        <h2>
          {run.script_name}, {run.number}
        </h2>
        <span className={classes.quiet}>{called(run.steps, run.step)}</span>
        <span className={classes.spread} />
        {run.kind === 'mail' && (
          <CopyButton value={step.text}>
            {({ copied, copy }) => (
              <Button size="compact-xs" variant="subtle" onClick={copy}>
                {copied ? <Trans>Скопировано</Trans> : <Trans>Скопировать текст</Trans>}
              </Button>
            )}
          </CopyButton>
        )}
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<IconArrowLeft size={13} />}
          disabled={run.path.length === 0 || busy}
          title={t`Backspace`}
          onClick={back}
        >
          <Trans>Назад</Trans>
        </Button>
        {!step.end && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            disabled={busy}
            onClick={() => void then((now) => calls.finish.mutate({ run: now, note, log: false }))}
          >
            <Trans>Прервать</Trans>
          </Button>
        )}
      </div>
      <div>
        <p className={classes.say} aria-live="polite">
          {step.text}
        </p>
        {step.end ? (
          <End key={run.step} run={run} step={step} note={note} calls={calls} logged={logged} />
        ) : (
          <Answers
            key={`${run.step} ${run.path.length}`}
            step={step}
            question={asked?.find((one) => one.key === step.question)}
            busy={busy}
            onAnswer={(answer, value) =>
              void then((now) => calls.answer.mutate({ run: now, answer, value }))
            }
          />
        )}
      </div>
      <div className={classes.beside}>
        <Textarea
          autosize
          minRows={2}
          maxRows={6}
          aria-label={t`Заметка к разговору`}
          placeholder={t`Заметка к разговору`}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          onBlur={() => {
            // The button that finishes takes the note along.
            if (note.trim() === run.note || step.end || busy) return;
            saving.current = calls.note.mutateAsync({ run, note }).catch(() => null);
          }}
        />
        {run.path.length > 0 && (
          <p className={classes.path}>
            {run.path
              .map((passed) => `${called(run.steps, passed.step)}: ${passed.said}`)
              .join(' › ')}
          </p>
        )}
      </div>
    </section>
  );
}

interface AnswersProps {
  step: ScriptStep;
  /** The question of qualification that is asked here, as this deal is asked it. */
  question: AskedQuestion | undefined;
  busy: boolean;
  onAnswer: (answer: number, value: string | null) => void;
}

function Answers({ step, question, busy, onAnswer }: AnswersProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState(question?.answer?.value ?? '');
  const answers = step.answers ?? [];
  const written = question !== undefined && !['yes_no', 'choice'].includes(question.kind);
  const choose = (index: number) => {
    if (busy || !answers[index]) return;
    onAnswer(index, written && typed.trim() ? typed.trim() : null);
  };
  useHotkeys(Array.from({ length: 9 }, (_, index) => [String(index + 1), () => choose(index)]));
  const told = (value: string | null | undefined) =>
    value === 'yes' ? t`да` : value === 'no' ? t`нет` : value;
  return (
    <>
      {written && (
        <TextInput
          label={question.text}
          description={question.hint || undefined}
          type={question.kind === 'date' ? 'date' : 'text'}
          inputMode={
            question.kind === 'number' || question.kind === 'money' ? 'decimal' : undefined
          }
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <ol className={classes.choices}>
        {answers.map((answer, index) => (
          <li key={answer.text + answer.to}>
            <button
              type="button"
              className={classes.choice}
              disabled={busy}
              onClick={() => choose(index)}
            >
              <kbd className={classes.kbd}>{index + 1}</kbd>
              <span>{answer.text}</span>
              {question && answer.value && (
                <span className={classes.captures}>
                  {question.text} {told(answer.value)}
                </span>
              )}
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}

interface EndProps {
  run: ScriptRun;
  step: ScriptStep;
  note: string;
  calls: ReturnType<typeof useRunCalls>;
  logged: boolean | undefined;
}

function End({ run, step, note, calls, logged }: EndProps) {
  const { t } = useLingui();
  const can = useCan();
  const loggable = !logged && !run.activity_id && can('activities.write');
  const [log, setLog] = useState(true);
  return (
    <div className={classes.end}>
      <b>{step.end && outcomeName(step.end)}</b>
      <Button
        autoFocus
        loading={calls.finish.isPending}
        onClick={() => calls.finish.mutate({ run, note, log: loggable && log })}
      >
        <Trans>Завершить</Trans>
      </Button>
      {loggable && (
        <Checkbox
          label={run.kind === 'call' ? t`записать звонок` : t`записать письмо`}
          checked={log}
          onChange={(event) => setLog(event.currentTarget.checked)}
        />
      )}
    </div>
  );
}
