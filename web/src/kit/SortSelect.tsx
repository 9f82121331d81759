import { useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { IconArrowsSort } from '@tabler/icons-react';
import type { Column } from './columns';
import classes from './DataTable.module.css';

interface Props<T> {
  columns: Column<T>[];
  sort?: string;
  onSort: (sort: string | undefined) => void;
}

/** The order of a list on a phone, where there are no headers to press. */
export function SortSelect<T>({ columns, sort, onSort }: Props<T>) {
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
    <div className={classes.sorting}>
      <NativeSelect
        aria-label={t`Порядок списка`}
        variant="unstyled"
        size="xs"
        leftSection={<IconArrowsSort size={14} stroke={1.6} aria-hidden />}
        data={[{ value: '', label: t`Обычный порядок` }, ...orders]}
        value={sort ?? ''}
        onChange={(event) => onSort(event.currentTarget.value || undefined)}
      />
    </div>
  );
}
