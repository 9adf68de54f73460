import { describe, expect, it } from '@jest/globals';
import { escalation, opened, runsOf } from './scenario.spec-support.js';

describe('forwarded twice', () => {
  const facts = [
    opened('mon 08:00', 'P2'),
    escalation('mon 08:00', 'offered'),
    escalation('mon 09:00', 'forwarded', 1),
    escalation('mon 09:00', 'offered', 2),
    escalation('mon 09:30', 'forwarded', 2),
    escalation('mon 09:30', 'offered', 3),
  ];

  it('counts from the first arrival on one target', () => {
    expect(runsOf('provider', 'resolution', facts, 'mon 11:00')).toMatchObject([
      { run: 1, state: 'running', startedAt: 'mon 08:00', dueAt: 'mon 18:00', consumedMinutes: 180 },
    ]);
  });

  it('is no response', () => {
    expect(runsOf('provider', 'response', facts, 'mon 10:00')).toMatchObject([
      { state: 'running', dueAt: 'mon 10:00' },
    ]);
    expect(
      runsOf('provider', 'response', [...facts, escalation('mon 10:00', 'accepted', 3)], 'mon 11:00'),
    ).toMatchObject([{ run: 1, state: 'met', verdictAt: 'mon 10:00' }]);
  });

  it('is read alike when the next offer is recorded before the forward', () => {
    const swapped = [facts[0]!, facts[1]!, facts[3]!, facts[2]!];
    expect(runsOf('provider', 'resolution', swapped, 'mon 11:00')).toMatchObject([
      { run: 1, state: 'running', startedAt: 'mon 08:00', dueAt: 'mon 18:00' },
    ]);
  });
});
