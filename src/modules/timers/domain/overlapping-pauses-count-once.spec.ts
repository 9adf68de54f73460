import { describe, expect, it } from '@jest/globals';
import { escalation, opened, promised, runsOf, ticket } from './scenario.spec-support.js';

describe('overlapping pauses', () => {
  const facts = [
    opened('mon 08:00', 'P2'),
    escalation('mon 08:00', 'offered'),
    escalation('mon 08:30', 'accepted'),
    escalation('mon 10:00', 'waiting', 1, 'spoc'),
    ticket('mon 11:00', 'waiting', 'requester'),
    escalation('mon 13:00', 'accepted'),
    ticket('mon 14:00', 'in_progress'),
  ];

  it('count once: from the first beginning to the last end', () => {
    expect(runsOf('provider', 'resolution', facts.slice(0, 6), 'mon 13:30')).toMatchObject([
      { state: 'paused', pausedSince: 'mon 10:00', consumedMinutes: 120 },
    ]);
    expect(runsOf('provider', 'resolution', facts, 'mon 15:00')).toMatchObject([
      { state: 'running', consumedMinutes: 180, dueAt: 'tue 12:00' },
    ]);
  });

  it('pause the user side only for the ticket', () => {
    expect(runsOf('user', 'resolution', facts, 'mon 15:00')).toMatchObject([
      { state: 'running', consumedMinutes: 240, dueAt: 'tue 09:00' },
    ]);
  });

  it('pause for a third party or a plan of the provider only by agreement', () => {
    for (const cause of ['third_party', 'planned'] as const) {
      const waiting = facts.with(3, escalation('mon 10:00', 'waiting', 1, cause)).slice(0, 4);
      expect(runsOf('provider', 'resolution', waiting, 'mon 12:00')).toMatchObject([{ state: 'running' }]);
      expect(runsOf('provider', 'resolution', waiting, 'mon 12:00', promised([cause]))).toMatchObject([
        { state: 'paused' },
      ]);
    }
  });
});
