import { useLingui } from '@lingui/react/macro';
import { ActionIcon, MultiSelect, NumberInput, Select, TagsInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { data, http } from '@/api/client';
import { keys } from '@/api/keys';
import { type Option, useSourceOptions, useTagOptions } from '@/api/reference';
import { useMe } from '@/api/session';
import type { FitFact, Page } from '@/api/types';
import { currencySign, numberMarks } from '@/kit/format';
import { questionSetsQuery } from '../questionCalls';
import classes from './Fit.module.css';
import { type DraftRule, FACTS, ranged } from './rules';

interface Props {
  rule: DraftRule;
  place: number;
  onChange: (part: Partial<DraftRule>) => void;
  onRemove: () => void;
}

/** One rule while it is written: what of the client, which values, how many points. */
export function RuleRow({ rule, place, onChange, onRemove }: Props) {
  const { t } = useLingui();
  const names = useFactNames();
  return (
    <div className={classes.rule}>
      <Select
        size="xs"
        aria-label={t`Что известно о клиенте, правило ${place}`}
        allowDeselect={false}
        data={FACTS.map((fact) => ({ value: fact, label: names[fact] }))}
        value={rule.fact}
        onChange={(fact) => onChange({ fact: fact as FitFact, values: [], from: '', to: '' })}
      />
      {ranged(rule.fact) ? (
        <div className={classes.range}>
          {(['from', 'to'] as const).map((end) => (
            <NumberInput
              key={end}
              size="xs"
              aria-label={end === 'from' ? t`От, правило ${place}` : t`До, правило ${place}`}
              placeholder={end === 'from' ? t`от` : t`до`}
              min={0}
              allowDecimal={rule.fact === 'amount'}
              {...numberMarks()}
              value={rule[end]}
              onChange={(value) => onChange({ [end]: typeof value === 'number' ? value : '' })}
            />
          ))}
        </div>
      ) : (
        <Values rule={rule} label={t`Значения, правило ${place}`} onChange={onChange} />
      )}
      <NumberInput
        size="xs"
        aria-label={t`Баллы, правило ${place}`}
        placeholder={t`баллы`}
        min={-100}
        max={100}
        allowDecimal={false}
        value={rule.points}
        onChange={(value) => onChange({ points: typeof value === 'number' ? value : '' })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={t`Убрать правило ${place}`}
        onClick={onRemove}
      >
        <IconX size={15} />
      </ActionIcon>
    </div>
  );
}

function useFactNames(): Record<FitFact, string> {
  const { t } = useLingui();
  const sign = currencySign(useMe().workspace.currency);
  return {
    industry: t`Отрасль`,
    size: t`Сотрудников`,
    region: t`Регион по ИНН`,
    source: t`Источник`,
    tag: t`Тег`,
    amount: t`Сумма, ${sign}`,
    answer: t`Ответ`,
  };
}

interface ValuesProps {
  rule: DraftRule;
  label: string;
  onChange: (part: Partial<DraftRule>) => void;
}

function Values({ rule, label, onChange }: ValuesProps) {
  const { t } = useLingui();
  const { fact, values } = rule;
  const sources = useSourceOptions();
  const tags = useTagOptions();
  const industries = useQuery({
    queryKey: [...keys.fit, 'industries'],
    queryFn: (): Promise<Page<string>> => data(http.GET('/api/v1/industries')),
    enabled: fact === 'industry',
  });
  const answers = useAnswerOptions(values, fact === 'answer');
  const set = (values: string[]) => onChange({ values });
  const common = { size: 'xs', 'aria-label': label, value: values, onChange: set } as const;
  if (fact === 'industry') {
    return (
      <TagsInput
        {...common}
        placeholder={values.length === 0 ? t`отрасли` : undefined}
        data={industries.data?.items ?? []}
      />
    );
  }
  if (fact === 'region') {
    return (
      <TagsInput
        {...common}
        placeholder={values.length === 0 ? t`первые две цифры ИНН: 77` : undefined}
      />
    );
  }
  const options = fact === 'source' ? sources : fact === 'tag' ? tags : answers;
  return (
    <MultiSelect
      {...common}
      searchable
      hidePickedOptions
      placeholder={values.length === 0 ? t`выберите` : undefined}
      data={known(options, values)}
    />
  );
}

/** A value that is offered no more stays, so that it can be seen and taken away. */
function known(options: Option[], values: string[]): Option[] {
  const missing = values.filter((value) => !options.some((option) => option.value === value));
  return [...options, ...missing.map((value) => ({ value, label: value }))];
}

function useAnswerOptions(chosen: string[], enabled: boolean): Option[] {
  const { t } = useLingui();
  const sets = useQuery({ ...questionSetsQuery, enabled }).data?.items ?? [];
  const named = (archived: boolean) =>
    sets
      .filter((set) => set.archived === archived)
      .flatMap((set) => set.questions)
      .flatMap(({ key, text: asked }): [string, string][] => {
        const text = asked.replace(/\?$/, '');
        return [
          [`${key}.yes`, t`${text}: да`],
          [`${key}.no`, t`${text}: нет`],
        ];
      });
  const offered = new Map(named(false));
  // A set in the archive is offered no more, but a rule that was written with it still reads as words.
  const before = new Map(named(true));
  for (const value of chosen) {
    const label = before.get(value);
    if (label && !offered.has(value)) offered.set(value, label);
  }
  return [...offered].map(([value, label]) => ({ value, label }));
}
