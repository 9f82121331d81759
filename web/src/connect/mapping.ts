import type { ImportField, ImportMapping } from '@/api/types';

/** The field that a column goes to. */
export function fieldOf(mapping: readonly ImportMapping[], column: number): string | null {
  return mapping.find((entry) => entry.column === column)?.field ?? null;
}

/** Gives a column to a field, or to none. */
export function withField(
  mapping: readonly ImportMapping[],
  column: number,
  field: string | null,
): ImportMapping[] {
  const rest = mapping.filter((entry) => entry.column !== column);
  return [...rest, { column, field }].sort((a, b) => a.column - b.column);
}

export function missingFields(
  mapping: readonly ImportMapping[],
  fields: readonly ImportField[],
): ImportField[] {
  const used = new Set(mapping.map((entry) => entry.field));
  return fields.filter((field) => field.required && !used.has(field.field));
}

/** A few different values of a column: the same word three times tells nothing. */
export function samples(rows: readonly string[][], column: number, count = 3): string[] {
  const found: string[] = [];
  for (const row of rows) {
    const value = row[column]?.trim();
    if (value && !found.includes(value)) found.push(value);
    if (found.length === count) break;
  }
  return found;
}
