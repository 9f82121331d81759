import type { FunnelStep, Money } from '@/api/types';

/** The edges of one step of the picture, in percent of the widest. */
export interface Edges {
  top: number;
  bottom: number;
}

/** The thinnest line that is still seen; only nothing at all is drawn as nothing. */
const LEAST = 0.8;

/**
 * Every step begins as wide as its own count and ends as wide as the next one's, so the slope of
 * a side is the loss. The last step keeps its width: what comes after it is not known to be lost.
 */
export function edges(steps: readonly FunnelStep[]): Edges[] {
  const widest = Math.max(1, ...steps.map((step) => step.reached.deals));
  const width = (step: FunnelStep) =>
    step.reached.deals === 0 ? 0 : Math.max(LEAST, (step.reached.deals / widest) * 100);
  return steps.map((step, index) => ({
    top: width(step),
    bottom: width(steps[index + 1] ?? step),
  }));
}

/** The four corners in a box of 100 by 100. */
export function corners({ top, bottom }: Edges): string {
  const points = [
    [50 - top / 2, 0],
    [50 + top / 2, 0],
    [50 + bottom / 2, 100],
    [50 - bottom / 2, 100],
  ];
  return points.map(([x = 0, y]) => `${Math.round(x * 100) / 100},${y}`).join(' ');
}

/** How much of a number is in one currency: sums of different ones cannot be compared. */
export function inCurrency(sums: Money[], currency: string): number {
  return sums.find((sum) => sum.currency === currency)?.amount ?? 0;
}

/** The step where the most money was lost; where no money is known, where the most deals were. */
export function weakest(steps: readonly FunnelStep[], currency: string): FunnelStep | null {
  const losing = steps.filter((step) => step.lost.deals > 0);
  const worse = (a: FunnelStep, b: FunnelStep) => {
    const money = inCurrency(a.lost.sums, currency) - inCurrency(b.lost.sums, currency);
    return money || a.lost.deals - b.lost.deals;
  };
  return losing.reduce<FunnelStep | null>(
    (found, step) => (found && worse(step, found) <= 0 ? found : step),
    null,
  );
}

const NAMED = new Set(
  'dark gray red pink grape violet indigo blue cyan teal green lime yellow orange'.split(' '),
);

/** A stage keeps its colour as a word of the palette or as a colour of its own. */
export function paint(color: string): string {
  return NAMED.has(color) ? `var(--mantine-color-${color}-6)` : color;
}
