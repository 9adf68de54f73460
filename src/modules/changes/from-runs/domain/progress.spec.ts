import { describe, expect, it } from '@jest/globals';
import { changeMachine } from '../../domain/states.js';
import { progressOf } from './progress.js';

describe('for a run that waits for its change, this', () => {
  it('is decided when it was approved or scheduled, and given up when it was closed before it began', () => {
    const before = changeMachine.states.map((state) => [state, progressOf({ state, startedAt: null })] as const);
    const of = (wanted: string) => before.filter(([, progress]) => progress === wanted).map(([state]) => state);
    expect([of('decided'), of('dropped'), of('begun')]).toEqual([['approved', 'scheduled'], ['closed'], []]);
    expect(of('undecided')).toEqual(expect.arrayContaining(['draft', 'submitted', 'deciding', 'rejected']));
  });

  it('has begun once it was started, also when it is over', () => {
    const startedAt = new Date('2026-03-10T09:00:00Z');
    for (const state of ['in_progress', 'implemented', 'backed_out', 'review', 'closed'] as const)
      expect(progressOf({ state, startedAt })).toBe('begun');
  });
});
