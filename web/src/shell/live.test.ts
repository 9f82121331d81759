import { expect, test } from 'vitest';
import { staleKeys } from './live';

const change = {
  seq: 1,
  kind: 'deal.moved',
  deal_id: 'd1',
  company_id: null,
  contact_id: null,
  actor_id: null,
  at: '2026-11-23T10:00:00.000Z',
};

test('a moved deal makes its page, its timeline, the board and the lists old', () => {
  expect(staleKeys(change)).toEqual([
    ['deal', 'd1'],
    ['timeline', 'deal', 'd1'],
    ['board'],
    ['deals'],
    ['first-contacts'],
    ['qualifying'],
  ]);
});

test('a task on a company touches the company and the tasks, not the board', () => {
  const keys = staleKeys({ ...change, kind: 'task.done', deal_id: null, company_id: 'c1' });
  expect(keys).toContainEqual(['tasks']);
  expect(keys).toContainEqual(['timeline', 'company', 'c1']);
  expect(keys).not.toContainEqual(['board']);
});
