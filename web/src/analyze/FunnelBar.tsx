import { useLingui } from '@lingui/react/macro';
import { SegmentedControl, Select } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { useEffect, useState } from 'react';
import {
  usePipelines,
  useSourceOptions,
  useTagOptions,
  useTeamOptions,
  useUserOptions,
} from '@/api/reference';
import { FilterBar } from '@/kit/FilterBar';
import type { ListControl } from '@/kit/listState';
import classes from './Funnel.module.css';
import { PRESETS, type Preset } from './period';

export const ALL = 'all';

interface Props {
  state: ListControl;
  by: 'stage' | 'kind';
  pipeline: string;
  preset: Preset;
  from?: string;
  to?: string;
}

/** What the funnel is about. Every choice stands in the address. */
export function FunnelBar({ state, by, pipeline, preset, from, to }: Props) {
  const { t } = useLingui();
  const pipelines = usePipelines().map(({ id, name }) => ({ value: id, label: name }));
  const owners = useUserOptions();
  const teams = useTeamOptions();
  const sources = useSourceOptions();
  const tags = useTagOptions();
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
    <>
      <SegmentedControl
        aria-label={t`Шаги воронки`}
        value={by}
        onChange={(value) => state.set({ by: value })}
        data={[
          { value: 'stage', label: t`По этапам`, disabled: pipeline === ALL },
          { value: 'kind', label: t`По видам` },
        ]}
      />
      <Select
        className={classes.select}
        aria-label={t`Воронка`}
        allowDeselect={false}
        data={[...pipelines, { value: ALL, label: t`Все воронки` }]}
        value={pipeline}
        onChange={(value) => state.set({ pipeline: value ?? '' })}
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
      <FilterBar
        state={state}
        defs={[
          { name: 'owner', label: t`Ответственный`, type: 'choice', options: owners, none: true },
          { name: 'team', label: t`Команда`, type: 'choice', options: teams },
          { name: 'source', label: t`Источник`, type: 'choice', options: sources, none: true },
          { name: 'tag', label: t`Тег`, type: 'choice', options: tags, none: true },
        ]}
      />
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
