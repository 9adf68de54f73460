import { describe, expect, it } from '@jest/globals';
import { agreement, allWeek, escalated, officeIn, seen, terms } from './calendar.spec-support.js';

describe('the clocks are put forward (29 March 2026) and back (25 October 2026)', () => {
  const now = '2026-01-01T00:00:00Z';
  const dueAt = (hours: typeof allWeek, from: string, target: number) =>
    seen(escalated(from), agreement([terms({ P1: target }), hours]), from)[0]?.dueAt ?? now;

  it('round the clock, time counts as it elapses: the night has an hour less, or one more', () => {
    expect(dueAt(allWeek, '2026-03-29T00:00:00+01:00', 4)).toBe(new Date('2026-03-29T05:00:00+02:00').toISOString());
    expect(dueAt(allWeek, '2026-10-25T00:00:00+02:00', 4)).toBe(new Date('2026-10-25T03:00:00+01:00').toISOString());
  });

  it('in office hours the weekend of the change counts nothing, and the clock on the wall decides', () => {
    const monday = (from: string) => dueAt(officeIn(), from, 4);
    expect(monday('2026-03-27T17:00:00+01:00')).toBe(new Date('2026-03-30T11:00:00+02:00').toISOString());
    expect(monday('2026-10-23T17:00:00+02:00')).toBe(new Date('2026-10-26T11:00:00+01:00').toISOString());
  });
});
