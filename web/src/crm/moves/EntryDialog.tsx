import { Trans, useLingui } from '@lingui/react/macro';
import { Checkbox, Group, NumberInput, Select, TextInput } from '@mantine/core';
import { DatePickerInput, DateTimePicker } from '@mantine/dates';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { errorText, isProblem, type ProblemError } from '@/api/problem';
import { useSourceOptions, useStageFinder, useUserOptions } from '@/api/reference';
import type { ChecklistItem, Deal, DealDetail, NamedRef, Stage } from '@/api/types';
import { localOf, momentOf } from '@/crm/taskDays';
import { EntityPicker } from '@/kit/EntityPicker';
import { FormModal } from '@/kit/FormModal';
import { fromMajorUnits, majorUnits, numberMarks } from '@/kit/format';
import { keepDeal, type Move, newestVersion } from './calls';
import classes from './moves.module.css';

interface Props {
  move: Move;
  problem: ProblemError;
  onClose: () => void;
  /** Everything is filled in: the move may be tried again. */
  onFilled: (deal: Deal) => void;
}

const FIELDS = [
  'amount',
  'company',
  'contact',
  'source',
  'expected_close',
  'next_step',
  'owner',
  'checklist',
];

/** A stage asks for things before a deal may enter it: here they are filled in on the spot. */
export function EntryDialog({ move, problem, onClose, onFilled }: Props) {
  const { t } = useLingui();
  const client = useQueryClient();
  const stageOf = useStageFinder();
  const detail = useQuery({
    queryKey: keys.deal(move.deal.id),
    queryFn: (): Promise<DealDetail> =>
      data(http.GET('/api/v1/deals/{id}', { params: { path: { id: move.deal.id } } })),
  });
  const deal = detail.data ?? move.deal;
  const missing = new Set(problem.fields.map((field) => field.field));
  const unknown = problem.fields.filter((field) => !FIELDS.includes(field.field));
  const checklist = unchecked(stageOf(move.deal.stage_id), detail.data);

  const [amount, setAmount] = useState<number | string>(
    deal.value.amount === 0 ? '' : majorUnits(deal.value),
  );
  const [company, setCompany] = useState<NamedRef | null>(deal.company);
  const [contact, setContact] = useState<NamedRef | null>(null);
  const [source, setSource] = useState<string | null>(deal.source?.id ?? null);
  const [owner, setOwner] = useState<string | null>(deal.owner?.id ?? null);
  const [close, setClose] = useState<string | null>(deal.expected_close);
  const [step, setStep] = useState(deal.next_step ?? '');
  const [stepAt, setStepAt] = useState<string | null>(localOf(deal.next_step_at));
  const [checks, setChecks] = useState<string[]>([]);
  const sources = useSourceOptions();
  const owners = useUserOptions();

  const fill = useMutation({
    meta: { form: true },
    mutationFn: async (): Promise<Deal> => {
      const body: Record<string, unknown> = {};
      if (missing.has('amount') && amount !== '') {
        body.value = fromMajorUnits(Number(amount), deal.value.currency);
      }
      if (missing.has('company') && company) {
        if (company.id === NEW) body.company_name = company.name;
        else body.company_id = company.id;
      }
      if (missing.has('contact') && contact) {
        const known = detail.data?.contacts ?? [];
        body.contacts = [
          ...known.map((one) => ({ contact_id: one.contact.id, role: one.role })),
          { contact_id: contact.id, role: '' },
        ];
      }
      if (missing.has('source') && source) body.source_id = source;
      if (missing.has('owner') && owner) body.owner_id = owner;
      if (missing.has('expected_close') && close) body.expected_close = close;
      if (missing.has('next_step')) {
        body.next_step = step.trim() || null;
        body.next_step_at = momentOf(stepAt);
      }
      let answer: Deal = { ...deal, version: newestVersion(client, deal) };
      const params = { path: { id: deal.id } };
      if (Object.keys(body).length > 0) {
        answer = await data<Deal>(
          http.PATCH('/api/v1/deals/{id}', { params, body: { ...body, version: answer.version } }),
        );
      }
      for (const item_id of checks) {
        answer = await data<Deal>(
          http.PUT('/api/v1/deals/{id}/checks/{item_id}', {
            params: { path: { id: deal.id, item_id } },
            body: { done: true },
          }),
        );
      }
      return answer;
    },
    onSuccess: (answer) => {
      keepDeal(client, answer);
      onFilled(answer);
    },
  });

  // The dialog opens with the first thing to fill in under the hands.
  const start = FIELDS.find((field) => missing.has(field));
  const first = (field: string) => (field === start ? { 'data-autofocus': true } : {});
  const errors = isProblem(fill.error) ? fill.error.fields : [];
  const errorOf = (...names: string[]) =>
    errors.find((field) => names.includes(field.field))?.message;

  return (
    <FormModal
      opened
      onClose={onClose}
      title={problem.problem.title}
      action={t`Заполнить и переместить`}
      busy={fill.isPending}
      error={fill.error ? errorText(fill.error) : null}
      onSubmit={() => fill.mutate()}
    >
      {/* What can be filled in here names itself; the rest is told in the server's words. */}
      <ul className={classes.missing}>
        {unknown.map((field) => (
          <li key={`${field.field} ${field.message}`}>{field.message}</li>
        ))}
      </ul>
      {missing.has('amount') && (
        <NumberInput
          label={t`Сумма, ${deal.value.currency}`}
          {...first('amount')}
          hideControls
          allowNegative={false}
          {...numberMarks()}
          decimalScale={2}
          value={amount}
          onChange={setAmount}
          error={errorOf('amount', 'value')}
        />
      )}
      {missing.has('company') && (
        <EntityPicker
          kind="company"
          {...first('company')}
          label={t`Компания`}
          value={company}
          onChange={setCompany}
          onCreate={(name) => setCompany({ id: NEW, name })}
          error={errorOf('company', 'company_id', 'company_name')}
        />
      )}
      {missing.has('contact') && (
        <EntityPicker
          kind="contact"
          {...first('contact')}
          label={t`Контакт`}
          value={contact}
          onChange={setContact}
          error={errorOf('contact', 'contacts')}
        />
      )}
      {missing.has('source') && (
        <Select
          label={t`Источник`}
          {...first('source')}
          data={sources}
          value={source}
          onChange={setSource}
          error={errorOf('source', 'source_id')}
        />
      )}
      {missing.has('owner') && (
        <Select
          label={t`Ответственный`}
          {...first('owner')}
          searchable
          data={owners}
          value={owner}
          onChange={setOwner}
          error={errorOf('owner', 'owner_id')}
        />
      )}
      {missing.has('expected_close') && (
        <DatePickerInput
          label={t`Ожидаемое закрытие`}
          {...first('expected_close')}
          valueFormat="D MMM YYYY"
          value={close}
          onChange={setClose}
          error={errorOf('expected_close')}
        />
      )}
      {missing.has('next_step') && (
        <Group grow align="start">
          <TextInput
            label={t`Следующий шаг`}
            {...first('next_step')}
            value={step}
            onChange={(event) => setStep(event.currentTarget.value)}
            error={errorOf('next_step')}
          />
          <DateTimePicker
            label={t`Когда`}
            clearable
            valueFormat="D MMM YYYY, HH:mm"
            clearButtonProps={{ 'aria-label': t`Очистить` }}
            value={stepAt}
            onChange={setStepAt}
            error={errorOf('next_step_at')}
          />
        </Group>
      )}
      {missing.has('checklist') && checklist.length > 0 && (
        <fieldset className={classes.checks}>
          <legend>
            <Trans>Чек-лист этапа</Trans>
          </legend>
          {checklist.map((item) => (
            <Checkbox
              key={item.id}
              label={item.text}
              checked={checks.includes(item.id)}
              onChange={(event) =>
                setChecks(
                  event.currentTarget.checked
                    ? [...checks, item.id]
                    : checks.filter((id) => id !== item.id),
                )
              }
            />
          ))}
        </fieldset>
      )}
      {unknown.length > 0 && (
        <div className={classes.missing}>
          <Trans>Остальное заполняется на странице сделки.</Trans>
        </div>
      )}
    </FormModal>
  );
}

/** The company that is made together with the change. */
const NEW = 'new';

/** What is not ticked yet on the stage that the deal leaves. */
function unchecked(stage: Stage | undefined, deal: DealDetail | undefined): ChecklistItem[] {
  const done = new Set(deal?.checks.map((check) => check.item_id));
  return (stage?.checklist ?? []).filter((item) => !done.has(item.id));
}
