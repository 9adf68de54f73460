import { describe, expect, it } from '@jest/globals';
import { announcedAt, corrected, opened, reached, runsOf, ticket, told } from './scenario.spec-support.js';

describe('a miss, then a correction to a longer target', () => {
  const missed = [opened('mon 08:00', 'P1'), reached('mon 08:10'), ticket('mon 09:00', 'waiting', 'requester')];
  const late = [...missed, ticket('mon 10:00', 'in_progress')];

  it('supersedes the miss and goes on with the same start and pauses', () => {
    expect(runsOf('user', 'resolution', [...late, corrected('mon 15:00', 'P2')], 'mon 16:00')).toMatchObject([
      {
        run: 1,
        state: 'superseded',
        verdict: 'missed',
        verdictAt: 'mon 13:00',
        targetMinutes: 240,
        endedAt: 'mon 15:00',
      },
      { run: 2, state: 'running', verdict: null, targetMinutes: 480, startedAt: 'mon 08:00', dueAt: 'mon 17:00' },
    ]);
  });

  it('tells nobody of the superseded miss', () => {
    const superseded = [...late, corrected('mon 15:00', 'P3'), told('mon 15:30', 'user', 'resolution', 75, 2)];
    expect(announcedAt(late, 'mon 14:59')).toEqual(['user resolution 1 100']);
    expect(announcedAt(superseded, 'mon 16:00')).toEqual([]);
  });

  it('stays as it was when the longer target is used up as well', () => {
    expect(runsOf('user', 'resolution', [...late, corrected('mon 17:00:00.001', 'P2')], 'mon 18:00')).toMatchObject([
      { run: 1, state: 'missed', verdictAt: 'mon 13:00', priority: 'P1', targetMinutes: 240, missCause: null },
    ]);
    expect(runsOf('user', 'resolution', [...late, corrected('mon 15:00', 'P4')], 'mon 18:00')).toMatchObject([
      { run: 1, state: 'missed', verdictAt: 'mon 13:00' },
    ]);
  });

  it('can be missed a second time', () => {
    expect(runsOf('user', 'resolution', [...late, corrected('mon 15:00', 'P2')], 'tue 08:00')).toMatchObject([
      { run: 1, state: 'superseded', verdict: 'missed' },
      { run: 2, state: 'missed', verdictAt: 'mon 17:00' },
    ]);
  });
});
