import { describe, expect, it } from '@jest/globals';
import type { ResultField } from '../../domain/action-document.js';
import { checkResults, isGood } from './finishing.js';

const field = (more: Partial<ResultField>): ResultField => ({
  name: 'days',
  label: { fr: 'Jours restants', en: null },
  type: 'number',
  unit: 'd',
  atLeast: 30,
  atMost: null,
  is: null,
  ...more,
});
const fields = [field({}), field({ name: 'restored', type: 'boolean', atLeast: null, is: true })];
const codes = (...asked: Parameters<typeof checkResults>) => {
  const outcome = checkResults(...asked);
  return outcome.ok ? outcome.value : outcome.refusal.errors?.map(({ pointer, code }) => `${pointer} ${code}`);
};

describe('the results of a control', () => {
  it('are all said, each of its type', () => {
    expect(codes(fields, 'worked', { days: 12, restored: false })).toEqual({ days: 12, restored: false });
    expect(codes(fields, 'partly', { days: '12' })).toEqual([
      '/results/days not_a_number',
      '/results/restored required',
    ]);
    expect(codes(fields, 'worked', { days: 1, restored: 1, more: 2 })).toEqual([
      '/results/more unknown_result',
      '/results/restored not_a_boolean',
    ]);
    expect(codes(fields, 'worked', { days: Number.NaN, restored: true })).toEqual(['/results/days not_a_number']);
  });

  it('may be missing where the run was abandoned, and are checked all the same', () => {
    expect(codes(fields, 'abandoned', { days: 3 })).toEqual({ days: 3 });
    expect(codes(fields, 'abandoned', { days: true })).toEqual(['/results/days not_a_number']);
  });

  it('are none of an action that measures nothing', () => {
    expect(codes([], 'worked', {})).toEqual({});
    expect(codes([], 'worked', { days: 1 })).toEqual(['/results/days unknown_result']);
  });
});

it('is good within its bounds, which are part of it, and as it should be', () => {
  expect([29.9, 30, 31].map((value) => isGood(field({}), value))).toEqual([false, true, true]);
  expect([10, 10.1].map((value) => isGood(field({ atLeast: null, atMost: 10 }), value))).toEqual([true, false]);
  expect(isGood(field({ atLeast: null }), 5)).toBeNull();
  const restored = field({ type: 'boolean', atLeast: null, is: true });
  expect([isGood(restored, true), isGood(restored, false), isGood({ ...restored, is: null }, true)]).toEqual([
    true,
    false,
    null,
  ]);
});
