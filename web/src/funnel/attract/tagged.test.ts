import { describe, expect, it } from 'vitest';
import { tagged } from './tagged';

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
