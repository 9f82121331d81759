/** Where the steps of a script and the ways between them stand in a picture. */
import type { ScriptStep } from '@/api/types';
import { layers } from './steps';

export const WIDTH = 196;
export const HEIGHT = 48;
const GAP_X = 28;
const GAP_Y = 34;
/** What a way takes that passes by a layer. */
const LANE = 14;

export interface Place {
  x: number;
  y: number;
}

export interface Way {
  step: string;
  /** The number of the answer. */
  answer: number;
  /** The path of an SVG. */
  path: string;
}

export interface Picture {
  width: number;
  height: number;
  places: Map<string, Place>;
  ways: Way[];
}

/** Ways that lead past layers get lanes there, so that they do not run behind steps. */
export function pictureOf(steps: ScriptStep[]): Picture {
  const rows = layers(steps).map((row) => [...row]);
  const level = new Map(rows.flatMap((row, y) => row.map((key) => [key, y] as const)));
  const before = new Map<string, string[]>();
  const chains = steps.flatMap((step) =>
    (step.answers ?? []).flatMap(({ to }, answer) => {
      const [from, until] = [level.get(step.key), level.get(to)];
      if (from === undefined || until === undefined) return [];
      const chain = [step.key];
      for (let y = from + 1; y < until; y += 1) {
        const lane = `${to}@${y}`;
        if (!rows[y]?.includes(lane)) rows[y]?.push(lane);
        chain.push(lane);
      }
      chain.push(to);
      if (until > from) {
        chain.slice(1).forEach((key, index) => {
          before.set(key, [...(before.get(key) ?? []), chain[index] as string]);
        });
      }
      return [{ step: step.key, answer, chain, back: until <= from }];
    }),
  );

  const middle = new Map<string, number>();
  const widthOf = (key: string) => (key.includes('@') ? LANE : WIDTH);
  let widest = 0;
  for (const row of rows) {
    // Each stands below the middle of what leads to it, as far as there is room.
    const pull = (key: string) => {
      const all = (before.get(key) ?? []).map((one) => middle.get(one) ?? 0);
      return all.length > 0 ? all.reduce((sum, x) => sum + x, 0) / all.length : 0;
    };
    row.sort((a, b) => pull(a) - pull(b));
    const width = row.reduce((sum, key) => sum + widthOf(key) + GAP_X, -GAP_X);
    widest = Math.max(widest, width);
    let x = -width / 2;
    for (const key of row) {
      middle.set(key, x + widthOf(key) / 2);
      x += widthOf(key) + GAP_X;
    }
  }

  const at = (key: string) => (middle.get(key) ?? 0) + widest / 2;
  const rowOf = (key: string) => rows.findIndex((row) => row.includes(key));
  const top = (key: string) => rowOf(key) * (HEIGHT + GAP_Y);
  const ways = chains.map(({ step, answer, chain, back }) => {
    const [first, last] = [chain[0] as string, chain[chain.length - 1] as string];
    if (back) {
      const [x1, y1] = [at(first) + WIDTH / 2, top(first) + HEIGHT / 2];
      const [x2, y2] = [at(last) + WIDTH / 2, top(last) + HEIGHT / 2];
      const out = Math.max(x1, x2) + GAP_X;
      return { step, answer, path: `M${x1},${y1} C${out},${y1} ${out},${y2} ${x2},${y2}` };
    }
    let path = `M${at(first)},${top(first) + HEIGHT}`;
    let [x, y] = [at(first), top(first) + HEIGHT];
    for (const key of chain.slice(1)) {
      const [nextX, nextY] = [at(key), top(key)];
      const bend = (nextY - y) / 2;
      path += ` C${x},${y + bend} ${nextX},${nextY - bend} ${nextX},${nextY}`;
      if (key !== last) path += ` V${nextY + HEIGHT}`;
      [x, y] = [nextX, nextY + HEIGHT];
    }
    return { step, answer, path };
  });
  const places = new Map(
    steps.map(({ key }) => [key, { x: at(key) - WIDTH / 2, y: top(key) }] as const),
  );
  // A way back of the outermost step needs room at the right.
  const margin = chains.some(({ back }) => back) ? GAP_X : 0;
  return {
    width: widest + margin,
    height: Math.max(0, rows.length * (HEIGHT + GAP_Y) - GAP_Y),
    places,
    ways,
  };
}
