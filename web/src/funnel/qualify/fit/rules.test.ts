import { describe, expect, it } from 'vitest';
import { draftOf, inOrder, ruleOf, whole } from './rules';

describe('rules of the profile', () => {
  it('are the same after they were edited', () => {
    const rule = { fact: 'amount' as const, values: [], from: 10_000_000, to: null, points: 15 };
    const draft = draftOf(rule, 1, 100);
    expect(draft.from).toBe(100_000);
    expect(ruleOf(draft, 100)).toEqual(rule);
    const other = ruleOf({ ...draft, fact: 'tag', values: ['x'] }, 100);
    expect(other).toEqual({ fact: 'tag', values: ['x'], from: null, to: null, points: 15 });
  });

  it('say something only with points and with what they ask for', () => {
    const draft = draftOf({ fact: 'size', values: [], from: 51, to: null, points: 5 }, 1, 100);
    expect(whole(draft)).toBe(true);
    expect(whole({ ...draft, points: 0 })).toBe(false);
    expect(whole({ ...draft, from: '' })).toBe(false);
    expect(whole({ ...draft, fact: 'industry' })).toBe(false);
  });

  it('limits go down', () => {
    expect(inOrder({ a: 30, b: 15, c: 0 })).toBe(true);
    expect(inOrder({ a: 30, b: 30, c: 0 })).toBe(false);
  });
});
