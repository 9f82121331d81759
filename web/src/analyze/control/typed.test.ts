import { expect, test } from 'vitest';
import { typedNumber } from './typed';

test('a number is taken as it is usually typed', () => {
  expect(typedNumber('100 000 000')).toBe(100_000_000);
  expect(typedNumber('1\u00a0200,5 ₽')).toBe(1200.5);
  expect(typedNumber('25 млн')).toBe(25_000_000);
  expect(typedNumber('1,5 млрд')).toBe(1_500_000_000);
  expect(typedNumber('300 тыс.')).toBe(300_000);
  expect(typedNumber('1.2m')).toBe(1_200_000);
  expect(typedNumber('1,200,000')).toBe(1_200_000);
  expect(typedNumber('')).toBeNull();
  expect(typedNumber('много')).toBeUndefined();
  expect(typedNumber('-5')).toBeUndefined();
});
