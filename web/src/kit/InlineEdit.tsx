/** Facts that are changed where they stand: a click opens the field, leaving it or Enter saves, Esc cancels. */
import { useLingui } from '@lingui/react/macro';
import { NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { errorText } from '@/api/problem';
import type { Option } from '@/api/reference';
import type { Money } from '@/api/types';
import { formatDate, formatMoney, fromMajorUnits, majorUnits, numberMarks } from './format';
import classes from './InlineEdit.module.css';

interface FieldProps<T> {
  label: string;
  value: T;
  /** Saves the value; a rejection keeps the field open with the reason under it. */
  onSave: (value: T) => Promise<unknown>;
  readOnly?: boolean;
  placeholder?: string;
  /** Draws the value when it is not being edited, in place of its plain text. */
  display?: ReactNode;
  /** Leaves the label to screen readers only. */
  hideLabel?: boolean;
}

interface Editing<T> {
  draft: T;
  setDraft: (value: T) => void;
  commit: (value?: T) => void;
  cancel: () => void;
  error: string | null;
  busy: boolean;
}

interface FrameProps<T> extends FieldProps<T> {
  text: string;
  same?: (a: T, b: T) => boolean;
  editor: (editing: Editing<T>) => ReactNode;
}

function Frame<T>(props: FrameProps<T>) {
  const { t } = useLingui();
  const labelId = useId();
  const [editing, setEditing] = useState(false);
  const [draft, setDraft] = useState(props.value);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  // Closing a field takes the focus away from it, and that must not save it once more.
  const live = useRef(false);
  const button = useRef<HTMLButtonElement>(null);
  const same = props.same ?? Object.is;

  const open = () => {
    live.current = true;
    setDraft(props.value);
    setError(null);
    setEditing(true);
  };
  const close = () => {
    live.current = false;
    setEditing(false);
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) button.current?.focus();
    });
  };
  const commit = (value: T = draft) => {
    if (!live.current) return;
    if (same(value, props.value)) {
      close();
      return;
    }
    live.current = false;
    setBusy(true);
    props
      .onSave(value)
      .then(() => {
        setError(null);
        close();
      })
      .catch((reason: unknown) => {
        live.current = true;
        setError(errorText(reason));
      })
      .finally(() => setBusy(false));
  };

  return (
    <div className={classes.field}>
      <div className={props.hideLabel ? 'visually-hidden' : classes.label} id={labelId}>
        {props.label}
      </div>
      <div className={classes.value}>
        {editing ? (
          props.editor({ draft, setDraft, commit, cancel: close, error, busy })
        ) : props.readOnly ? (
          <div className={classes.plain}>{props.display ?? (props.text || '—')}</div>
        ) : (
          <button
            type="button"
            ref={button}
            className={classes.button}
            aria-label={`${props.label}: ${props.text || t`не указано`}. ${t`Изменить`}`}
            onClick={open}
          >
            {props.display ??
              (props.text || (
                <span className={classes.empty}>{props.placeholder ?? t`Указать`}</span>
              ))}
          </button>
        )}
      </div>
    </div>
  );
}

function onKeys<T>(editing: Editing<T>, multiline = false) {
  return (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      editing.cancel();
    } else if (event.key === 'Enter' && (!multiline || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      editing.commit();
    }
  };
}

interface TextProps extends FieldProps<string | null> {
  multiline?: boolean;
}

export function InlineText({ multiline, ...props }: TextProps) {
  const Input = multiline ? Textarea : TextInput;
  return (
    <Frame
      {...props}
      text={props.value ?? ''}
      same={(a, b) => (a ?? '').trim() === (b ?? '').trim()}
      editor={(editing) => (
        <Input
          autoFocus
          {...(multiline ? { autosize: true, minRows: 2 } : {})}
          aria-label={props.label}
          value={editing.draft ?? ''}
          disabled={editing.busy}
          error={editing.error}
          onChange={(event) => editing.setDraft(event.currentTarget.value)}
          onBlur={() => editing.commit(editing.draft?.trim() || null)}
          onKeyDown={onKeys(editing, multiline)}
        />
      )}
    />
  );
}

export function InlineNumber(props: FieldProps<number | null> & { suffix?: string }) {
  return (
    <Frame
      {...props}
      text={props.value === null ? '' : `${props.value}${props.suffix ?? ''}`}
      editor={(editing) => (
        <NumberInput
          autoFocus
          hideControls
          aria-label={props.label}
          value={editing.draft ?? ''}
          suffix={props.suffix}
          disabled={editing.busy}
          error={editing.error}
          onChange={(value) => editing.setDraft(value === '' ? null : Number(value))}
          onBlur={() => editing.commit()}
          onKeyDown={onKeys(editing)}
        />
      )}
    />
  );
}

/** A sum of money of one currency; none while nobody has named it. */
export function InlineMoney(props: FieldProps<Money | null> & { currency: string }) {
  return (
    <Frame
      {...props}
      text={props.value ? formatMoney(props.value) : ''}
      same={(a, b) => a?.amount === b?.amount && a?.currency === b?.currency}
      editor={(editing) => (
        <NumberInput
          autoFocus
          hideControls
          {...numberMarks()}
          decimalScale={2}
          allowNegative={false}
          aria-label={props.label}
          rightSection={<span className={classes.currency}>{props.currency}</span>}
          rightSectionWidth={44}
          value={editing.draft ? majorUnits(editing.draft) : ''}
          disabled={editing.busy}
          error={editing.error}
          onChange={(value) =>
            editing.setDraft(value === '' ? null : fromMajorUnits(Number(value), props.currency))
          }
          onBlur={() => editing.commit()}
          onKeyDown={onKeys(editing)}
        />
      )}
    />
  );
}

/** A calendar day, `YYYY-MM-DD`. */
export function InlineDate(props: FieldProps<string | null>) {
  const { t } = useLingui();
  return (
    <Frame
      {...props}
      text={props.value ? formatDate(props.value) : ''}
      editor={(editing) => (
        <DatePickerInput
          autoFocus
          clearable
          popoverProps={{ opened: true, withinPortal: true, onDismiss: editing.cancel }}
          aria-label={props.label}
          valueFormat="D MMM YYYY"
          placeholder={t`дд.мм.гггг`}
          value={editing.draft}
          disabled={editing.busy}
          error={editing.error}
          clearButtonProps={{ 'aria-label': t`Очистить` }}
          onChange={(value) => {
            editing.setDraft(value);
            editing.commit(value);
          }}
          onKeyDown={onKeys(editing)}
        />
      )}
    />
  );
}

interface SelectProps extends FieldProps<string | null> {
  options: Option[];
  clearable?: boolean;
}

export function InlineSelect({ options, clearable = true, ...props }: SelectProps) {
  const { t } = useLingui();
  const chosen = options.find((option) => option.value === props.value);
  return (
    <Frame
      {...props}
      text={chosen?.label ?? ''}
      editor={(editing) => (
        <Select
          autoFocus
          defaultDropdownOpened
          searchable={options.length > 7}
          clearable={clearable}
          aria-label={props.label}
          data={options}
          value={editing.draft}
          disabled={editing.busy}
          error={editing.error}
          clearButtonProps={{ 'aria-label': t`Очистить` }}
          onChange={(value) => {
            editing.setDraft(value);
            editing.commit(value);
          }}
          onBlur={() => editing.commit()}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              event.stopPropagation();
              editing.cancel();
            }
          }}
        />
      )}
    />
  );
}

interface CustomProps<T> extends FieldProps<T> {
  text: string;
  same?: (a: T, b: T) => boolean;
  /** Draws the open field; call `commit(value)` when it is chosen and `cancel` to leave. */
  editor: (editing: Editing<T>) => ReactNode;
}

/** The same manners around any other control: a picker, a set of tags. */
export function InlineCustom<T>(props: CustomProps<T>) {
  return <Frame {...props} />;
}
