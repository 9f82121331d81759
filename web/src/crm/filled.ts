/** The fields of a form that hold something: an empty box means «not given», not an empty text. */
export function filled<T extends Record<string, unknown>>(values: T): Partial<T> {
  const result: Partial<T> = {};
  for (const [name, value] of Object.entries(values)) {
    const clean = typeof value === 'string' ? value.trim() : value;
    if (clean !== '' && clean !== null) result[name as keyof T] = clean as T[keyof T];
  }
  return result;
}
