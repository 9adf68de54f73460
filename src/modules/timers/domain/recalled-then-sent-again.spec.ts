import { describe, expect, it } from '@jest/globals';
import { escalation, opened, runsOf, ticket } from './scenario.spec-support.js';

describe('recalled, then sent again', () => {
  const recalled = [opened('mon 08:00', 'P2'), escalation('mon 09:00', 'offered'), escalation('mon 10:00', 'recalled')];

  it('is cancelled by the recall', () => {
    for (const metric of ['response', 'resolution'] as const) {
      expect(runsOf('provider', metric, recalled, 'fri 08:00')).toMatchObject([
        { run: 1, state: 'cancelled', endedAt: 'mon 10:00', dueAt: null, wakeAt: null, consumedMinutes: 60 },
      ]);
    }
  });

  it('goes on with what was consumed when it is sent again soon, even into a pause', () => {
    const again = [...recalled, ticket('tue 08:00', 'waiting', 'requester'), escalation('tue 14:00', 'offered', 2)];
    expect(runsOf('provider', 'response', again, 'tue 14:30')).toMatchObject([
      { run: 1, state: 'running', startedAt: 'mon 09:00', dueAt: 'tue 15:00' },
    ]);
    expect(runsOf('provider', 'resolution', again, 'tue 14:30')).toMatchObject([
      { run: 1, state: 'paused', pausedSince: 'tue 14:00', consumedMinutes: 60, endedAt: null },
    ]);
    expect(runsOf('provider', 'resolution', [...again, ticket('tue 15:00', 'in_progress')], 'tue 16:00')).toMatchObject(
      [{ run: 1, state: 'running', consumedMinutes: 120, dueAt: 'wed 14:00' }],
    );
  });

  it('starts afresh when it is sent again late', () => {
    const again = [...recalled, escalation('tue+2 08:00', 'offered', 2)];
    for (const metric of ['response', 'resolution'] as const) {
      expect(runsOf('provider', metric, again, 'tue+2 09:00')).toMatchObject([
        { run: 1, state: 'cancelled' },
        { run: 2, state: 'running', startedAt: 'tue+2 08:00', consumedMinutes: 60 },
      ]);
    }
  });

  it('stays missed when it was recalled too late', () => {
    const late = recalled.with(2, escalation('mon 11:00:00.001', 'recalled'));
    expect(runsOf('provider', 'response', late, 'tue 08:00')).toMatchObject([
      { state: 'missed', verdictAt: 'mon 11:00', endedAt: 'mon 11:00:00.001' },
    ]);
  });

  it('is cancelled by a cancelled or merged ticket, unless there is a verdict', () => {
    for (const state of ['cancelled', 'merged'] as const) {
      const dropped = [...recalled.slice(0, 2), escalation('mon 09:30', 'accepted'), ticket('mon 12:00', state)];
      expect(runsOf('provider', 'resolution', dropped, 'fri 08:00')).toMatchObject([{ state: 'cancelled' }]);
      expect(runsOf('provider', 'response', dropped, 'fri 08:00')).toMatchObject([{ state: 'met' }]);
      expect(runsOf('user', 'resolution', dropped, 'fri 08:00')).toMatchObject([{ state: 'cancelled' }]);
      expect(runsOf('user', 'response', dropped, 'fri 08:00')).toMatchObject([{ state: 'missed' }]);
    }
  });
});
