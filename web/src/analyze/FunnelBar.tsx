import { useLingui } from '@lingui/react/macro';
import { SegmentedControl, Select } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useEffect, useState } from 'react';
import { useSourceOptions, useTeamOptions, useUserOptions } from '@/api/reference';
import type { ListControl } from '@/kit/listState';
import classes from './Funnel.module.css';
import { PRESETS, type Preset } from './period';
import { ALL, QuestionBar } from './QuestionBar';

export { ALL };

interface Props {
  state: ListControl;
  by: 'stage' | 'kind';
  pipeline: string;
  preset: Preset;
  from?: string;
  to?: string;
  search: Record<string, string>;
}

/** What the funnel is about. Every choice stands in the address. */
export function FunnelBar({ state, by, pipeline, preset, from, to, search }: Props) {
  const { t } = useLingui();
  const names: Record<Preset, string> = {
    month: t`Этот месяц`,
    quarter: t`Этот квартал`,
    year: t`Этот год`,
    '90d': t`Последние 90 дней`,
    '12m': t`Последние 12 месяцев`,
    all: t`За всё время`,
    custom: t`Свои даты`,
  };
  return (
    <QuestionBar state={state} pipeline={pipeline}>
      <SegmentedControl
        aria-label={t`Шаги воронки`}
        value={by}
        onChange={(value) => state.set({ by: value })}
        data={[
          { value: 'stage', label: t`По этапам`, disabled: pipeline === ALL },
          { value: 'kind', label: t`По видам этапов` },
        ]}
      />
      <Select
        className={classes.select}
        aria-label={t`Период`}
        allowDeselect={false}
        data={PRESETS.map((value) => ({ value, label: names[value] }))}
        value={preset}
        onChange={(value) =>
          // The days on the screen are where one begins to choose one's own.
          state.set(
            value === 'custom'
              ? { period: 'custom', from, to }
              : { period: value ?? '', from: '', to: '' },
          )
        }
      />
      {preset === 'custom' && <Days from={from} to={to} onChange={state.set} />}
      <Select
        className={classes.select}
        aria-label={t`Какие сделки`}
        allowDeselect={false}
        value={search.basis === 'entered' ? 'entered' : 'created'}
        onChange={(value) => state.set({ basis: value === 'entered' ? value : '' })}
        data={[
          { value: 'created', label: t`созданные за период` },
          { value: 'entered', label: t`дошедшие за период` },
        ]}
      />
      <Compare state={state} search={search} dated={Boolean(from)} />
      <DatePickerInput
        className={classes.asOf}
        aria-label={t`Как было видно на день`}
        placeholder={t`на сегодня`}
        valueFormat="[на] D MMM YYYY"
        clearable
        clearButtonProps={{ 'aria-label': t`Вернуться к сегодняшнему дню` }}
        value={search.as_of || null}
        onChange={(day) => state.set({ as_of: day ?? '' })}
      />
    </QuestionBar>
  );
}

interface CompareProps {
  state: ListControl;
  search: Record<string, string>;
  /** Only a period that begins somewhere has one before it. */
  dated: boolean;
}

/** With what the funnel is laid side by side. */
function Compare({ state, search, dated }: CompareProps) {
  const { t } = useLingui();
  const groups = [
    { name: 'team', label: t`Команда`, options: useTeamOptions() },
    { name: 'owner', label: t`Ответственный`, options: useUserOptions() },
    { name: 'source', label: t`Источник`, options: useSourceOptions() },
  ];
  return (
    <>
      <Select
        className={classes.select}
        aria-label={t`Сравнить с`}
        placeholder={t`сравнить с…`}
        clearable
        clearButtonProps={{ 'aria-label': t`Не сравнивать` }}
        value={search.compare || null}
        onChange={(value) => state.set({ compare: value ?? '', with: '' })}
        data={[
          { value: 'previous', label: t`с прошлым периодом`, disabled: !dated },
          { value: 'year_ago', label: t`с годом раньше`, disabled: !dated },
          { value: 'segment', label: t`с другими сделками` },
        ]}
      />
      {search.compare === 'segment' && (
        <Select
          className={classes.select}
          aria-label={t`С какими сделками`}
          placeholder={t`чьи сделки`}
          searchable
          value={search.with || null}
          onChange={(value) => state.set({ with: value ?? '' })}
          data={groups.map((group) => ({
            group: group.label,
            items: group.options.map(({ value, label }) => ({
              value: `${group.name}:${value}`,
              label,
            })),
          }))}
        />
      )}
    </>
  );
}

interface DaysProps {
  from?: string;
  to?: string;
  onChange: (changes: Record<string, string | undefined>) => void;
}

function Days({ from, to, onChange }: DaysProps) {
  const { t } = useLingui();
  const [range, setRange] = useState<[string | null, string | null]>([from ?? null, to ?? null]);
  useEffect(() => setRange([from ?? null, to ?? null]), [from, to]);
  return (
    <DatePickerInput
      type="range"
      className={classes.days}
      aria-label={t`Даты создания сделок`}
      placeholder={t`Даты создания сделок`}
      valueFormat="D MMM YYYY"
      allowSingleDateInRange
      clearable
      clearButtonProps={{ 'aria-label': t`Очистить даты` }}
      value={range}
      onChange={([start, end]) => {
        setRange([start, end]);
        // Half a range is a person in the middle of choosing.
        if (Boolean(start) === Boolean(end)) {
          onChange({ period: 'custom', from: start ?? '', to: end ?? '' });
        }
      }}
    />
  );
}
