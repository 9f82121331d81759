import { useLingui } from '@lingui/react/macro';
import { Chip, Group, InputWrapper, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import type { ReactNode } from 'react';
import type { Workspace } from '@/api/types';

type WorkHours = Workspace['work'];

interface Props {
  value: WorkHours;
  readOnly: boolean;
  /** What the server found wrong, by field. */
  errors: Record<string, ReactNode>;
  onChange: (value: WorkHours) => void;
}

/** `09:30` of minutes from midnight. */
function clock(minutes: number): string {
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Minutes from midnight of `09:30`; midnight at the end of the day is 24:00. */
function minutesOf(text: string, end: boolean): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  const all = hours * 60 + minutes;
  return end && all === 0 ? 24 * 60 : all;
}

/** When people work: limits of time to answer run only then. */
export function WorkHoursFields({ value, readOnly, errors, onChange }: Props) {
  const { t } = useLingui();
  const names = [t`Пн`, t`Вт`, t`Ср`, t`Чт`, t`Пт`, t`Сб`, t`Вс`];
  return (
    <>
      <InputWrapper
        label={t`Рабочие дни`}
        description={t`Сроки ответа на обращения идут только в рабочее время.`}
        error={errors.days}
      >
        <Chip.Group
          multiple
          value={value.days.map(String)}
          onChange={(days) => !readOnly && onChange({ ...value, days: days.map(Number).sort() })}
        >
          <Group gap={6} mt={6}>
            {names.map((name, at) => (
              <Chip key={name} size="xs" value={String(at + 1)}>
                {name}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </InputWrapper>
      <Group grow w="100%" align="start">
        <TextInput
          type="time"
          label={t`С`}
          readOnly={readOnly}
          value={clock(value.from)}
          onChange={(event) =>
            onChange({ ...value, from: minutesOf(event.currentTarget.value, false) })
          }
        />
        <TextInput
          type="time"
          label={t`До`}
          readOnly={readOnly}
          error={errors.to}
          value={clock(value.to % (24 * 60))}
          onChange={(event) =>
            onChange({ ...value, to: minutesOf(event.currentTarget.value, true) })
          }
        />
      </Group>
      <DatePickerInput
        w="100%"
        type="multiple"
        label={t`Праздники`}
        placeholder={t({ message: 'нет', context: 'of holidays' })}
        valueFormat="D MMM"
        readOnly={readOnly}
        value={value.holidays ?? []}
        onChange={(holidays) => onChange({ ...value, holidays })}
      />
    </>
  );
}
