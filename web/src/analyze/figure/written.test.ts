import { i18n } from '@lingui/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { interval, written } from './written';

beforeAll(() => i18n.loadAndActivate({ locale: 'ru', messages: {} }));

describe('interval', () => {
  const share = (low: number | null, high: number | null) =>
    interval({ low, high, unit: 'share', currency: null });

  it('is short, and its dash is no minus', () => {
    expect(share(0.36, 0.46)).toMatch(/^36–46\s%$/);
    expect(share(-0.89, -0.42)).toMatch(/^[-−]89 … [-−]42\s%$/);
    expect(share(null, null)).toBe('');
  });
});

describe('working time', () => {
  it('is told in minutes while they are few', () => {
    const hours = { unit: 'hours', currency: null } as const;
    expect(written(0.75, hours)).toMatch(/^45\sмин$/);
    expect(written(2.5, hours)).toMatch(/^2,5\sч$/);
    expect(interval({ ...hours, low: 0.5, high: 0.75 })).toMatch(/^30–45\sмин$/);
  });
});
