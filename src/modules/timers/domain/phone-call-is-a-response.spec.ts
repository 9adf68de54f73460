import { describe, expect, it } from '@jest/globals';
import { opened, reached, runsOf, ticket } from './scenario.spec-support.js';

describe('response to the requester', () => {
  it('is there at opening when the requester is on the phone', () => {
    expect(runsOf('user', 'response', [opened('mon 08:00', 'P2', true)], 'fri 08:00')).toMatchObject([
      { run: 1, state: 'met', verdictAt: 'mon 08:00', endedAt: 'mon 08:00', consumedMinutes: 0 },
    ]);
  });

  it('is the first call or message of a person', () => {
    const facts = [
      opened('mon 08:00', 'P2'),
      ticket('mon 08:05', 'in_progress'),
      reached('mon 08:40'),
      reached('mon 12:00'),
    ];
    expect(runsOf('user', 'response', facts.slice(0, 2), 'mon 08:30')).toMatchObject([
      { state: 'running', dueAt: 'mon 09:00' },
    ]);
    expect(runsOf('user', 'response', facts, 'fri 08:00')).toMatchObject([{ state: 'met', verdictAt: 'mon 08:40' }]);
  });

  it('is the resolution at the latest', () => {
    const facts = [opened('mon 08:00', 'P2'), ticket('mon 08:30', 'resolved')];
    expect(runsOf('user', 'response', facts, 'fri 08:00')).toMatchObject([{ state: 'met', verdictAt: 'mon 08:30' }]);
  });
});
