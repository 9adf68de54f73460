import { describe, expect, it } from '@jest/globals';
import { opened, promised, reached, runsOf, ticket } from './scenario.spec-support.js';

describe('two causes of waiting in a row', () => {
  const facts = [
    opened('mon 08:00', 'P2'),
    reached('mon 08:00'),
    ticket('mon 09:00', 'waiting', 'requester'),
    ticket('mon 11:00', 'waiting', 'third_party'),
    ticket('mon 14:00', 'in_progress'),
  ];

  it('counts the second where no agreement pauses it', () => {
    expect(runsOf('user', 'resolution', facts, 'mon 14:00')).toMatchObject([{ state: 'running', dueAt: 'mon 18:00' }]);
    expect(runsOf('user', 'resolution', facts.slice(0, 4), 'mon 12:00')).toMatchObject([
      { state: 'running', pausedSince: null, consumedMinutes: 120 },
    ]);
  });

  it('is one pause where an agreement does', () => {
    const agreed = promised(['third_party']);
    expect(runsOf('user', 'resolution', facts.slice(0, 4), 'mon 12:00', agreed)).toMatchObject([
      { state: 'paused', pausedSince: 'mon 09:00' },
    ]);
    expect(runsOf('user', 'resolution', facts, 'mon 14:00', agreed)).toMatchObject([{ dueAt: 'tue 11:00' }]);
  });

  it('pauses for a date and an approval always, for a change by agreement', () => {
    const waiting = (cause: 'scheduled' | 'approval' | 'change', agreed = promised()) =>
      runsOf(
        'user',
        'resolution',
        facts.with(2, ticket('mon 09:00', 'waiting', cause)).slice(0, 3),
        'mon 10:00',
        agreed,
      );
    expect(waiting('scheduled')).toMatchObject([{ state: 'paused' }]);
    expect(waiting('approval')).toMatchObject([{ state: 'paused' }]);
    expect(waiting('change')).toMatchObject([{ state: 'running' }]);
    expect(waiting('change', promised(['change']))).toMatchObject([{ state: 'paused' }]);
  });
});
