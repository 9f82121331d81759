import { Trans, useLingui } from '@lingui/react/macro';
import { Button, NumberInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { data, http, idempotencyKey } from '@/api/client';
import { keys } from '@/api/keys';
import { errorText, isProblem } from '@/api/problem';
import { useMe } from '@/api/session';
import type { Deal, Stage } from '@/api/types';
import { fromMajorUnits, numberMarks } from '@/kit/format';
import classes from './board.module.css';
import { changeBoards } from './boardData';
import { insertCard } from './cache';

interface Props {
  stage: Stage;
  pipelineId: string;
  onClose: () => void;
}

/** Three boxes at the top of a column. Enter saves and leaves them open for the next deal. */
export function QuickAdd({ stage, pipelineId, onClose }: Props) {
  const { t } = useLingui();
  const me = useMe();
  const client = useQueryClient();
  const first = useRef<HTMLInputElement>(null);
  const [title, setTitle] = useState('');
  const [company, setCompany] = useState('');
  const [amount, setAmount] = useState<number | string>('');
  // The same key for a second try of the same deal, so that a lost answer does not make two.
  const [key, setKey] = useState(idempotencyKey);

  const create = useMutation({
    meta: { form: true },
    mutationFn: (): Promise<Deal> =>
      data(
        http.POST('/api/v1/deals', {
          params: { header: { 'Idempotency-Key': key } },
          body: {
            title: title.trim(),
            pipeline_id: pipelineId,
            stage_id: stage.id,
            company_name: company.trim() || undefined,
            value:
              amount === '' ? undefined : fromMajorUnits(Number(amount), me.workspace.currency),
          },
        }),
      ),
    onSuccess: (deal) => {
      changeBoards(client, (board) =>
        board.pipeline.id === pipelineId ? insertCard(board, deal) : board,
      );
      void client.invalidateQueries({ queryKey: keys.deals });
      setTitle('');
      setCompany('');
      setAmount('');
      setKey(idempotencyKey());
      first.current?.focus();
    },
    onError: () => setKey(idempotencyKey()),
  });
  const error = create.error;
  const fields = isProblem(error) ? error.fields : [];
  const errorOf = (...names: string[]) =>
    fields.find((field) => names.includes(field.field))?.message;
  const shown = ['title', 'company_name', 'value', 'amount'];
  const rest = error && !fields.some((field) => shown.includes(field.field));

  return (
    <form
      className={classes.quick}
      aria-label={t`Новая сделка на этапе «${stage.name}»`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (title.trim() && !create.isPending) create.mutate();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <TextInput
        ref={first}
        autoFocus
        aria-label={t`Название сделки`}
        placeholder={t`Название сделки`}
        value={title}
        onChange={(event) => setTitle(event.currentTarget.value)}
        error={errorOf('title')}
      />
      <TextInput
        aria-label={t`Компания`}
        placeholder={t`Компания`}
        value={company}
        onChange={(event) => setCompany(event.currentTarget.value)}
        error={errorOf('company_name')}
      />
      <NumberInput
        aria-label={t`Сумма, ${me.workspace.currency}`}
        placeholder={t`Сумма, ${me.workspace.currency}`}
        hideControls
        allowNegative={false}
        {...numberMarks()}
        decimalScale={2}
        value={amount}
        onChange={setAmount}
        error={errorOf('value', 'amount')}
      />
      {rest && (
        <div className={classes.quickError} role="alert">
          {errorText(error)}
        </div>
      )}
      <div className={classes.quickFoot}>
        <Button type="submit" loading={create.isPending} disabled={!title.trim()}>
          <Trans>Добавить</Trans>
        </Button>
        <Button variant="subtle" color="gray" onClick={onClose}>
          <Trans>Готово</Trans>
        </Button>
      </div>
    </form>
  );
}
