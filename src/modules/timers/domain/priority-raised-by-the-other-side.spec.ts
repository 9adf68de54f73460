import { describe, expect, it } from '@jest/globals';
import { escalation, opened, raised, runsOf, ticket } from './scenario.spec-support.js';

describe('a priority raised by the other side', () => {
  const facts = [opened('mon 08:00', 'P3'), escalation('mon 08:00', 'offered'), escalation('mon 09:00', 'accepted')];

  it('is due when the new target is used up from then on, if that is earlier', () => {
    expect(runsOf('provider', 'resolution', [...facts, raised('tue 10:00', 'P1')], 'tue 11:00')).toMatchObject([
      { run: 1, state: 'running', priority: 'P1', targetMinutes: 240, startedAt: 'mon 08:00', dueAt: 'tue 14:00' },
    ]);
  });

  it('stays due when the old target was used up, if that is earlier', () => {
    expect(runsOf('provider', 'resolution', [...facts, raised('fri 16:00', 'P1')], 'fri 17:00')).toMatchObject([
      { state: 'running', priority: 'P1', dueAt: 'fri 18:00', remainingMinutes: 60 },
    ]);
  });

  it('moves with later pauses', () => {
    const paused = [
      ...facts,
      raised('tue 10:00', 'P1'),
      ticket('tue 11:00', 'waiting', 'requester'),
      ticket('tue 13:00', 'in_progress'),
    ];
    expect(runsOf('provider', 'resolution', paused, 'tue 14:00')).toMatchObject([{ dueAt: 'tue 16:00' }]);
  });

  it('changes nothing when it is not raised but lowered', () => {
    const lowered = [...facts, raised('mon 10:00', 'P1'), raised('mon 11:00', 'P3')];
    expect(runsOf('provider', 'resolution', lowered, 'mon 12:00')).toMatchObject([
      { state: 'running', priority: 'P1', targetMinutes: 240, dueAt: 'mon 14:00' },
    ]);
    const toNone = [...facts, raised('mon 10:00', 'P1'), raised('mon 11:00', 'P4')];
    expect(runsOf('provider', 'resolution', toNone, 'mon 12:00')).toMatchObject([{ dueAt: 'mon 14:00' }]);
  });

  it('is missed past it, and stays missed when raised again', () => {
    const late = [...facts, raised('tue 10:00', 'P2'), raised('wed 11:00', 'P1')];
    expect(runsOf('provider', 'resolution', late, 'wed 12:00')).toMatchObject([
      { run: 1, state: 'missed', priority: 'P2', verdictAt: 'wed 10:00', missCause: null },
    ]);
  });
});
