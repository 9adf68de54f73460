import { describe, expect, it } from '@jest/globals';
import { escalation, opened, runsOf } from './scenario.spec-support.js';

describe('a return that the other side refuses', () => {
  const facts = [
    opened('mon 08:00', 'P2'),
    escalation('mon 08:00', 'offered'),
    escalation('mon 09:00', 'returned'),
    escalation('tue 15:00', 'offered'),
  ];

  it('goes on, the time of the decision left out', () => {
    expect(runsOf('provider', 'resolution', facts, 'tue 16:00')).toMatchObject([
      { run: 1, state: 'running', startedAt: 'mon 08:00', dueAt: 'wed 14:00', consumedMinutes: 120 },
    ]);
  });

  it('leaves the response met: the return was one', () => {
    expect(runsOf('provider', 'response', facts, 'fri 16:00')).toMatchObject([
      { run: 1, state: 'met', verdictAt: 'mon 09:00' },
    ]);
  });
});
