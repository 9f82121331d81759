import { describe, expect, it } from 'vitest';
import { placeholders, ruleName, tagged, tagsOf } from './tagged';

describe('tagged', () => {
  it('adds tags and keeps what was there', () => {
    expect(
      tagged('https://site.ru/a?x=1#top', { utm_source: 'Yandex', utm_campaign: 'Осень 2026' }),
    ).toBe(
      'https://site.ru/a?x=1&utm_source=yandex&utm_campaign=%D0%BE%D1%81%D0%B5%D0%BD%D1%8C_2026#top',
    );
  });

  it('replaces a tag and leaves empty ones out', () => {
    expect(tagged('https://site.ru/?utm_source=vk', { utm_source: 'yandex', utm_term: ' ' })).toBe(
      'https://site.ru/?utm_source=yandex',
    );
  });

  it("keeps the platform's placeholders", () => {
    expect(tagged('https://site.ru/?k={keyword}', { utm_content: '{ad_id}' })).toBe(
      'https://site.ru/?k={keyword}&utm_content={ad_id}',
    );
  });

  it('is nothing while the address is none', () => {
    expect(tagged('https://', {})).toBeNull();
    expect(tagged('javascript:alert(1)', {})).toBeNull();
    expect(tagged('https://site', {})).toBeNull();
  });
});

describe('tags of a rule', () => {
  const rule = { source: 'yandex*', medium: 'cpc', campaign: '', content: '', term: '' };

  it('leaves the stars out and names the campaign', () => {
    expect(tagsOf(rule, 'Осень')).toEqual({
      utm_source: 'yandex',
      utm_medium: 'cpc',
      utm_campaign: 'Осень',
    });
    expect(ruleName(rule)).toBe('yandex* / cpc');
  });

  it('keeps the token of advertising as it is', () => {
    expect(tagged('https://site.ru/', { erid: '2VtzqvABC' })).toBe(
      'https://site.ru/?erid=2VtzqvABC',
    );
  });

  it('finds places that somebody has to fill in', () => {
    expect(placeholders('https://site.ru/?a={keyword}&b={ad_id}&c={keyword}')).toEqual([
      '{keyword}',
      '{ad_id}',
    ]);
    expect(placeholders('https://site.ru/')).toEqual([]);
  });
});
