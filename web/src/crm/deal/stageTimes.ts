import { t } from '@lingui/core/macro';
import type { HistoryItem } from '@/api/types';

/** How long a deal stood on each stage, all its visits together; a closed deal's clock stands still. */
export function stageTimes(history: HistoryItem[], now: Date): Map<string, number> {
  const items = history.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const spent = new Map<string, number>();
  items.forEach((item, index) => {
    const next = items[index + 1];
    if (!next && item.to_status !== 'open') return;
    const until = next ? new Date(next.at) : now;
    const time = Math.max(0, until.getTime() - new Date(item.at).getTime());
    // A lost deal stands nowhere until it is opened again.
    if (item.to_status !== 'lost') {
      spent.set(item.to_stage_id, (spent.get(item.to_stage_id) ?? 0) + time);
    }
  });
  return spent;
}

const HOUR = 3_600_000;

/** `3 дн.`, `5 ч`: short, because seven of them stand in a row. */
export function shortTime(ms: number): string {
  const hours = Math.floor(ms / HOUR);
  if (hours < 1) return t`< 1 ч`;
  if (hours < 24) return t`${hours} ч`;
  const days = Math.floor(hours / 24);
  return t`${days} дн.`;
}
