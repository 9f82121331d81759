import { describe, expect, it } from 'vitest';
import { interval } from './written';

describe('interval', () => {
  const share = (low: number | null, high: number | null) =>
    interval({ low, high, unit: 'share', currency: null });

  it('is short, and its dash is no minus', () => {
    expect(share(0.36, 0.46)).toMatch(/^36–46\s%$/);
    expect(share(-0.89, -0.42)).toMatch(/^[-−]89 … [-−]42\s%$/);
    expect(share(null, null)).toBe('');
  });
});
