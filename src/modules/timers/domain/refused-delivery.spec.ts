import { describe, expect, it } from '@jest/globals';
import { escalation, opened, runsOf } from './scenario.spec-support.js';

describe('a delivery that the other side refuses', () => {
  const delivered = [
    opened('mon 08:00', 'P2'),
    escalation('mon 08:00', 'offered'),
    escalation('mon 09:00', 'accepted'),
    escalation('mon 16:00', 'delivered'),
  ];

  it('goes on with what was consumed, the verdict kept as history', () => {
    const refused = [...delivered, escalation('wed 10:00', 'accepted')];
    expect(runsOf('provider', 'resolution', refused, 'wed 11:00')).toMatchObject([
      {
        run: 1,
        state: 'superseded',
        verdict: 'met',
        verdictAt: 'mon 16:00',
        endedAt: 'mon 16:00',
        consumedMinutes: 480,
      },
      { run: 2, state: 'running', startedAt: 'mon 08:00', dueAt: 'wed 12:00', consumedMinutes: 540 },
    ]);
    expect(runsOf('provider', 'response', refused, 'wed 11:00')).toMatchObject([{ run: 1, state: 'met' }]);
  });

  it('is judged by the last delivery', () => {
    const again = [...delivered, escalation('wed 10:00', 'accepted'), escalation('wed 12:30', 'delivered')];
    expect(runsOf('provider', 'resolution', again, 'thu 08:00')).toMatchObject([
      { run: 1, state: 'superseded', verdict: 'met' },
      { run: 2, state: 'missed', verdictAt: 'wed 12:00', endedAt: 'wed 12:30' },
    ]);
  });

  it('stays missed in the same run when it was delivered late', () => {
    const late = [...delivered.slice(0, 3), escalation('tue 09:00', 'delivered'), escalation('wed 09:00', 'accepted')];
    expect(runsOf('provider', 'resolution', late, 'wed 10:00')).toMatchObject([
      { run: 1, state: 'missed', verdictAt: 'mon 18:00', endedAt: null, consumedMinutes: 720 },
    ]);
  });
});
