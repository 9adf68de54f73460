import { describe, expect, it } from '@jest/globals';
import { agreement, escalated, officeIn, seen, terms } from './calendar.spec-support.js';

describe('created a second before closing', () => {
  it('that second counts, and the rest comes after the next opening', () => {
    const facts = escalated('2026-03-06T17:59:59+01:00');
    expect(seen(facts, agreement([terms({ P1: 4 }), officeIn()]), '2026-03-09T08:00:00+01:00')).toMatchObject([
      { consumedMinutes: 1 / 60, dueAt: '2026-03-09T10:59:59.000Z' },
    ]);
  });

  it('at closing itself nothing counts before the next opening', () => {
    const facts = escalated('2026-03-06T18:00:00+01:00');
    expect(seen(facts, agreement([terms({ P1: 4 }), officeIn()]), '2026-03-09T08:00:00+01:00')).toMatchObject([
      { consumedMinutes: 0, dueAt: '2026-03-09T11:00:00.000Z' },
    ]);
  });
});
