import { describe, expect, it } from '@jest/globals';
import { announcedAt, opened, reached, runsOf, ticket, told } from './scenario.spec-support.js';

describe('exactly at the due instant', () => {
  const facts = [opened('mon 08:00', 'P1'), reached('mon 08:00'), told('mon 11:00', 'user', 'resolution', 75)];

  it('can still be met', () => {
    expect(runsOf('user', 'resolution', facts, 'mon 12:00')).toMatchObject([{ state: 'running', remainingMinutes: 0 }]);
    expect(announcedAt(facts, 'mon 12:00')).toEqual([]);
    expect(runsOf('user', 'resolution', [...facts, ticket('mon 12:00', 'resolved')], 'mon 13:00')).toMatchObject([
      { state: 'met', verdictAt: 'mon 12:00', dueAt: 'mon 12:00', remainingMinutes: null },
    ]);
  });

  it('is missed a millisecond later', () => {
    expect(runsOf('user', 'resolution', facts, 'mon 12:00:00.001')).toMatchObject([
      { state: 'missed', verdictAt: 'mon 12:00' },
    ]);
    expect(announcedAt(facts, 'mon 12:00:00.001')).toEqual(['user resolution 1 100']);
  });

  it('is not saved by a pause that begins there', () => {
    const paused = [...facts, ticket('mon 12:00', 'waiting', 'requester')];
    expect(runsOf('user', 'resolution', paused, 'mon 12:00')).toMatchObject([
      { state: 'paused', dueAt: 'mon 12:00', wakeAt: 'mon 12:00:00.001' },
    ]);
    expect(runsOf('user', 'resolution', paused, 'mon 12:00:00.001')).toMatchObject([{ state: 'missed' }]);
    const before = [...facts, ticket('mon 11:59:59.999', 'waiting', 'requester')];
    expect(runsOf('user', 'resolution', before, 'fri 12:00')).toMatchObject([{ state: 'paused', dueAt: null }]);
  });

  it('falls on closing time, not on the next opening', () => {
    const evening = [opened('mon 14:00', 'P1'), reached('mon 14:00')];
    expect(runsOf('user', 'resolution', evening, 'mon 15:00')).toMatchObject([{ dueAt: 'mon 18:00' }]);
    expect(runsOf('user', 'resolution', evening, 'mon 18:00:00.001')).toMatchObject([{ state: 'missed' }]);
  });
});
