import { useLingui } from '@lingui/react/macro';
import { DateTimePicker } from '@mantine/dates';
import { useEffect, useRef } from 'react';
import { localOf, momentOf } from '@/crm/taskDays';
import { formatDateTime } from '@/kit/format';
import { InlineCustom } from '@/kit/InlineEdit';
import classes from './record.module.css';

interface Props {
  label: string;
  value: string | null;
  onSave: (value: string | null) => Promise<unknown>;
  readOnly?: boolean;
  /** It has passed, and that is a pity. */
  late?: boolean;
}

/** A moment: day and time. */
export function MomentField({ late, ...field }: Props) {
  const { value } = field;
  return (
    <InlineCustom
      {...field}
      text={value ? formatDateTime(value) : ''}
      display={
        late && value ? <span className={classes.late}>{formatDateTime(value)}</span> : undefined
      }
      editor={(editing) => (
        <Picker
          label={field.label}
          value={editing.draft}
          busy={editing.busy}
          error={editing.error}
          onChange={editing.setDraft}
          onDone={editing.commit}
          onCancel={editing.cancel}
        />
      )}
    />
  );
}

interface PickerProps {
  label: string;
  value: string | null;
  busy: boolean;
  error: string | null;
  onChange: (value: string | null) => void;
  onDone: (value?: string | null) => void;
  onCancel: () => void;
}

function Picker({ label, value, busy, error, onChange, onDone, onCancel }: PickerProps) {
  const { t } = useLingui();
  const button = useRef<HTMLButtonElement>(null);
  const opened = useRef(false);
  // The field was opened to choose: the calendar comes without a second click.
  useEffect(() => {
    if (!opened.current) button.current?.click();
    opened.current = true;
  }, []);
  return (
    <div
      onKeyDownCapture={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
    >
      <DateTimePicker
        ref={button}
        autoFocus
        clearable
        aria-label={label}
        valueFormat="D MMM YYYY, HH:mm"
        clearButtonProps={{ 'aria-label': t`Очистить` }}
        submitButtonProps={{ 'aria-label': t`Готово` }}
        timePickerProps={{
          hoursInputLabel: t`Часы`,
          minutesInputLabel: t`Минуты`,
        }}
        popoverProps={{ withinPortal: true }}
        value={localOf(value)}
        disabled={busy}
        error={error}
        onChange={(chosen) => {
          onChange(momentOf(chosen));
          if (chosen === null) onDone(null);
        }}
        onDropdownClose={() => onDone()}
      />
    </div>
  );
}
