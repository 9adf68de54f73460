import { describe, expect, it } from '@jest/globals';
import {
  announcedAt,
  corrected,
  opened,
  promised,
  raised,
  reached,
  runsOf,
  ticket,
  told,
} from './scenario.spec-support.js';

describe('warnings, each once', () => {
  // a P1 of 4 hours over a night: 50 % on Monday at 17:30, 75 % after the opening, due on Tuesday at 09:30
  const facts = [opened('mon 15:30', 'P1'), reached('mon 15:30')];
  const warned50 = told('mon 17:30', 'user', 'resolution', 50);
  const warned75 = told('tue 08:30', 'user', 'resolution', 75);
  const wake = (history: typeof facts, now: string) => runsOf('user', 'resolution', history, now)[0]?.wakeAt;

  it('come at shares of the working target, not of the calendar', () => {
    expect(announcedAt(facts, 'mon 17:29')).toEqual([]);
    expect(wake(facts, 'mon 17:29')).toBe('mon 17:30');
    expect(announcedAt(facts, 'mon 17:30')).toEqual(['user resolution 1 50']);
  });

  it('are silent once told', () => {
    expect(announcedAt([...facts, warned50], 'tue 08:00')).toEqual([]);
    expect(wake([...facts, warned50], 'tue 08:00')).toBe('tue 08:30');
    expect(announcedAt([...facts, warned50], 'tue 08:30')).toEqual(['user resolution 1 75']);
    expect(wake([...facts, warned50, warned75], 'tue 08:30')).toBe('tue 09:30:00.001');
  });

  it('are told of by the highest, and the lower ones are then told too', () => {
    expect(announcedAt(facts, 'tue 09:00')).toEqual(['user resolution 1 75']);
    expect(wake(facts, 'tue 09:00')).toBe('mon 17:30');
    expect(announcedAt([...facts, warned75], 'tue 09:00')).toEqual([]);
  });

  it('give way to the miss, which is told once', () => {
    expect(announcedAt(facts, 'tue 09:30')).toEqual(['user resolution 1 75']);
    expect(announcedAt(facts, 'tue 09:30:00.001')).toEqual(['user resolution 1 100']);
    const miss = told('tue 09:31', 'user', 'resolution', 100);
    expect(announcedAt([...facts, miss], 'wed 08:00')).toEqual([]);
    expect(wake([...facts, miss], 'wed 08:00')).toBeNull();
  });

  it('keep still while paused, and are owed on the way on', () => {
    const paused = [...facts, ticket('mon 17:45', 'waiting', 'requester')];
    expect(announcedAt(paused, 'tue 12:00')).toEqual([]);
    expect(wake(paused, 'tue 12:00')).toBeNull();
    expect(announcedAt([...paused, ticket('tue 12:00', 'in_progress')], 'tue 12:00')).toEqual(['user resolution 1 50']);
  });

  it('tell of a miss found late, paused or ended since, and wake for it in the past', () => {
    for (const since of [ticket('tue 10:00', 'waiting', 'requester'), ticket('tue 10:00', 'resolved')]) {
      expect(announcedAt([...facts, since], 'wed 12:00')).toEqual(['user resolution 1 100']);
      expect(wake([...facts, since], 'wed 12:00')).toBe('tue 09:30:00.001');
    }
  });

  it('follow the shares of the priority that is in force', () => {
    const p3 = [opened('mon 08:00', 'P3'), reached('mon 08:00')];
    expect(announcedAt([...p3, raised('mon 10:00', 'P1')], 'mon 12:00')).toEqual(['user resolution 1 50']);
    expect(announcedAt([...p3, corrected('mon 10:00', 'P1')], 'mon 10:00')).toEqual(['user resolution 1 50']);
    expect(announcedAt([...p3, corrected('mon 10:00', 'P2')], 'mon 13:00')).toEqual([]);
  });

  it('are of a run: the next one warns again', () => {
    const reopened = [...facts, warned50, ticket('mon 17:40', 'resolved'), ticket('tue 12:00', 'in_progress')];
    expect(announcedAt(reopened, 'tue 12:00')).toEqual(['user resolution 2 50']);
    expect(announcedAt([...reopened, told('tue 12:00', 'user', 'resolution', 50, 2)], 'tue 12:00')).toEqual([]);
  });

  it('need a commitment', () => {
    expect(announcedAt(facts, 'fri 12:00', { provider: promised().provider })).toEqual([]);
    expect(runsOf('user', 'resolution', facts, 'fri 12:00', {})).toEqual([]);
  });
});
