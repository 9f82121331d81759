import { expect, test } from 'vitest';
import type { Deal, Pipeline, Stage, StageKind } from '@/api/types';
import { expected, liveStages } from './calls';

function stage(id: string, kind: StageKind, position: number, archived = false): Stage {
  return { id, kind, position, archived, pipeline_id: 'p' } as Stage;
}

const lead = stage('lead', 'attract', 0);
const old = stage('old', 'present', 1, true);
const paid = stage('paid', 'purchase', 2);
const care = stage('care', 'retain', 3);
const pipeline = { id: 'p', stages: [care, paid, old, lead] } as Pipeline;
const deal = { id: 'd', stage_id: 'lead', pipeline_id: 'p', status: 'open' } as Deal;

test('stages in use, in their order', () => {
  expect(liveStages(pipeline).map((one) => one.id)).toEqual(['lead', 'paid', 'care']);
  expect(liveStages(undefined)).toEqual([]);
});

test('a move onto a stage that wins wins the deal, one back opens it', () => {
  expect(expected({ type: 'move', deal, stage: care }, pipeline)).toMatchObject({
    stage_id: 'care',
    status: 'won',
  });
  expect(expected({ type: 'move', deal, stage: lead }, pipeline).status).toBe('open');
});

test('a won deal goes to the first stage of purchase, or else of retention, or stays', () => {
  expect(expected({ type: 'win', deal }, pipeline).stage_id).toBe('paid');
  const none = { ...pipeline, stages: [lead] };
  expect(expected({ type: 'win', deal }, none).stage_id).toBeUndefined();
  const later = { ...pipeline, stages: [lead, care] };
  expect(expected({ type: 'win', deal }, later).stage_id).toBe('care');
});

test('a lost deal keeps its stage', () => {
  const lost = expected({ type: 'lose', deal, reason_id: 'r', note: null }, pipeline);
  expect(lost.status).toBe('lost');
  expect(lost.stage_id).toBeUndefined();
});
