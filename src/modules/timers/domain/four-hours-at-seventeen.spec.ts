import { describe, expect, it } from '@jest/globals';
import { agreement, escalated, moved, officeIn, seen, terms } from './calendar.spec-support.js';

describe('four hours at 17:00', () => {
  const given = agreement([terms({ P1: 4 }), officeIn()]);
  const facts = escalated('2026-03-03T17:00:00+01:00');

  it('are used up at 11:00 the next day', () => {
    expect(seen(facts, given, '2026-03-03T17:00:00+01:00')).toMatchObject([{ dueAt: '2026-03-04T10:00:00.000Z' }]);
  });

  it.each([
    ['at 11:00 itself: met', '2026-03-04T11:00:00.000+01:00', 'met'],
    ['a millisecond later: missed', '2026-03-04T11:00:00.001+01:00', 'missed'],
  ])('%s', (_, instant, verdict) => {
    expect(seen([...facts, moved(instant, 'delivered')], given, '2026-03-05T08:00:00+01:00')).toMatchObject([
      { verdict },
    ]);
  });
});
