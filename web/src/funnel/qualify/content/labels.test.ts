import { beforeAll, expect, test } from 'vitest';
import { activate } from '@/shell/i18n';
import { hostOf, lookedFor } from './labels';

beforeAll(() => activate('ru'));

test('time that was looked is told in whole words', () => {
  expect(lookedFor(0)).toBe('0 с');
  expect(lookedFor(59)).toBe('59 с');
  expect(lookedFor(60)).toBe('1 мин');
  expect(lookedFor(200)).toBe('3 мин 20 с');
  expect(lookedFor(3600)).toBe('1 ч');
  expect(lookedFor(3900)).toBe('1 ч 5 мин');
});

test('a link is told by its host', () => {
  expect(hostOf('https://www.site.ru/a?b=1')).toBe('site.ru');
  expect(hostOf('нет')).toBe('нет');
});
