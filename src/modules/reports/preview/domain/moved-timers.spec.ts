import { expect, it } from '@jest/globals';
import { movedTimers } from './moved-timers.js';

const run = (state: string, dueAt: number | null, targetMinutes = 60, number = 1, metric = 'resolution') => ({
  metric,
  run: number,
  state,
  dueAt,
  targetMinutes,
});
const standing = (state: string, dueAt: number | null, targetMinutes = 60) => ({ state, dueAt, targetMinutes });

it('finds what stands otherwise, and says nothing of the rest', () => {
  const before = [run('met', 5), run('running', 10, 60, 2), run('paused', null, 60, 1, 'response')];
  expect(movedTimers(before, before)).toEqual([]);
  expect(
    movedTimers(before, [run('met', 5), run('running', 20, 60, 2), run('paused', null, 90, 1, 'response')]),
  ).toEqual([
    { metric: 'resolution', run: 2, from: standing('running', 10), to: standing('running', 20) },
    { metric: 'response', run: 1, from: standing('paused', null), to: standing('paused', null, 90) },
  ]);
});

it('finds timers that begin and end to be', () => {
  const one = run('running', 10);
  expect(movedTimers([], [one])).toEqual([{ metric: 'resolution', run: 1, from: null, to: standing('running', 10) }]);
  expect(movedTimers([one], [])).toEqual([{ metric: 'resolution', run: 1, from: standing('running', 10), to: null }]);
});
