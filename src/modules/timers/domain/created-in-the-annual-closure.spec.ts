import { describe, expect, it } from '@jest/globals';
import { agreement, escalated, moved, officeIn, seen, terms } from './calendar.spec-support.js';

describe('created in the annual closure', () => {
  const closed = officeIn('Europe/Paris', { closures: [['2026-07-25', '2026-08-23']] });
  const given = agreement([terms({ P1: 4 }), closed]);
  const facts = escalated('2026-08-03T10:00:00+02:00');

  it('a timer counts nothing until the closure is over', () => {
    expect(seen(facts, given, '2026-08-23T23:59:59+02:00')).toMatchObject([
      { state: 'running', consumedMinutes: 0, dueAt: '2026-08-24T10:00:00.000Z' },
    ]);
  });

  it('what is delivered within it is met with nothing consumed', () => {
    const delivered = [...facts, moved('2026-08-10T15:00:00+02:00', 'delivered')];
    expect(seen(delivered, given, '2026-09-01T08:00:00+02:00')).toMatchObject([
      { state: 'met', consumedMinutes: 0, verdictAt: '2026-08-10T13:00:00.000Z' },
    ]);
  });
});
