import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, NumberInput, Select, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { errorText } from '@/api/problem';
import type { ReviewCriterion, ReviewSet } from '@/api/types';
import { FormModal } from '@/kit/FormModal';
import { reviewSetsQuery, useSetCalls } from './reviewCalls';
import classes from './reviews.module.css';

/** The choice that makes a set. */
const NEW = '+';

function freshCriterion(known: ReviewCriterion[]): ReviewCriterion {
  let number = known.length + 1;
  while (known.some((one) => one.key === `c${number}`)) number += 1;
  return { key: `c${number}`, name: '', hint: '', kind: 'scale', weight: 10 };
}

/** What calls are reviewed by. Reviews that are written keep the criteria of their time. */
export function CriteriaEditor({ onClose }: { onClose: () => void }) {
  const sets = useQuery(reviewSetsQuery).data?.items;
  const [chosen, setChosen] = useState<string | null>(null);
  if (!sets) return null;
  const set = chosen === NEW ? undefined : (sets.find((one) => one.id === chosen) ?? sets[0]);
  return (
    <Editor
      key={set ? `${set.id} ${set.version}` : NEW}
      sets={sets}
      set={set}
      onChoose={setChosen}
      onClose={onClose}
    />
  );
}

interface Props {
  sets: ReviewSet[];
  set: ReviewSet | undefined;
  onChoose: (id: string | null) => void;
  onClose: () => void;
}

function Editor({ sets, set, onChoose, onClose }: Props) {
  const { t } = useLingui();
  const { create, change } = useSetCalls();
  const [name, setName] = useState(set?.name ?? '');
  const [criteria, setCriteria] = useState<ReviewCriterion[]>(
    set?.criteria ?? [freshCriterion([])],
  );
  const put = (index: number, part: Partial<ReviewCriterion>) =>
    setCriteria(criteria.map((one, place) => (place === index ? { ...one, ...part } : one)));
  const failed = create.error ?? change.error;
  const save = () =>
    set
      ? change.mutate({ id: set.id, version: set.version, name, criteria }, { onSuccess: onClose })
      : create.mutate({ name, criteria }, { onSuccess: onClose });
  return (
    <FormModal
      opened
      size="xl"
      onClose={onClose}
      title={t`Критерии оценки`}
      action={t`Сохранить`}
      busy={create.isPending || change.isPending}
      error={failed ? errorText(failed) : null}
      onSubmit={save}
    >
      <div className={classes.pair}>
        <Select
          label={t`Набор`}
          allowDeselect={false}
          data={[
            ...sets.map((one) => ({ value: one.id, label: one.name })),
            { value: NEW, label: t`Новый набор` },
          ]}
          value={set?.id ?? NEW}
          onChange={onChoose}
        />
        <TextInput
          label={t`Название`}
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </div>
      {criteria.map((one, index) => (
        <div key={one.key} className={classes.criterion}>
          <TextInput
            aria-label={t`Критерий ${index + 1}`}
            placeholder={t`Что слушаем`}
            value={one.name}
            onChange={(event) => put(index, { name: event.currentTarget.value })}
          />
          <TextInput
            aria-label={t`Пояснение к критерию ${index + 1}`}
            placeholder={t`Как понять, что есть`}
            value={one.hint}
            onChange={(event) => put(index, { hint: event.currentTarget.value })}
          />
          <Select
            aria-label={t`Как оцениваем критерий ${index + 1}`}
            allowDeselect={false}
            data={[
              { value: 'scale', label: t`от 1 до 5` },
              { value: 'yes_no', label: t`да или нет` },
            ]}
            value={one.kind}
            onChange={(kind) => put(index, { kind: kind === 'yes_no' ? 'yes_no' : 'scale' })}
          />
          <NumberInput
            aria-label={t`Вес критерия ${index + 1}`}
            min={1}
            max={100}
            hideControls
            value={one.weight}
            onChange={(weight) => put(index, { weight: Number(weight) || 1 })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t`Убрать критерий ${index + 1}`}
            disabled={criteria.length === 1}
            onClick={() => setCriteria(criteria.filter((_, place) => place !== index))}
          >
            <IconX size={14} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          variant="subtle"
          size="compact-xs"
          leftSection={<IconPlus size={13} />}
          onClick={() => setCriteria([...criteria, freshCriterion(criteria)])}
        >
          <Trans>Критерий</Trans>
        </Button>
      </div>
    </FormModal>
  );
}
