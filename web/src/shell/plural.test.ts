import { plural, t } from '@lingui/core/macro';
import { expect, test } from 'vitest';
import { activate } from './i18n';

test.each([
  [1, '1 день'],
  [2, '2 дня'],
  [5, '5 дней'],
  [11, '11 дней'],
  [21, '21 день'],
  [1.5, '1,5 дня'],
  [0, '0 дней'],
])('%d', async (days, text) => {
  await activate('ru');
  expect(t`${plural(days, { one: '# день', few: '# дня', many: '# дней', other: '# дня' })}`).toBe(
    text,
  );
});
