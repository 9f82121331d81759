/** Facts of a record that need a control of their own, with the manners of the kit's fields. */
import { useLingui } from '@lingui/react/macro';
import { Group, MultiSelect, NumberInput, Select } from '@mantine/core';
import { IconArrowUpRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Option } from '@/api/reference';
import type { Money, NamedRef, Tag } from '@/api/types';
import { TagList } from '@/crm/DealMarks';
import { EntityPicker } from '@/kit/EntityPicker';
import { formatMoney, fromMajorUnits, majorUnits, numberMarks } from '@/kit/format';
import { InlineCustom } from '@/kit/InlineEdit';
import classes from './record.module.css';

const CURRENCIES = ['RUB', 'USD', 'EUR', 'KZT', 'BYN', 'UZS', 'AMD', 'AZN', 'GEL', 'KGS', 'CNY'];

interface Field<T> {
  label: string;
  value: T;
  onSave: (value: T) => Promise<unknown>;
  readOnly?: boolean;
}

/** An amount together with its currency. */
export function MoneyField(props: Field<Money>) {
  const { t } = useLingui();
  const { value } = props;
  return (
    <InlineCustom
      {...props}
      text={formatMoney(value)}
      same={(a, b) => a.amount === b.amount && a.currency === b.currency}
      editor={(editing) => (
        <Group
          gap={6}
          wrap="nowrap"
          align="start"
          onBlur={(event) => {
            // The list of currencies is drawn elsewhere on the page but belongs to this field.
            const next = event.relatedTarget;
            if (next && !event.currentTarget.contains(next)) editing.commit();
            if (!next)
              setTimeout(() => document.activeElement === document.body && editing.commit());
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              event.stopPropagation();
              editing.cancel();
            }
          }}
        >
          <NumberInput
            autoFocus
            hideControls
            {...numberMarks()}
            decimalScale={2}
            allowNegative={false}
            aria-label={props.label}
            value={editing.draft.amount === 0 ? '' : majorUnits(editing.draft)}
            disabled={editing.busy}
            error={editing.error}
            onChange={(typed) =>
              editing.setDraft(fromMajorUnits(Number(typed), editing.draft.currency))
            }
            onKeyDown={(event) => {
              if (event.key === 'Enter') {
                event.preventDefault();
                editing.commit();
              }
            }}
          />
          <Select
            w={84}
            flex="none"
            aria-label={t`Валюта`}
            comboboxProps={{ withinPortal: false }}
            allowDeselect={false}
            data={
              CURRENCIES.includes(value.currency) ? CURRENCIES : [value.currency, ...CURRENCIES]
            }
            value={editing.draft.currency}
            onChange={(currency) => {
              if (currency) {
                editing.setDraft(fromMajorUnits(majorUnits(editing.draft), currency));
              }
            }}
          />
        </Group>
      )}
    />
  );
}

/** The company that is made by saving the field. */
const NEW = 'new';

interface CompanyProps extends Field<NamedRef | null> {
  /** Makes a company with this name and takes it. */
  onCreate?: (name: string) => Promise<unknown>;
}

/** The company of a deal or a person: a way to choose another, and one to its page. */
export function CompanyField({ onCreate, ...props }: CompanyProps) {
  const { t } = useLingui();
  return (
    <div className={classes.linked}>
      <InlineCustom<NamedRef | null>
        {...props}
        onSave={(value) =>
          value?.id === NEW && onCreate ? onCreate(value.name) : props.onSave(value)
        }
        text={props.value?.name ?? ''}
        same={(a, b) => a?.id === b?.id}
        editor={(editing) => (
          <EntityPicker
            kind="company"
            autoFocus
            aria-label={props.label}
            value={editing.draft}
            disabled={editing.busy}
            error={editing.error}
            onChange={(value) => editing.commit(value)}
            onCreate={onCreate ? (name) => editing.commit({ id: NEW, name }) : undefined}
            onBlur={() => editing.cancel()}
            onKeyDown={(event) => {
              if (event.key === 'Escape') {
                event.stopPropagation();
                editing.cancel();
              }
            }}
          />
        )}
      />
      {props.value && (
        <Link
          to="/companies/$id"
          params={{ id: props.value.id }}
          className={classes.goto}
          aria-label={t`Открыть компанию «${props.value.name}»`}
          title={t`Открыть компанию`}
        >
          <IconArrowUpRight size={15} stroke={1.8} aria-hidden />
        </Link>
      )}
    </div>
  );
}

interface TagsProps {
  label: string;
  tags: Tag[];
  options: Option[];
  onSave: (ids: string[]) => Promise<unknown>;
  readOnly?: boolean;
}

export function TagsField({ label, tags, options, onSave, readOnly }: TagsProps) {
  const ids = tags.map((tag) => tag.id);
  // A tag that was since taken out of use is still on the deal.
  const all = [
    ...options,
    ...tags
      .filter((tag) => !options.some((option) => option.value === tag.id))
      .map((tag) => ({ value: tag.id, label: tag.name })),
  ];
  return (
    <InlineCustom
      label={label}
      value={ids}
      readOnly={readOnly}
      onSave={onSave}
      same={(a, b) => a.join() === b.join()}
      text={tags.map((tag) => tag.name).join(', ')}
      display={tags.length > 0 ? <TagList tags={tags} /> : undefined}
      editor={(editing) => (
        <MultiSelect
          autoFocus
          defaultDropdownOpened
          searchable
          aria-label={label}
          data={all}
          value={editing.draft}
          disabled={editing.busy}
          error={editing.error}
          onChange={editing.setDraft}
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

/** A fact that comes from elsewhere and is only read. */
export function PlainFact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.plainFact}>
      <div className={classes.plainName}>{label}</div>
      <div className={classes.plainValue}>{children}</div>
    </div>
  );
}
