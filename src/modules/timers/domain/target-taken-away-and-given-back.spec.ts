import { describe, expect, it } from '@jest/globals';
import { agreement, escalated, officeIn, seen, terms, version } from './calendar.spec-support.js';

describe('a target that a version takes away by mistake and the next one gives back', () => {
  const begun = '2026-01-01T00:00:00Z';
  const given = agreement([
    [
      version(1, terms({ P1: 4 }), begun),
      version(2, terms({ P2: 4 }), '2026-03-03T10:00:00+01:00', begun),
      version(3, terms({ P1: 6 }), '2026-03-03T11:00:00+01:00', begun),
    ],
    officeIn(),
  ]);
  const facts = escalated('2026-03-03T09:00:00+01:00');

  it('meanwhile nothing is promised; then the run goes on under what holds, with all it consumed', () => {
    expect(seen(facts, given, '2026-03-03T10:30:00+01:00')).toMatchObject([{ state: 'cancelled', dueAt: null }]);
    expect(seen(facts, given, '2026-03-03T12:00:00+01:00')).toMatchObject([
      { state: 'running', targetMinutes: 360, consumedMinutes: 180, dueAt: '2026-03-03T14:00:00.000Z' },
    ]);
  });
});
