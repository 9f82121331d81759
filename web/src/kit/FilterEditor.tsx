import { Trans, useLingui } from '@lingui/react/macro';
import { Button, Checkbox, Group, NumberInput, ScrollArea, Stack, TextInput } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { useState } from 'react';
import { type Filters, filterValues } from '@/api/list';
import type { FilterDef } from './filters';
import { fromMajorUnits, isoDay, majorUnits, numberMarks } from './format';

interface Props<D = FilterDef> {
  def: D;
  filters: Filters;
  onChange: (changes: Record<string, string | undefined>) => void;
  onDone: () => void;
}

/** The inside of a filter's popover. */
export function FilterEditor({ def, ...rest }: Props) {
  switch (def.type) {
    case 'choice':
      return <ChoiceEditor def={def} {...rest} />;
    case 'days':
      return <DaysEditor def={def} {...rest} />;
    case 'amount':
      return <AmountEditor def={def} {...rest} />;
    case 'flag':
      return <FlagEditor def={def} {...rest} />;
  }
}

function ChoiceEditor({ def, filters, onChange, onDone }: Props<FilterDef & { type: 'choice' }>) {
  const { t } = useLingui();
  const [part, setPart] = useState('');
  const values = filterValues(filters[def.name]);
  const options = [
    ...def.options,
    ...(def.none ? [{ value: 'none', label: t`Не указано` }] : []),
  ].filter((option) => option.label.toLowerCase().includes(part.trim().toLowerCase()));
  return (
    <Stack gap={8} miw={200} maw={300}>
      {def.options.length > 8 && (
        <TextInput
          data-autofocus
          aria-label={t`Найти в списке`}
          placeholder={t`Найти в списке`}
          value={part}
          onChange={(event) => setPart(event.currentTarget.value)}
        />
      )}
      <ScrollArea.Autosize mah={280} type="auto" viewportProps={{ tabIndex: 0 }}>
        <Stack gap={8} p={2}>
          {options.map((option) => (
            <Checkbox
              key={option.value}
              label={option.label}
              checked={values.includes(option.value)}
              onChange={() => {
                const rest = values.filter((value) => value !== option.value);
                const on = rest.length === values.length;
                const next = def.single
                  ? on
                    ? [option.value]
                    : []
                  : on
                    ? [...values, option.value]
                    : rest;
                onChange({ [def.name]: next.join(',') });
                if (def.single) onDone();
              }}
            />
          ))}
        </Stack>
      </ScrollArea.Autosize>
    </Stack>
  );
}

/** A stretch of days that ends today. */
function lastDays(days: number): [string, string] {
  const now = new Date();
  const from = new Date(now.getFullYear(), now.getMonth(), now.getDate() - days + 1);
  return [isoDay(from), isoDay(now)];
}

function DaysEditor({ def, filters, onChange, onDone }: Props<FilterDef & { type: 'days' }>) {
  const { t } = useLingui();
  const [range, setRange] = useState<[string | null, string | null]>([
    filters[`${def.name}_from`] ?? null,
    filters[`${def.name}_to`] ?? null,
  ]);
  const put = ([from, to]: [string | null, string | null]) => {
    setRange([from, to]);
    // Half a range is a person in the middle of choosing, not a filter.
    if (from && to) onChange({ [`${def.name}_from`]: from, [`${def.name}_to`]: to });
  };
  const now = new Date();
  const presets: [string, [string, string]][] = [
    [t`7 дней`, lastDays(7)],
    [t`30 дней`, lastDays(30)],
    [t`Этот месяц`, [isoDay(new Date(now.getFullYear(), now.getMonth(), 1)), isoDay(now)]],
    [t`Этот год`, [isoDay(new Date(now.getFullYear(), 0, 1)), isoDay(now)]],
  ];
  return (
    <Stack gap={8}>
      <Group gap={4}>
        {presets.map(([label, value]) => (
          <Button
            key={label}
            variant="default"
            size="compact-xs"
            onClick={() => {
              put(value);
              onDone();
            }}
          >
            {label}
          </Button>
        ))}
      </Group>
      <DatePicker type="range" size="xs" value={range} onChange={put} allowSingleDateInRange />
    </Stack>
  );
}

function AmountEditor({ def, filters, onChange, onDone }: Props<FilterDef & { type: 'amount' }>) {
  const { t } = useLingui();
  const bound = (side: 'from' | 'to', label: string) => {
    const name = `${def.name}_${side}`;
    const value = filters[name];
    return (
      <NumberInput
        label={label}
        hideControls
        allowNegative={false}
        {...numberMarks()}
        value={value ? majorUnits({ amount: Number(value), currency: def.currency }) : ''}
        onChange={(typed) =>
          onChange({
            [name]: typed === '' ? '' : String(fromMajorUnits(Number(typed), def.currency).amount),
          })
        }
        onKeyDown={(event) => {
          if (event.key === 'Enter') onDone();
        }}
      />
    );
  };
  return (
    <Group gap={8} wrap="nowrap" maw={260}>
      {bound('from', t`От`)}
      {bound('to', t`До`)}
    </Group>
  );
}

function FlagEditor({ def, onChange, onDone }: Props<FilterDef & { type: 'flag' }>) {
  const put = (value: string) => {
    onChange({ [def.name]: value });
    onDone();
  };
  return (
    <Group gap={8}>
      <Button variant="default" onClick={() => put('true')}>
        <Trans>Да</Trans>
      </Button>
      <Button variant="default" onClick={() => put('')}>
        <Trans>Неважно</Trans>
      </Button>
    </Group>
  );
}
