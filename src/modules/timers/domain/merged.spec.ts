import { describe, expect, it } from '@jest/globals';
import { agreement, escalated, moved, officeIn, seen, terms, ticketIs } from './calendar.spec-support.js';

describe('merged into another ticket', () => {
  const given = agreement([terms({ P1: 4 }), officeIn()]);
  const facts = escalated('2026-03-03T09:00:00+01:00');
  const merged = (iso: string) => [...facts, moved(iso, 'recalled'), ticketIs(iso, 'merged')];

  it('its timers are cancelled without a verdict, and nothing wakes for them', () => {
    for (const side of ['user', 'provider'] as const) {
      expect(seen(merged('2026-03-03T10:00:00+01:00'), given, '2026-03-20T10:00:00+01:00', side)).toMatchObject([
        { state: 'cancelled', verdict: null, consumedMinutes: 60, dueAt: null, wakeAt: null },
      ]);
    }
  });

  it('a miss that fell before stays a miss', () => {
    expect(seen(merged('2026-03-04T10:00:00+01:00'), given, '2026-03-20T10:00:00+01:00')).toMatchObject([
      { state: 'missed', verdictAt: '2026-03-03T12:00:00.000Z' },
    ]);
  });
});
