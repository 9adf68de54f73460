import { describe, expect, it } from '@jest/globals';
import { officeHours } from './office-hours.spec-support.js';
import {
  escalation,
  opened,
  providerTargets,
  returnConfirmed,
  runsOf,
  ticket,
  warnings,
} from './scenario.spec-support.js';
import { constant } from './terms.js';

describe('missed, then paused', () => {
  const facts = [opened('mon 08:00', 'P1'), escalation('mon 08:00', 'offered'), escalation('mon 08:30', 'accepted')];

  it('stays missed, and says that it is paused', () => {
    const paused = [...facts, ticket('mon 14:00', 'waiting', 'requester')];
    expect(runsOf('provider', 'resolution', paused, 'tue 08:00')).toMatchObject([
      {
        run: 1,
        state: 'missed',
        verdict: 'missed',
        verdictAt: 'mon 12:00',
        dueAt: 'mon 12:00',
        pausedSince: 'mon 14:00',
      },
    ]);
  });

  it('stays missed when it is delivered, recalled, returned or the ticket cancelled', () => {
    for (const last of [
      escalation('mon 14:00', 'delivered'),
      escalation('mon 14:00', 'recalled'),
      returnConfirmed('mon 14:00'),
      ticket('mon 14:00', 'cancelled'),
    ]) {
      expect(runsOf('provider', 'resolution', [...facts, last], 'tue 08:00')).toMatchObject([
        { run: 1, state: 'missed', verdictAt: 'mon 12:00', endedAt: 'mon 14:00', remainingMinutes: null },
      ]);
    }
  });

  it('cannot be due more than a hundred years ahead', () => {
    const never = { ...officeHours, due: () => undefined };
    const commitments = { provider: constant({ targets: providerTargets, warnings, alsoPauses: [] }, never) };
    expect(runsOf('provider', 'resolution', facts, 'fri 08:00', commitments)).toMatchObject([
      { state: 'running', dueAt: null, wakeAt: null },
    ]);
    const delivered = [...facts, escalation('mon 14:00', 'delivered')];
    expect(runsOf('provider', 'resolution', delivered, 'fri 08:00', commitments)).toMatchObject([
      { state: 'met', dueAt: null, verdictAt: 'mon 14:00' },
    ]);
  });
});
