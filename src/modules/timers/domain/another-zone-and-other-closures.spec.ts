import { describe, expect, it } from '@jest/globals';
import { agreement, escalated, officeIn, seen, terms } from './calendar.spec-support.js';

describe('two sides in other zones, with other closures', () => {
  it('each timer counts in the hours of the side that made the promise', () => {
    const reunion = officeIn('Indian/Reunion', { holidays: ['2026-12-20'], closures: [['2026-12-22', '2026-12-23']] });
    const paris = officeIn('Europe/Paris', { closures: [['2026-12-24', '2026-12-31']] });
    const given = agreement([terms({ P1: 8 }), paris], [terms({ P1: 8 }), reunion]);
    // Monday 21 December, 16:00 on La Réunion, 13:00 in Paris
    const facts = escalated('2026-12-21T16:00:00+04:00');
    expect(seen(facts, given, '2026-12-21T16:00:00+04:00', 'user')).toMatchObject([
      { dueAt: new Date('2026-12-24T14:00:00+04:00').toISOString() },
    ]);
    expect(seen(facts, given, '2026-12-21T16:00:00+04:00', 'provider')).toMatchObject([
      { dueAt: new Date('2026-12-22T11:00:00+01:00').toISOString() },
    ]);
  });
});
