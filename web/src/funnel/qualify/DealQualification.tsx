import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { isProblem } from '@/api/problem';
import { useStageFinder } from '@/api/reference';
import { useCan } from '@/api/session';
import type { DealDetail } from '@/api/types';
import { LoseDialog } from '@/crm/moves/LoseDialog';
import record from '@/crm/record/record.module.css';
import { formatDate, formatShare } from '@/kit/format';
import { Answer } from './Answer';
import { AnswerDetails } from './AnswerDetails';
import { NoQuestions } from './NoQuestions';
import { qualificationQuery, useQualificationCalls } from './qualificationCalls';
import classes from './qualify.module.css';
import { TakeBack } from './TakeBack';

/** The questions of a deal, its score, and whether it goes on. */
export function DealQualification({ deal }: { deal: DealDetail }) {
  const { t } = useLingui();
  const can = useCan();
  const stageOf = useStageFinder();
  const [refusing, setRefusing] = useState(false);
  const [back, setBack] = useState<string | null>(null);
  const query = useQuery(qualificationQuery(deal.id));
  const told = query.data;
  const { answer, qualify, refuse } = useQualificationCalls(deal);
  const early = ['attract', 'qualify'].includes(stageOf(deal.stage_id)?.kind ?? '');
  const open = deal.status === 'open';
  if (!told) {
    const lacking = isProblem(query.error, 'not_found') && early && open;
    return lacking && can('questions.write') ? <NoQuestions deal={deal} /> : null;
  }
  if (told.answered === 0 && !told.verdict && !(early && open)) return null;
  const asked = (text: string) => text.replace(/\?$/, '');
  const gates = told.questions
    .filter((one) => told.open_gates.includes(one.key))
    .map((one) => asked(one.text))
    .join(', ');
  return (
    <section className={record.card} aria-label={t`Квалификация`}>
      <h2 className={record.heading}>
        <Trans>Квалификация</Trans>
        <span className={record.count}>
          {told.answered}/{told.questions.length}
        </span>
        <b className={record.headingEnd}>{formatShare(told.score / 100)}</b>
      </h2>
      <span className={classes.track} aria-hidden>
        <span style={{ width: `${told.score}%` }} />
      </span>
      <div className={classes.questions}>
        {told.questions.map((question) => (
          <Answer
            key={question.key}
            question={question}
            disabled={!open || !can('qualification.write')}
            onAnswer={(value) => answer.mutate({ question: question.key, value })}
          >
            <AnswerDetails
              deal={deal}
              question={question}
              disabled={!open || !can('qualification.write')}
              onAnswer={(given) => answer.mutate(given)}
            />
          </Answer>
        ))}
      </div>
      {deal.status === 'lost' && told.verdict?.back_on && (
        <div className={classes.back}>
          <span>
            <Trans>Отложена до {formatDate(told.verdict.back_on)}</Trans>
            {told.verdict.note && <small>{told.verdict.note}</small>}
          </span>
          <TakeBack deal={deal.id} title={deal.title} />
        </div>
      )}
      {open && early && can('qualification.write') && (
        <>
          <div className={classes.verdict}>
            <Button
              size="xs"
              disabled={told.open_gates.length > 0}
              loading={qualify.isPending}
              onClick={() => qualify.mutate()}
            >
              <Trans>Квалифицировать</Trans>
            </Button>
            <Button size="xs" variant="default" onClick={() => setRefusing(true)}>
              <Trans>Отложить или отказать…</Trans>
            </Button>
          </div>
          {gates && (
            <p className={record.quiet}>
              <Trans>Без этого дальше нельзя: {gates}</Trans>
            </p>
          )}
        </>
      )}
      {refusing && (
        <LoseDialog
          title={t`Отложить или отказать`}
          action={back ? t`Отложить` : t`Отказать`}
          busy={refuse.isPending}
          onClose={() => setRefusing(false)}
          onLose={(reason_id, note) =>
            refuse.mutate(
              { reason_id, note: note ?? '', back_on: back },
              { onSuccess: () => setRefusing(false) },
            )
          }
        >
          <DatePickerInput
            label={t`Вернуться к клиенту`}
            description={t`В этот день появится задача. Пусто — отказ насовсем`}
            placeholder={t`Не возвращаться`}
            clearable
            valueFormat="D MMM YYYY"
            minDate={new Date()}
            clearButtonProps={{ 'aria-label': t`Очистить` }}
            value={back}
            onChange={setBack}
          />
        </LoseDialog>
      )}
    </section>
  );
}
