/** A text with a piece put in place of what is chosen in it, and where the caret goes then. */
export function inserted(
  text: string,
  piece: string,
  from: number | null | undefined,
  to: number | null | undefined,
): { text: string; caret: number } {
  const start = from ?? text.length;
  const end = Math.max(start, to ?? start);
  return {
    text: text.slice(0, start) + piece + text.slice(end),
    caret: start + piece.length,
  };
}
