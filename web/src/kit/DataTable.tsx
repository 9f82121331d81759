import { useLingui } from '@lingui/react/macro';
import { Checkbox, Loader, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { ListResult } from '@/api/useList';
import { ColumnChooser } from './ColumnChooser';
import { type Column, gridTemplate, gridWidth, useShownColumns } from './columns';
import classes from './DataTable.module.css';
import { EmptyState } from './EmptyState';
import { ErrorState } from './ErrorState';
import { nextSort } from './listState';
import { selectRange, toggled } from './selection';

interface Props<T> {
  /** The name under which the chosen columns are remembered. */
  id: string;
  /** What the table holds, for screen readers. */
  label: string;
  columns: Column<T>[];
  list: ListResult<T>;
  rowId: (row: T) => string;
  sort?: string;
  onSort?: (sort: string | undefined) => void;
  /** Enter or a click on a row. */
  onOpen?: (row: T) => void;
  selected?: ReadonlySet<string>;
  onSelect?: (selected: ReadonlySet<string>) => void;
  /** How a row looks on a phone. */
  card?: (row: T) => ReactNode;
  empty?: ReactNode;
}

const ROW = 36;
const CARD = 76;

/**
 * A list of any length. Only the rows in sight are drawn, further pages come as one scrolls.
 * Keys: arrows, Home, End, Page Up and Page Down move, Space selects (with Shift a range), Enter opens.
 */
export function DataTable<T>(props: Props<T>) {
  const { t } = useLingui();
  const { list, rowId, selected, onSelect } = props;
  const name = useId();
  const box = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(-1);
  const [anchor, setAnchor] = useState(0);
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const cards = phone && props.card !== undefined;
  const [shown, setShown] = useShownColumns(props.id, props.columns);
  const columns = props.columns.filter((column) => shown.includes(column.key));
  const template = gridTemplate(columns, onSelect !== undefined);

  const width = gridWidth(columns, onSelect !== undefined);
  const rows = list.rows;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => (cards ? CARD : ROW),
    overscan: 12,
    scrollMargin: 0,
    scrollPaddingStart: cards ? 0 : ROW,
  });
  // Rows and cards have different heights, so a turned phone is measured anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `cards` decides what is measured
  useEffect(() => virtual.measure(), [cards, virtual]);

  // Another order or filter is another list: it is read from its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the question alone decides
  useEffect(() => {
    virtual.scrollToOffset(0);
    setActive(-1);
  }, [list.question]);

  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  const { hasMore, loadingMore, loadMore } = list;
  useEffect(() => {
    if (hasMore && !loadingMore && last >= rows.length - 20) loadMore();
  }, [hasMore, loadingMore, last, rows.length, loadMore]);

  const select = (index: number, range: boolean) => {
    const row = rows[index];
    if (!row || !onSelect || !selected) return;
    const ids = rows.map(rowId);
    onSelect(
      range ? selectRange(selected, ids, anchor, index) : toggled(selected, ids[index] as string),
    );
    if (!range) setAnchor(index);
  };

  const go = (index: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    setActive(next);
    virtual.scrollToIndex(next);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 400) / ROW) - 2);
    const moves: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: rows.length - 1,
    };
    const target = moves[event.key];
    if (target !== undefined) {
      event.preventDefault();
      go(target);
      if (event.shiftKey && active >= 0) select(Math.max(0, target), true);
    } else if (event.key === ' ' && active >= 0) {
      event.preventDefault();
      select(active, event.shiftKey);
    } else if (event.key === 'Enter' && rows[active]) {
      props.onOpen?.(rows[active]);
    } else if (event.key === 'Escape' && selected?.size) {
      onSelect?.(new Set());
    }
  };

  if (list.error && rows.length === 0)
    return <ErrorState error={list.error} onRetry={list.retry} />;

  return (
    <div
      ref={box}
      className={classes.box}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={list.total ?? -1}
      aria-multiselectable={onSelect ? true : undefined}
      aria-busy={list.loading}
      aria-activedescendant={active >= 0 && rows[active] ? `${name}-${active}` : undefined}
      onKeyDown={onKeyDown}
    >
      {!cards && (
        <div role="rowgroup" className={classes.head} style={{ minWidth: width }}>
          <div role="row" className={classes.row} style={{ gridTemplateColumns: template }}>
            {onSelect && selected && (
              <div role="columnheader" className={classes.check}>
                <Checkbox
                  aria-label={t`Выбрать все показанные`}
                  checked={rows.length > 0 && rows.every((row) => selected.has(rowId(row)))}
                  indeterminate={
                    selected.size > 0 && !rows.every((row) => selected.has(rowId(row)))
                  }
                  onChange={(event) =>
                    onSelect(event.currentTarget.checked ? new Set(rows.map(rowId)) : new Set())
                  }
                />
              </div>
            )}
            {columns.map((column) => (
              <HeaderCell
                key={column.key}
                column={column}
                sort={props.sort}
                onSort={props.onSort}
              />
            ))}
            <div role="columnheader" className={classes.chooser}>
              <ColumnChooser columns={props.columns} shown={shown} onChange={setShown} />
            </div>
          </div>
        </div>
      )}
      {rows.length > 0 && (
        <div
          role="rowgroup"
          className={classes.body}
          style={{ height: virtual.getTotalSize(), minWidth: cards ? undefined : width }}
        >
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            const id = rowId(row);
            const common = {
              id: `${name}-${item.index}`,
              role: 'row',
              'data-index': item.index,
              'aria-rowindex': item.index + 2,
              'aria-selected': selected?.has(id) ?? undefined,
              'data-active': item.index === active || undefined,
              onClick: () => {
                setActive(item.index);
                props.onOpen?.(row);
              },
            };
            if (cards) {
              return (
                <div
                  key={id}
                  {...common}
                  ref={virtual.measureElement}
                  className={classes.card}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <div role="gridcell">{props.card?.(row)}</div>
                </div>
              );
            }
            return (
              <div
                key={id}
                {...common}
                className={`${classes.row} ${classes.line}`}
                style={{
                  gridTemplateColumns: template,
                  transform: `translateY(${item.start}px)`,
                }}
              >
                {onSelect && (
                  <div
                    role="gridcell"
                    className={classes.check}
                    onClick={(event) => {
                      event.stopPropagation();
                      setActive(item.index);
                      select(item.index, event.shiftKey);
                    }}
                  >
                    <Checkbox
                      tabIndex={-1}
                      aria-label={t`Выбрать строку`}
                      checked={selected?.has(id) ?? false}
                      readOnly
                    />
                  </div>
                )}
                {columns.map((column) => (
                  <div
                    key={column.key}
                    role="gridcell"
                    className={classes.cell}
                    data-align={column.align}
                  >
                    {column.render(row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      )}
      {rows.length === 0 && (
        <div role="rowgroup">
          <div role="row">
            <div role="gridcell">
              {list.loading ? <Waiting /> : (props.empty ?? <EmptyState title={t`Пусто`} />)}
            </div>
          </div>
        </div>
      )}
      {loadingMore && (
        <div className={classes.more} role="presentation">
          <Loader size="xs" />
        </div>
      )}
    </div>
  );
}

function Waiting() {
  return (
    <div className={classes.waiting}>
      {Array.from({ length: 12 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are all alike
        <Skeleton key={index} height={14} width={`${92 - ((index * 7) % 30)}%`} />
      ))}
    </div>
  );
}

interface HeaderProps<T> {
  column: Column<T>;
  sort?: string;
  onSort?: (sort: string | undefined) => void;
}

function HeaderCell<T>({ column, sort, onSort }: HeaderProps<T>) {
  const field = column.sort;
  const up = field !== undefined && sort === field;
  const down = field !== undefined && sort === `-${field}`;
  return (
    <div
      role="columnheader"
      className={classes.cell}
      data-align={column.align}
      aria-sort={up ? 'ascending' : down ? 'descending' : field ? 'none' : undefined}
    >
      {field && onSort ? (
        <button
          type="button"
          className={classes.sort}
          onClick={() => onSort(nextSort(sort, field))}
        >
          {column.title}
          {up && <IconArrowUp size={13} aria-hidden />}
          {down && <IconArrowDown size={13} aria-hidden />}
        </button>
      ) : (
        column.title
      )}
    </div>
  );
}
