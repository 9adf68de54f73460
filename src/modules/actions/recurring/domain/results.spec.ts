import { describe, expect, it } from '@jest/globals';
import type { ResultField } from '../../domain/action-document.js';
import { judged, seriesOf, type PlanRun } from './results.js';

const field = (more: Partial<ResultField> = {}): ResultField => ({
  name: 'free',
  label: { fr: 'Libre', en: null },
  type: 'number',
  unit: 'Go',
  atLeast: null,
  atMost: null,
  is: null,
  ...more,
});
const goodOf = (more: Partial<ResultField>, value: unknown) =>
  judged([field(more)], { free: value }).map(({ good }) => good);

describe('a result', () => {
  it.each([
    [{}, 5, [null]],
    [{ atLeast: 5 }, 5, [true]],
    [{ atLeast: 5 }, 4.999, [false]],
    [{ atMost: 5 }, 5, [true]],
    [{ atMost: 5 }, 5.001, [false]],
    [{ atLeast: 1, atMost: 5 }, 0, [false]],
    [{ atLeast: 1, atMost: 5 }, 3, [true]],
    [{ type: 'boolean' }, true, [null]],
    [{ type: 'boolean', is: false }, false, [true]],
    [{ type: 'boolean', is: false }, true, [false]],
    // no value of the field
    [{}, 'much', []],
    [{}, true, []],
    [{}, NaN, []],
    [{}, undefined, []],
    [{ type: 'boolean' }, 1, []],
  ] as const)('of %j is judged %j: %j', (more, value, good) => {
    expect(goodOf(more, value)).toEqual(good);
  });

  it('that no field asks for is left out, whatever it is called', () => {
    expect(judged([field({ name: 'constructor' })], {})).toEqual([]);
    expect(judged([], { free: 3 })).toEqual([]);
  });
});

describe('series', () => {
  const run = (runId: string, day: number, fields: ResultField[], results: Record<string, unknown>): PlanRun => ({
    runId,
    onDate: `2026-03-0${String(day)}`,
    outcome: 'worked',
    finishedAt: new Date(Date.UTC(2026, 2, day)),
    results: judged(fields, results),
  });

  it('has the bounds of its last run, and each point as it was judged', () => {
    const [series, ...others] = seriesOf([
      run('a', 1, [field({ atLeast: 10 })], { free: 12 }),
      run('b', 2, [field({ atLeast: 20, label: { fr: 'Espace', en: null } })], { free: 12 }),
    ]);
    expect(others).toEqual([]);
    expect([series?.atLeast, series?.label.fr]).toEqual([20, 'Espace']);
    expect(series?.points.map(({ date, value, good, run: id }) => [date, value, good, id])).toEqual([
      ['2026-03-01', 12, true, 'a'],
      ['2026-03-02', 12, false, 'b'],
    ]);
  });

  it('is another one for another unit or type, and leaves out what was not measured', () => {
    const found = seriesOf([
      run('a', 1, [field(), field({ name: 'ok', type: 'boolean', unit: null })], { free: 12 }),
      run('b', 2, [field({ unit: 'Mo' })], { free: 12_000 }),
      run('c', 3, [field({ type: 'boolean' })], { free: true }),
    ]);
    expect(found.map(({ type, unit, points }) => [type, unit, points.length])).toEqual([
      ['number', 'Go', 1],
      ['number', 'Mo', 1],
      ['boolean', 'Go', 1],
    ]);
    expect(seriesOf([])).toEqual([]);
  });
});
