import type { DashboardTile } from '@/api/types';

export const COLUMNS = 12;
const LEAST_WIDTH = 2;
const MOST_HEIGHT = 12;

/** What a tile keeps of its place. */
export type Place = Pick<DashboardTile, 'x' | 'y' | 'w' | 'h'>;

/** A tile moved by so many columns and rows; it never leaves the grid. */
export function moved<T extends Place>(tile: T, dx: number, dy: number): T {
  return {
    ...tile,
    x: Math.min(COLUMNS - tile.w, Math.max(0, tile.x + dx)),
    y: Math.max(0, tile.y + dy),
  };
}

/** A tile made so many columns wider and rows higher. */
export function resized<T extends Place>(tile: T, dw: number, dh: number): T {
  return {
    ...tile,
    w: Math.min(COLUMNS - tile.x, Math.max(LEAST_WIDTH, tile.w + dw)),
    h: Math.min(MOST_HEIGHT, Math.max(1, tile.h + dh)),
  };
}

function overlap(a: Place, b: Place): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/**
 * Puts one tile where it was dropped and moves those in its way down, each as little as needed. The
 * order of the others stays.
 */
export function settled<T extends Place & { id: string }>(tiles: T[], held: T): T[] {
  const placed: T[] = [held];
  const others = tiles.filter((tile) => tile.id !== held.id).sort((a, b) => a.y - b.y || a.x - b.x);
  for (const tile of others) {
    let y = tile.y;
    for (;;) {
      const here = { ...tile, y };
      const inWay = placed.filter((other) => overlap(other, here));
      if (inWay.length === 0) {
        placed.push(here);
        break;
      }
      y = Math.max(...inWay.map((other) => other.y + other.h));
    }
  }
  return tiles.map((tile) => placed.find((other) => other.id === tile.id) ?? tile);
}

/** The first free place for a tile of this size, under everything else. */
export function below(tiles: Place[]): number {
  return Math.max(0, ...tiles.map((tile) => tile.y + tile.h));
}
