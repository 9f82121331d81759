import { beforeAll, expect, test } from 'vitest';
import type { ScriptStep } from '@/api/types';
import { activate } from '@/shell/i18n';
import { HEIGHT, pictureOf, WIDTH } from './picture';
import { called, freshKey, freshSteps, layers, stepOfFault, without } from './steps';

beforeAll(() => activate('ru'));

const step = (key: string, to: string[]): ScriptStep => ({
  key,
  title: '',
  text: key,
  question: null,
  answers: to.map((to) => ({ text: to, to, value: null })),
  end: to.length === 0 ? 'agreed' : null,
});

test('each step stands below all that lead to it', () => {
  const steps = [
    step('a', ['b', 'end']),
    step('b', ['a', 'c']),
    step('c', ['end']),
    step('end', []),
  ];
  expect(layers(steps)).toEqual([['a'], ['b'], ['c'], ['end']]);
  // A way that leads nowhere and a step that nothing leads to do not get in the way.
  expect(layers([step('a', ['gone', 'b']), step('b', []), step('lost', [])])).toEqual([
    ['a'],
    ['b'],
    ['lost'],
  ]);
  expect(layers([])).toEqual([]);
});

test('a removed step leaves its answers without a place to lead to', () => {
  const rest = without([step('a', ['b']), step('b', [])], 'b');
  expect(rest).toHaveLength(1);
  expect(rest[0]?.answers?.[0]?.to).toBe('');
});

test('new steps get keys and names of their own', () => {
  const steps = freshSteps('call');
  expect(freshKey(steps)).toBe('s3');
  expect(freshKey([...steps, step('s3', []), step('s5', [])])).toBe('s6');
  expect(called([step('a', []), step('b', [])], 'b')).toBe('Шаг 2');
  expect(called(steps, 's1')).toBe('Приветствие');
  expect(stepOfFault('steps[12].answers[0].to')).toBe(12);
  expect(stepOfFault('name')).toBe(-1);
});

test('no two steps of a picture cover one another, and a long way runs beside them', () => {
  const steps = [
    step('a', ['b', 'end']),
    step('b', ['c', 'a']),
    step('c', ['end']),
    step('end', []),
  ];
  const { places, ways, width, height } = pictureOf(steps);
  expect(places.get('a')?.y).toBe(0);
  expect(height).toBe((places.get('end')?.y ?? 0) + HEIGHT);
  const all = [...places.values()];
  for (const one of all) {
    expect(one.x).toBeGreaterThanOrEqual(0);
    expect(one.x + WIDTH).toBeLessThanOrEqual(width);
    for (const other of all.filter((place) => place !== one)) {
      const apart = Math.abs(one.x - other.x) >= WIDTH || Math.abs(one.y - other.y) >= HEIGHT;
      expect(apart).toBe(true);
    }
  }
  // The way from the first to the last passes two layers, each beside the step that stands there.
  const long = ways.find((way) => way.step === 'a' && way.answer === 1)?.path ?? '';
  const passed = [...long.matchAll(/([\d.]+),[\d.]+ V/g)].map((match) => Number(match[1]));
  expect(passed).toHaveLength(2);
  const [b, c] = [places.get('b'), places.get('c')];
  for (const [x, place] of [
    [passed[0], b],
    [passed[1], c],
  ] as const) {
    const inside = place && x !== undefined && x > place.x && x < place.x + WIDTH;
    expect(inside).toBe(false);
  }
  expect(pictureOf([]).ways).toEqual([]);
});
