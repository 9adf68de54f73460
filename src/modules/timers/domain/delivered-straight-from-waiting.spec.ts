import { describe, expect, it } from '@jest/globals';
import { escalation, opened, runsOf } from './scenario.spec-support.js';

describe('delivered straight from waiting', () => {
  const facts = [
    opened('mon 08:00', 'P2'),
    escalation('mon 09:00', 'offered'),
    escalation('mon 10:00', 'accepted'),
    escalation('mon 12:00', 'waiting', 1, 'spoc'),
    escalation('thu 12:00', 'delivered'),
  ];

  it('is met with what was consumed before the question', () => {
    expect(runsOf('provider', 'resolution', facts, 'fri 09:00')).toMatchObject([
      { state: 'met', verdictAt: 'thu 12:00', endedAt: 'thu 12:00', pausedSince: null, consumedMinutes: 180 },
    ]);
  });

  it('is missed when the waiting does not pause', () => {
    const planned = facts.with(3, escalation('mon 12:00', 'waiting', 1, 'planned'));
    expect(runsOf('provider', 'resolution', planned, 'fri 09:00')).toMatchObject([
      { state: 'missed', verdictAt: 'tue 09:00', endedAt: 'thu 12:00' },
    ]);
  });
});
