import { describe, expect, it } from '@jest/globals';
import { opened, reached, runsOf, ticket } from './scenario.spec-support.js';

describe('toggled within a second', () => {
  it('loses exactly the milliseconds of the pause', () => {
    const facts = [
      opened('mon 08:00', 'P1'),
      reached('mon 08:00'),
      ticket('mon 09:00:00.100', 'waiting', 'requester'),
      ticket('mon 09:00:00.103', 'in_progress'),
      ticket('mon 09:00:00.250', 'waiting', 'approval'),
      ticket('mon 09:00:00.257', 'in_progress'),
    ];
    expect(runsOf('user', 'resolution', facts, 'mon 10:00')).toMatchObject([{ dueAt: 'mon 12:00:00.010' }]);
  });

  it('loses nothing within one instant', () => {
    const facts = [
      opened('mon 08:00', 'P1'),
      ticket('mon 08:00', 'waiting', 'requester'),
      ticket('mon 08:00', 'in_progress'),
      ticket('mon 09:00', 'resolved'),
      ticket('mon 09:00', 'in_progress'),
      ticket('mon 09:00', 'resolved'),
    ];
    expect(runsOf('user', 'resolution', facts, 'mon 10:00')).toMatchObject([
      { run: 1, state: 'superseded', verdict: 'met', dueAt: 'mon 12:00' },
      { run: 2, state: 'met', verdictAt: 'mon 09:00', dueAt: 'mon 12:00', consumedMinutes: 60 },
    ]);
  });
});
