import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, Checkbox, Popover, Stack } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import type { Column } from './columns';
import { toggled } from './selection';

interface Props<T> {
  columns: Column<T>[];
  shown: string[];
  onChange: (shown: string[] | null) => void;
}

/** Which columns of a table are seen; the choice is kept in this browser. */
export function ColumnChooser<T>({ columns, shown, onChange }: Props<T>) {
  const { t } = useLingui();
  return (
    <Popover position="bottom-end" withinPortal trapFocus>
      <Popover.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t`Столбцы таблицы`}>
          <IconColumns3 size={15} stroke={1.6} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8}>
          {columns
            .filter((column) => !column.always)
            .map((column) => (
              <Checkbox
                key={column.key}
                label={column.title}
                checked={shown.includes(column.key)}
                onChange={() => onChange([...toggled(new Set(shown), column.key)])}
              />
            ))}
          <Button variant="default" onClick={() => onChange(null)}>
            <Trans>Как было</Trans>
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
