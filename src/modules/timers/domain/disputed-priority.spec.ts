import { describe, expect, it } from '@jest/globals';
import { agreement, escalated, officeIn, prioritised, seen, terms } from './calendar.spec-support.js';

describe('a disputed priority', () => {
  const given = agreement([terms({ P1: 4, P2: 8, P3: 40 }), officeIn()]);
  const facts = escalated('2026-03-03T09:00:00+01:00', 'P2');
  const now = '2026-03-03T14:00:00+01:00';

  it('moves nothing as long as it is only disputed: a dispute is no fact of a timer', () => {
    expect(seen(facts, given, now)).toMatchObject([{ dueAt: '2026-03-03T16:00:00.000Z' }]);
  });

  it('granted to the provider that wants it more urgent: the earlier of both due instants', () => {
    const granted = [...facts, prioritised('2026-03-03T11:00:00+01:00', 'P1', 'raised')];
    expect(seen(granted, given, now)).toMatchObject([{ targetMinutes: 240, dueAt: '2026-03-03T14:00:00.000Z' }]);
    const late = [...facts, prioritised('2026-03-03T16:00:00+01:00', 'P1', 'raised')];
    expect(seen(late, given, '2026-03-03T16:30:00+01:00')).toMatchObject([{ dueAt: '2026-03-03T16:00:00.000Z' }]);
  });

  it('granted as less urgent: a correction by who had set it, as if it had always been so', () => {
    const granted = [...facts, prioritised('2026-03-03T11:00:00+01:00', 'P3', 'corrected')];
    expect(seen(granted, given, now)).toMatchObject([{ targetMinutes: 2400, dueAt: '2026-03-09T08:00:00.000Z' }]);
  });

  it('put less urgent by the other side: nothing moves', () => {
    const refused = [...facts, prioritised('2026-03-03T11:00:00+01:00', 'P3', 'raised')];
    expect(seen(refused, given, now)).toMatchObject([{ targetMinutes: 480, dueAt: '2026-03-03T16:00:00.000Z' }]);
  });
});
