/** Puts the item at `from` to the place `to` of the list without it. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, index) => index !== from);
  const item = list[from];
  if (item === undefined) return [...list];
  const place = Math.max(0, Math.min(rest.length, to));
  return [...rest.slice(0, place), item, ...rest.slice(place)];
}

/** The place in the list without `from` when something is dropped above or below `over`. */
export function dropPlace(from: number, over: number, edge: 'top' | 'bottom'): number {
  const place = edge === 'top' ? over : over + 1;
  return place > from ? place - 1 : place;
}
