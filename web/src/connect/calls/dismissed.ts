import { useState } from 'react';
import type { Call } from '@/api/types';

const KEY = 'voronka-calls-closed';
const MOST = 50;

/** A card that was put away while it rang comes up once more when one answers after all. */
export function cardKey(call: Call): string {
  return `${call.id} ${call.state === 'ringing' ? 'ringing' : 'answered'}`;
}

function kept(): string[] {
  try {
    const list: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

/** The cards that were put away in this tab, and the way to put one away. */
export function useClosedCards(): [ReadonlySet<string>, (call: Call) => void] {
  const [closed, setClosed] = useState(kept);
  const close = (call: Call) => {
    const next = [...closed, cardKey(call)].slice(-MOST);
    setClosed(next);
    sessionStorage.setItem(KEY, JSON.stringify(next));
  };
  return [new Set(closed), close];
}
