import { useLocalStorage } from '@mantine/hooks';
import type { ReactNode } from 'react';

export interface Column<T> {
  key: string;
  title: string;
  render: (row: T) => ReactNode;
  /** The least width in pixels. */
  width: number;
  /** The share of the room that is left over; 0 keeps the width as it is. */
  grow?: number;
  /** The server's name of the order by this column. */
  sort?: string;
  align?: 'left' | 'right';
  /** Cannot be hidden: without it a row has no name. */
  always?: boolean;
  /** Hidden until somebody asks for it. */
  hidden?: boolean;
}

/** The tracks of the grid; the last one holds the column chooser. */
export function gridTemplate<T>(columns: Column<T>[], checks: boolean): string {
  const tracks = columns.map((column) =>
    column.grow === 0 ? `${column.width}px` : `minmax(${column.width}px, ${column.grow ?? 1}fr)`,
  );
  return [...(checks ? ['36px'] : []), ...tracks, '36px'].join(' ');
}

/** The least width of all columns together: a narrower window scrolls the table sideways. */
export function gridWidth<T>(columns: Column<T>[], checks: boolean): number {
  const widths = columns.reduce((sum, column) => sum + column.width, 0);
  return widths + 36 + (checks ? 36 : 0);
}

/** Which columns are drawn. Names that no longer exist are dropped, fixed ones are always there. */
export function shownColumns<T>(columns: Column<T>[], stored: string[] | null): string[] {
  return columns
    .filter((column) => column.always || (stored ? stored.includes(column.key) : !column.hidden))
    .map((column) => column.key);
}

export function useShownColumns<T>(
  id: string,
  columns: Column<T>[],
): [string[], (shown: string[] | null) => void] {
  const [stored, setStored] = useLocalStorage<string[] | null>({
    key: `voronka-columns-${id}`,
    defaultValue: null,
    getInitialValueInEffect: false,
  });
  return [shownColumns(columns, stored), setStored];
}
