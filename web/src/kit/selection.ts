/** The set with one id added or taken out. */
export function toggled(selected: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** The set with everything between two rows added, whichever of them is above. */
export function selectRange(
  selected: ReadonlySet<string>,
  ids: string[],
  from: number,
  to: number,
): Set<string> {
  const [low, high] = from < to ? [from, to] : [to, from];
  return new Set([...selected, ...ids.slice(Math.max(0, low), high + 1)]);
}
