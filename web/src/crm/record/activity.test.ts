import { i18n } from '@lingui/core';
import { beforeAll, expect, test } from 'vitest';
import { outcomesOf, wayOf } from './activity';

beforeAll(() => i18n.loadAndActivate({ locale: 'ru', messages: {} }));

test('a choice says who began it and how it ended', () => {
  expect(wayOf('out:answered')).toEqual({ direction: 'out', outcome: 'answered' });
  expect(wayOf('held')).toEqual({ direction: null, outcome: 'held' });
  expect(wayOf('planned')).toEqual({ direction: null, outcome: null });
});

test('every kind can be planned, and none is silent', () => {
  for (const kind of ['call', 'mail', 'message', 'meeting', 'presentation'] as const) {
    const values = outcomesOf(kind).map((one) => one.value);
    expect(values.at(-1)).toBe('planned');
    expect(values.length).toBeGreaterThan(2);
  }
});
