import { describe, expect, it } from '@jest/globals';
import { escalation, opened, runsOf, ticket } from './scenario.spec-support.js';

describe('a pause over a weekend', () => {
  const facts = [
    opened('fri 08:00', 'P2'),
    escalation('fri 10:00', 'offered'),
    escalation('fri 11:00', 'accepted'),
    ticket('fri 17:00', 'waiting', 'requester'),
  ];

  it('leaves the due instant unknown while it lasts', () => {
    expect(runsOf('provider', 'resolution', facts, 'sun 12:00')).toMatchObject([
      { state: 'paused', pausedSince: 'fri 17:00', dueAt: null, wakeAt: null, consumedMinutes: 420 },
    ]);
  });

  it('takes the two hours of service out, not the sixty-four of the calendar', () => {
    const resumed = [...facts, ticket('mon+1 09:00', 'in_progress')];
    // 7 of 10 hours on Friday, the other 3 from Monday 09:00
    expect(runsOf('provider', 'resolution', resumed, 'mon+1 10:00')).toMatchObject([
      { state: 'running', dueAt: 'mon+1 12:00', consumedMinutes: 480, remainingMinutes: 120 },
    ]);
    // 8 hours of the user side would have ended on Friday at 16:00
    expect(runsOf('user', 'resolution', resumed, 'mon+1 10:00')).toMatchObject([
      { state: 'missed', verdictAt: 'fri 16:00' },
    ]);
  });

  it('does not pause a response', () => {
    const unanswered = [opened('fri 16:30', 'P2'), ticket('fri 17:00', 'waiting', 'requester')];
    expect(runsOf('user', 'response', unanswered, 'fri 17:10')).toMatchObject([
      { state: 'running', dueAt: 'fri 17:30' },
    ]);
  });
});
