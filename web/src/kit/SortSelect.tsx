import { useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { IconArrowsSort } from '@tabler/icons-react';
import classes from './FilterBar.module.css';

interface Props {
  columns: Sortable[];
  sort?: string;
  onSort: (sort: string | undefined) => void;
}

export interface Sortable {
  title: string;
  sort?: string;
}

/** The order of a list on a phone, where there are no headers to press. */
export function SortSelect({ columns, sort, onSort }: Props) {
  const { t } = useLingui();
  const orders = columns.flatMap(({ sort: field, title }) =>
    field
      ? [
          { value: field, label: `${title} ↑` },
          { value: `-${field}`, label: `${title} ↓` },
        ]
      : [],
  );
  return (
    <NativeSelect
      className={classes.sorting}
      aria-label={t`Порядок списка`}
      leftSection={<IconArrowsSort size={14} stroke={1.6} aria-hidden />}
      data={[{ value: '', label: t`Обычный порядок` }, ...orders]}
      value={sort ?? ''}
      onChange={(event) => onSort(event.currentTarget.value || undefined)}
    />
  );
}
