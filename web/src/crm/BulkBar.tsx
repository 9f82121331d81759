import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, CloseButton, Modal, MultiSelect, Select, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { data, http, idempotencyKey } from '@/api/client';
import { keys } from '@/api/keys';
import { useLostReasonOptions, useTagOptions, useUserOptions } from '@/api/reference';
import { useCan } from '@/api/session';
import type { BulkResult } from '@/api/types';
import { FormModal } from '@/kit/FormModal';
import { BULK_LIMIT, type BulkAction, type BulkOutcome, chunks, outcomeOf } from './bulk';
import classes from './lists.module.css';
import { useStageGroups } from './stageOptions';

type Kind = BulkAction['type'];

interface Props {
  ids: string[];
  nameOf: (id: string) => string;
  onClear: () => void;
}

/** What can be done with all chosen deals at once; it floats over the list while something is chosen. */
export function BulkBar({ ids, nameOf, onClear }: Props) {
  const { t } = useLingui();
  const can = useCan();
  const client = useQueryClient();
  const [kind, setKind] = useState<Kind | null>(null);
  const [outcome, setOutcome] = useState<BulkOutcome | null>(null);

  const run = useMutation({
    mutationFn: async (action: BulkAction): Promise<BulkOutcome> => {
      const results: BulkResult[] = [];
      for (const part of chunks(ids, BULK_LIMIT)) {
        results.push(
          await data<BulkResult>(
            http.POST('/api/v1/deals/bulk', {
              body: { ids: part, action },
              params: { header: { 'Idempotency-Key': idempotencyKey() } },
            }),
          ),
        );
      }
      return outcomeOf(results);
    },
    onSuccess: (result) => {
      setKind(null);
      if (result.failed.length > 0) setOutcome(result);
      else onClear();
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.deals });
      void client.invalidateQueries({ queryKey: keys.board });
    },
  });

  return (
    <div className={classes.bulk} role="toolbar" aria-label={t`Действия с выбранными`}>
      <span className={classes.bulkCount} aria-live="polite">
        <Plural
          value={ids.length}
          one="Выбрана #"
          few="Выбрано #"
          many="Выбрано #"
          other="Выбрано #"
        />
      </span>
      <Button variant="default" onClick={() => setKind('move')}>
        <Trans>На этап</Trans>
      </Button>
      <Button variant="default" onClick={() => setKind('assign')}>
        <Trans>Назначить</Trans>
      </Button>
      <Button variant="default" onClick={() => setKind('tag')}>
        <Trans>Теги</Trans>
      </Button>
      <Button variant="default" onClick={() => setKind('lose')}>
        <Trans>Проиграны</Trans>
      </Button>
      {can('deals.delete') && (
        <Button variant="default" c="var(--app-bad)" onClick={() => setKind('delete')}>
          <Trans>Удалить</Trans>
        </Button>
      )}
      <CloseButton size="sm" aria-label={t`Снять выбор`} onClick={onClear} />
      {kind && (
        <BulkDialog
          kind={kind}
          count={ids.length}
          busy={run.isPending}
          onClose={() => setKind(null)}
          onRun={(action) => run.mutate(action)}
        />
      )}
      <Modal
        opened={outcome !== null}
        onClose={() => {
          setOutcome(null);
          onClear();
        }}
        title={t`Получилось не всё`}
        closeButtonProps={{ 'aria-label': t`Закрыть` }}
      >
        <p>
          <Trans>
            Сделано: {outcome?.done.length ?? 0}. Не получилось: {outcome?.failed.length ?? 0}.
          </Trans>
        </p>
        <ul className={classes.failures}>
          {outcome?.failed.map(({ id, reason }) => (
            <li key={id}>
              <b>{nameOf(id)}</b>: {reason}
            </li>
          ))}
        </ul>
      </Modal>
    </div>
  );
}

interface DialogProps {
  kind: Kind;
  count: number;
  busy: boolean;
  onClose: () => void;
  onRun: (action: BulkAction) => void;
}

function BulkDialog({ kind, count, busy, onClose, onRun }: DialogProps) {
  const { t } = useLingui();
  const stages = useStageGroups();
  const owners = useUserOptions();
  const tags = useTagOptions();
  const reasons = useLostReasonOptions();
  const [chosen, setChosen] = useState<string | null>(null);
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const [note, setNote] = useState('');

  const titles: Record<Kind, string> = {
    move: t`Переместить на этап`,
    assign: t`Назначить ответственного`,
    tag: t`Изменить теги`,
    lose: t`Отметить проигранными`,
    delete: t`Удалить сделки?`,
  };
  const actions: Record<Kind, string> = {
    move: t`Переместить`,
    assign: t`Назначить`,
    tag: t`Применить`,
    lose: t`Отметить`,
    delete: t`Удалить`,
  };

  const submit = () => {
    if (kind === 'delete') onRun({ type: 'delete' });
    else if (kind === 'tag') {
      if (add.length + remove.length > 0) onRun({ type: 'tag', add, remove });
    } else if (chosen) {
      if (kind === 'move') onRun({ type: 'move', stage_id: chosen });
      if (kind === 'assign') onRun({ type: 'assign', owner_id: chosen });
      if (kind === 'lose') onRun({ type: 'lose', reason_id: chosen, note: note.trim() || null });
    }
  };

  return (
    <FormModal
      opened
      onClose={onClose}
      title={titles[kind]}
      action={actions[kind]}
      busy={busy}
      onSubmit={submit}
    >
      {kind === 'move' && (
        <Select label={t`Этап`} data={stages} value={chosen} onChange={setChosen} data-autofocus />
      )}
      {kind === 'assign' && (
        <Select
          label={t`Ответственный`}
          searchable
          data={owners}
          value={chosen}
          onChange={setChosen}
          data-autofocus
        />
      )}
      {kind === 'tag' && (
        <>
          <MultiSelect label={t`Добавить`} data={tags} value={add} onChange={setAdd} searchable />
          <MultiSelect
            label={t`Снять`}
            data={tags}
            value={remove}
            onChange={setRemove}
            searchable
          />
        </>
      )}
      {kind === 'lose' && (
        <>
          <Select
            label={t`Причина`}
            data={reasons}
            value={chosen}
            onChange={setChosen}
            data-autofocus
          />
          <Textarea
            label={t`Что случилось`}
            autosize
            minRows={2}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </>
      )}
      {kind === 'delete' && (
        <p>
          <Plural
            value={count}
            one="Будет удалена # сделка. Вернуть её нельзя."
            few="Будут удалены # сделки. Вернуть их нельзя."
            many="Будет удалено # сделок. Вернуть их нельзя."
            other="Будет удалено # сделки. Вернуть их нельзя."
          />
        </p>
      )}
    </FormModal>
  );
}
