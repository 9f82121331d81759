import { useLingui } from '@lingui/react/macro';
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import {
  usePipelines,
  useSourceOptions,
  useTagOptions,
  useTeamOptions,
  useUserOptions,
} from '@/api/reference';
import { FilterBar } from '@/kit/FilterBar';
import type { FilterDef } from '@/kit/filters';
import type { ListControl } from '@/kit/listState';
import classes from './Funnel.module.css';

export const ALL = 'all';

/** The sizes of companies as the server has them. */
const SIZES = ['1-10', '11-50', '51-200', '201-1000', '1001+'];

/** What deals can be narrowed to, on every page of numbers alike. */
export function useSegmentFilters(): FilterDef[] {
  const { t } = useLingui();
  return [
    {
      name: 'owner',
      label: t`Ответственный`,
      type: 'choice',
      options: useUserOptions(),
      none: true,
    },
    { name: 'team', label: t`Команда`, type: 'choice', options: useTeamOptions() },
    { name: 'source', label: t`Источник`, type: 'choice', options: useSourceOptions(), none: true },
    { name: 'tag', label: t`Тег`, type: 'choice', options: useTagOptions(), none: true },
    {
      name: 'company_size',
      label: t`Размер компании`,
      type: 'choice',
      options: SIZES.map((size) => ({ value: size, label: size })),
      none: true,
    },
  ];
}

interface Props {
  state: ListControl;
  pipeline: string;
  /** Whether all pipelines can be looked at together. */
  all?: boolean;
  children?: ReactNode;
}

/** Pipeline and filters of a page of numbers; what is special to the page stands before them. */
export function QuestionBar({ state, pipeline, all = true, children }: Props) {
  const { t } = useLingui();
  const pipelines = usePipelines().map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      {children}
      <Select
        className={classes.pipeline}
        aria-label={t`Воронка`}
        allowDeselect={false}
        data={all ? [...pipelines, { value: ALL, label: t`Все воронки` }] : pipelines}
        value={pipeline}
        onChange={(value) => state.set({ pipeline: value ?? '' })}
      />
      <FilterBar state={state} defs={useSegmentFilters()} />
    </>
  );
}
