import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Select, TextInput } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import type { AskedQuestion, DealDetail } from '@/api/types';
import { formatDateTime } from '@/kit/format';
import type { Answering } from './qualificationCalls';
import classes from './qualify.module.css';

interface Props {
  deal: DealDetail;
  question: AskedQuestion;
  disabled: boolean;
  onAnswer: (answer: Answering) => void;
}

/** Who answered and how it is known, and what was answered before. */
export function AnswerDetails({ deal, question, disabled, onAnswer }: Props) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const id = useId();
  const { answer, earlier } = question;
  if (!answer && earlier.length === 0) return null;
  const known = [answer?.contact?.name ?? answer?.by?.name, answer?.proof];
  const said = known.filter(Boolean).join(': ');
  return (
    <div className={classes.details}>
      <button
        type="button"
        className={classes.known}
        aria-expanded={open}
        aria-controls={id}
        aria-label={t`Подробнее об ответе: ${question.text}`}
        onClick={() => setOpen(!open)}
      >
        {said || (answer ? t`откуда известно?` : t`история ответа`)}
      </button>
      {open && (
        <div id={id}>
          {answer && <Known key={answer.at} {...{ deal, question, disabled, onAnswer }} />}
          {earlier.length > 0 && (
            <ol className={classes.earlier} aria-label={t`Раньше отвечали`}>
              {earlier.map((one) => (
                <li key={one.at}>
                  <Said value={one.value} kind={question.kind} />{' '}
                  <span>
                    {[one.contact?.name, one.proof, one.by?.name, formatDateTime(one.at)]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </li>
              ))}
            </ol>
          )}
        </div>
      )}
    </div>
  );
}

function Said({ value, kind }: { value: string | null; kind: AskedQuestion['kind'] }): ReactNode {
  if (value === null) return <Trans>ответ снят</Trans>;
  if (kind !== 'yes_no') return value;
  return value === 'yes' ? <Trans>да</Trans> : <Trans>нет</Trans>;
}

/** The proof and the contact, kept with a button: each change stays in the history of the answer. */
function Known({ deal, question, disabled, onAnswer }: Props) {
  const { t } = useLingui();
  const { answer } = question;
  const [proof, setProof] = useState(answer?.proof ?? '');
  const [contact, setContact] = useState(answer?.contact?.id ?? null);
  const changed = proof.trim() !== answer?.proof || contact !== (answer?.contact?.id ?? null);
  const people = deal.contacts.map((one) => ({ value: one.contact.id, label: one.contact.name }));
  const told = answer?.contact;
  if (told && !people.some((one) => one.value === told.id)) {
    people.push({ value: told.id, label: told.name });
  }
  return (
    <div className={classes.proof}>
      <Select
        size="xs"
        label={t`Кто ответил`}
        placeholder={people.length > 0 ? t`не указано` : t`у сделки нет контактов`}
        clearable
        clearButtonProps={{ 'aria-label': t`Очистить` }}
        disabled={disabled}
        data={people}
        value={contact}
        onChange={setContact}
      />
      <TextInput
        size="xs"
        label={t`Откуда известно`}
        placeholder={t`письмо, звонок, документ`}
        disabled={disabled}
        value={proof}
        onChange={(event) => setProof(event.currentTarget.value)}
      />
      {changed && (
        <Button
          size="compact-xs"
          onClick={() =>
            onAnswer({
              question: question.key,
              value: answer?.value ?? null,
              proof: proof.trim(),
              contact_id: contact,
            })
          }
        >
          <Trans>Сохранить</Trans>
        </Button>
      )}
      {answer?.by && (
        <p className={classes.by}>
          <Trans>
            Записал {answer.by.name}, {formatDateTime(answer.at)}
          </Trans>
        </p>
      )}
    </div>
  );
}
