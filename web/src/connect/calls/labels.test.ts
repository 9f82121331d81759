import { i18n } from '@lingui/core';
import { expect, test } from 'vitest';
import type { Call } from '@/api/types';
import { formatTalk } from '@/kit/format';
import { callPhone, callState } from './labels';

i18n.loadAndActivate({ locale: 'ru', messages: {} });

const call: Call = {
  id: '1',
  direction: 'in',
  phone: '+79123456789',
  state: 'ringing',
  started_at: '2026-11-23T09:00:00.000Z',
  answered_at: null,
  ended_at: null,
  outcome: null,
  our_number: null,
  recording_url: null,
  user: null,
  contact: null,
  company: null,
  deal: null,
  talk_seconds: 0,
  wait_seconds: 0,
  trial: false,
  version: 1,
};

test('a talk is as long as telephones say it', () => {
  expect([0, 5, 65, 3_723, -4, 59.9].map(formatTalk)).toEqual([
    '0:00',
    '0:05',
    '1:05',
    '1:02:03',
    '0:00',
    '0:59',
  ]);
});

test('a card says what goes on', () => {
  const now = Date.parse('2026-11-23T09:01:10.000Z');
  expect(callState(call, now)).toBe('Входящий звонок');
  expect(callState({ ...call, direction: 'out' }, now)).toBe('Звоним');
  const talk: Call = { ...call, state: 'answered', answered_at: '2026-11-23T09:00:05.000Z' };
  expect(callState(talk, now)).toBe('Разговор 1:05');
  expect(callState({ ...talk, state: 'ended', outcome: 'answered', talk_seconds: 70 }, now)).toBe(
    'Разговор окончен, 1:10',
  );
  expect(callState({ ...call, state: 'ended', outcome: 'busy' }, now)).toBe('Звонок пропущен');
  expect(callPhone(call)).toBe('+7 912 345-67-89');
  expect(callPhone({ ...call, phone: null })).toBe('Номер скрыт');
});
