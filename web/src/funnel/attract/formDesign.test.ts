import { i18n } from '@lingui/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { freeKey, freshDesign, slugOf, usualWords } from './formDesign';

beforeAll(() => i18n.loadAndActivate({ locale: 'ru', messages: {} }));

describe('a form being made', () => {
  it('begins as one that works, with nothing ticked beforehand', () => {
    const design = freshDesign();
    expect(design.fields?.map((field) => field.key)).toEqual([
      'name',
      'phone',
      'message',
      'personal_data',
    ]);
    expect(design.fields?.at(-1)?.purpose).toBe('personal_data');
  });

  it('speaks the language of the screen that made it', () => {
    i18n.loadAndActivate({ locale: 'en', messages: {} });
    expect(freshDesign().lang).toBe('en');
    i18n.loadAndActivate({ locale: 'ru', messages: {} });
    expect(freshDesign().lang).toBe('ru');
    expect(usualWords('en').send).toBe('Send');
  });

  it('gives new fields names of their own', () => {
    const fields = freshDesign().fields ?? [];
    const taken = fields.map((field, at) => ({ ...field, key: `field_${at + 4}` }));
    expect(freeKey(taken)).toBe('field_8');
  });

  it('makes an address of a name', () => {
    expect(slugOf('Расчёт стоимости!')).toBe('raschet-stoimosti');
    expect(slugOf('  ')).toBe('');
  });
});
