import type { FitAuc, FitBand, FitFact, FitLesson, FitLimits, FitRule } from '@/api/types';
import { formatShare } from '@/kit/format';

export const BANDS: FitBand[] = ['A', 'B', 'C', 'D'];
export const FACTS: FitFact[] = ['industry', 'size', 'region', 'source', 'tag', 'amount', 'answer'];

/** Whether a rule names a range, not values. */
export function ranged(fact: FitFact): boolean {
  return fact === 'size' || fact === 'amount';
}

/** A rule while it is written: fields may still be empty. */
export interface DraftRule {
  /** Only for the list on the screen. */
  id: number;
  fact: FitFact;
  values: string[];
  from: number | '';
  to: number | '';
  points: number | '';
}

/** `per` is how many minor units a unit of the currency has: amounts are typed in whole units. */
export function draftOf(rule: FitRule, id: number, per: number): DraftRule {
  const unit = rule.fact === 'amount' ? per : 1;
  const of = (value: number | null | undefined) => (value == null ? '' : value / unit);
  return {
    id,
    fact: rule.fact,
    values: rule.values ?? [],
    from: of(rule.from),
    to: of(rule.to),
    points: rule.points,
  };
}

export function ruleOf(draft: DraftRule, per: number): FitRule {
  const unit = draft.fact === 'amount' ? per : 1;
  const of = (value: number | '') => (value === '' ? null : Math.round(value * unit));
  return {
    fact: draft.fact,
    values: ranged(draft.fact) ? [] : draft.values,
    from: ranged(draft.fact) ? of(draft.from) : null,
    to: ranged(draft.fact) ? of(draft.to) : null,
    points: draft.points === '' ? 0 : draft.points,
  };
}

/** Whether a rule says something already. */
export function whole(draft: DraftRule): boolean {
  if (!draft.points) return false;
  return ranged(draft.fact) ? draft.from !== '' || draft.to !== '' : draft.values.length > 0;
}

export function inOrder(limits: FitLimits): boolean {
  return limits.a > limits.b && limits.b > limits.c;
}

/** Whether a learned rule is worth proposing: it hardly is chance, and it gives points. */
export function offered(effect: FitLesson['effects'][number]): boolean {
  return effect.sure && effect.rule.points !== 0;
}

/** How often a won deal has more points than a lost one: `66 % (63–69)`; nothing where it is not known. */
export function area(auc: FitAuc | null | undefined): string {
  if (!auc) return '';
  const whole = (share: number) => Math.round(share * 100);
  return `${formatShare(whole(auc.area) / 100)} (${whole(auc.low)}–${whole(auc.high)})`;
}

/** The scores of a band in words: from which on, and below which. */
export function scoresOf(band: FitBand, limits: FitLimits): [number | null, number | null] {
  switch (band) {
    case 'A':
      return [limits.a, null];
    case 'B':
      return [limits.b, limits.a];
    case 'C':
      return [limits.c, limits.b];
    default:
      return [null, limits.c];
  }
}
