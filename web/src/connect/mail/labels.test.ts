import { describe, expect, it } from 'vitest';
import type { Mail } from '@/api/types';
import { toneOf, usualPort } from './labels';

const mail = (more: Partial<Mail>) =>
  ({ state: 'sent', error: null, caught: false, ...more }) as Mail;

describe('toneOf', () => {
  it('tells a mail that waits for a reason from one that has just been written', () => {
    expect(toneOf(mail({ state: 'queued' }))).toBe('none');
    expect(toneOf(mail({ state: 'queued', error: 'Сервер недоступен' }))).toBe('waits');
  });
  it('does not call a mail that was kept here a delivered one', () => {
    expect(toneOf(mail({}))).toBe('good');
    expect(toneOf(mail({ caught: true }))).toBe('none');
  });
});

describe('usualPort', () => {
  it('follows the way the connection is secured', () => {
    expect([usualPort('tls'), usualPort('starttls'), usualPort('none')]).toEqual([465, 587, 25]);
  });
});
