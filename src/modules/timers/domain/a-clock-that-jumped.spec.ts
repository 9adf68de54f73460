import { describe, expect, it } from '@jest/globals';
import { agreement, escalated, moved, officeIn, seen, terms } from './calendar.spec-support.js';

describe('a clock that jumped', () => {
  const given = agreement([terms({ P1: 4 }), officeIn()]);
  const facts = escalated('2026-03-03T09:00:00+01:00');

  it('forward and back again: what was looked at in between leaves no trace', () => {
    const before = seen(facts, given, '2026-03-03T10:00:00+01:00');
    expect(seen(facts, given, '2026-03-09T10:00:00+01:00')).toMatchObject([{ state: 'missed' }]);
    expect(seen(facts, given, '2026-03-03T10:00:00+01:00')).toEqual(before);
  });

  it('back behind what is recorded: facts to come are left out, and nothing is negative', () => {
    const later = [
      ...facts,
      moved('2026-03-03T11:00:00+01:00', 'accepted'),
      moved('2026-03-03T12:00:00+01:00', 'delivered'),
    ];
    expect(seen(later, given, '2026-03-03T11:30:00+01:00')).toMatchObject([{ state: 'running', consumedMinutes: 150 }]);
    expect(seen(later, given, '2026-03-03T08:59:59+01:00')).toEqual([]);
  });

  it('held back by the record, facts of one instant stay in their order', () => {
    const instant = '2026-03-03T10:00:00+01:00';
    const toggled = [...facts, moved(instant, 'accepted'), moved(instant, 'delivered'), moved(instant, 'accepted')];
    expect(seen(toggled, given, '2026-03-03T10:30:00+01:00')).toMatchObject([
      { state: 'superseded', consumedMinutes: 60 },
      { state: 'running', consumedMinutes: 90, dueAt: '2026-03-03T12:00:00.000Z' },
    ]);
  });
});
