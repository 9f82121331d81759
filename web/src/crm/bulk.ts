import type { BulkResult } from '@/api/types';

export type BulkAction =
  | { type: 'move'; stage_id: string }
  | { type: 'assign'; owner_id: string }
  | { type: 'tag'; add: string[]; remove: string[] }
  | { type: 'lose'; reason_id: string; note: string | null }
  | { type: 'delete' };

/** The server takes this many at once. */
export const BULK_LIMIT = 500;

export function chunks<T>(items: T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

export interface BulkOutcome {
  done: string[];
  failed: { id: string; reason: string }[];
}

export function outcomeOf(results: BulkResult[]): BulkOutcome {
  const items = results.flatMap((result) => result.items);
  return {
    done: items.filter((item) => item.ok).map((item) => item.id),
    failed: items
      .filter((item) => !item.ok)
      .map((item) => ({
        id: item.id,
        reason: [
          item.problem?.detail ?? item.problem?.title ?? '',
          ...(item.problem?.errors ?? []).map((error) => error.message),
        ]
          .filter(Boolean)
          .join(' '),
      })),
  };
}
