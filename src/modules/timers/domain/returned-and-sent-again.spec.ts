import { describe, expect, it } from '@jest/globals';
import { escalation, opened, returnConfirmed, runsOf, ticket } from './scenario.spec-support.js';

describe('returned and sent again', () => {
  const returned = [
    opened('mon 08:00', 'P2'),
    escalation('mon 08:00', 'offered'),
    escalation('mon 09:00', 'accepted'),
    escalation('mon 14:00', 'returned'),
  ];
  const confirmed = [...returned, returnConfirmed('tue 10:00')];

  it('is paused while the return is undecided, cancelled once it is confirmed', () => {
    expect(runsOf('provider', 'resolution', returned, 'tue 09:00')).toMatchObject([
      { state: 'paused', pausedSince: 'mon 14:00' },
    ]);
    expect(runsOf('provider', 'resolution', confirmed, 'wed 09:00')).toMatchObject([
      { state: 'cancelled', verdict: null, endedAt: 'tue 10:00' },
    ]);
  });

  it('continues within ten working days of the confirmed return', () => {
    const again = [...confirmed, escalation('tue+2 18:00', 'offered', 2)];
    expect(runsOf('provider', 'resolution', again, 'wed+2 09:00')).toMatchObject([
      { run: 1, state: 'running', startedAt: 'mon 08:00', consumedMinutes: 420, dueAt: 'wed+2 12:00', endedAt: null },
    ]);
    expect(runsOf('provider', 'response', again, 'wed+2 09:00')).toMatchObject([{ run: 1, state: 'met' }]);
  });

  it('starts afresh after ten working days', () => {
    const again = [...confirmed, escalation('tue+2 18:00:00.001', 'offered', 2)];
    expect(runsOf('provider', 'resolution', again, 'wed+2 09:00')).toMatchObject([
      { run: 1, state: 'cancelled', endedAt: 'tue 10:00' },
      { run: 2, state: 'running', startedAt: 'tue+2 18:00:00.001', dueAt: 'wed+2 18:00', consumedMinutes: 60 },
    ]);
    expect(runsOf('provider', 'response', again, 'wed+2 09:00')).toMatchObject([
      { run: 1, state: 'met', endedAt: 'mon 09:00' },
      { run: 2, state: 'running', dueAt: 'wed+2 10:00' },
    ]);
  });

  it('continues at any time after a return that was not confirmed', () => {
    const resolved = [...returned, ticket('tue 09:00', 'resolved')];
    expect(runsOf('provider', 'resolution', resolved, 'tue 10:00')).toMatchObject([
      { run: 1, state: 'cancelled', endedAt: 'tue 09:00' },
    ]);
    const again = [...resolved, ticket('mon+7 08:00', 'in_progress'), escalation('mon+7 09:00', 'offered', 2)];
    expect(runsOf('provider', 'resolution', again, 'mon+7 10:00')).toMatchObject([
      { run: 1, state: 'running', consumedMinutes: 420, dueAt: 'mon+7 13:00' },
    ]);
  });

  it('heeds nothing that is still said of the earlier escalation', () => {
    const again = [...returned, escalation('tue 09:00', 'offered', 2), returnConfirmed('tue 10:00', 1)];
    expect(runsOf('provider', 'resolution', again, 'tue 11:00')).toMatchObject([
      { run: 1, state: 'running', consumedMinutes: 480, dueAt: 'tue 13:00' },
    ]);
  });

  it('starts afresh beside a delivery that was met long ago', () => {
    const delivered = [
      ...returned.slice(0, 3),
      escalation('mon 12:00', 'delivered'),
      escalation('tue 09:00', 'confirmed'),
    ];
    const soon = [...delivered, escalation('mon+2 18:00', 'offered', 2)];
    expect(runsOf('provider', 'resolution', soon, 'mon+2 18:00')).toMatchObject([
      { run: 1, state: 'superseded', verdict: 'met' },
      { run: 2, state: 'running', consumedMinutes: 240 },
    ]);
    const late = [...delivered, escalation('tue+2 08:00', 'offered', 2)];
    expect(runsOf('provider', 'resolution', late, 'tue+2 09:00')).toMatchObject([
      { run: 1, state: 'met', verdictAt: 'mon 12:00' },
      { run: 2, state: 'running', startedAt: 'tue+2 08:00', consumedMinutes: 60 },
    ]);
  });
});
