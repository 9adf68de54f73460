import { describe, expect, it } from '@jest/globals';
import { corrected, opened, reached, runsOf, ticket } from './scenario.spec-support.js';

describe('the own institution corrects the priority while the timer is paused', () => {
  const facts = [
    opened('mon 08:00', 'P3'),
    reached('mon 08:10'),
    ticket('mon 09:00', 'in_progress'),
    ticket('mon 13:00', 'waiting', 'requester'),
  ];

  it('keeps start and pauses under the new target', () => {
    const now = [...facts, corrected('mon 15:00', 'P2')];
    expect(runsOf('user', 'resolution', now, 'mon 16:00')).toMatchObject([
      { state: 'paused', priority: 'P2', dueAt: null, remainingMinutes: 180 },
    ]);
    const resumed = [...now, ticket('tue 08:00', 'in_progress')];
    expect(runsOf('user', 'resolution', resumed, 'tue 09:00')).toMatchObject([
      { state: 'running', startedAt: 'mon 08:00', dueAt: 'tue 11:00' },
    ]);
  });

  it('is missed, reclassified, when the new target was used up before the pause', () => {
    expect(runsOf('user', 'resolution', [...facts, corrected('mon 15:00', 'P1')], 'mon 15:00')).toMatchObject([
      {
        run: 1,
        state: 'missed',
        missCause: 'reclassified',
        verdictAt: 'mon 15:00',
        dueAt: 'mon 12:00',
        priority: 'P1',
      },
    ]);
  });

  it('is cancelled by a priority without a target, and lives again when that is corrected too', () => {
    const without = [...facts, corrected('mon 15:00', 'P4')];
    expect(runsOf('user', 'resolution', without, 'mon 16:00')).toMatchObject([
      { run: 1, state: 'cancelled', endedAt: 'mon 15:00', dueAt: null, wakeAt: null },
    ]);
    const again = [...without, ticket('tue 08:00', 'in_progress'), corrected('tue 09:00', 'P2')];
    expect(runsOf('user', 'resolution', again, 'tue 10:00')).toMatchObject([
      { run: 1, state: 'running', startedAt: 'mon 08:00', dueAt: 'tue 11:00', endedAt: null },
    ]);
  });

  it('has no timer at first where the priority promises nothing', () => {
    const unpromised = [opened('mon 08:00', 'P4')];
    expect(runsOf('user', 'resolution', unpromised, 'mon 09:00')).toEqual([]);
    expect(runsOf('user', 'resolution', [...unpromised, corrected('mon 10:00', 'P1')], 'mon 11:00')).toMatchObject([
      { run: 1, state: 'running', startedAt: 'mon 08:00', dueAt: 'mon 12:00' },
    ]);
  });
});
