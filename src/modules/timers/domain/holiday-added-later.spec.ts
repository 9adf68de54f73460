import { describe, expect, it } from '@jest/globals';
import { agreement, escalated, moved, officeIn, seen, terms, version } from './calendar.spec-support.js';

describe('a holiday is added later', () => {
  // the prefect closes Friday 6 March; it is recorded on Thursday evening, or only on the Monday after
  const closed = officeIn('Europe/Paris', { holidays: ['2026-03-06'] });
  const given = (recorded: string) =>
    agreement([
      terms({ P1: 4 }),
      [version(1, officeIn(), '2026-01-01T00:00:00Z'), version(2, closed, recorded, '2026-01-01T00:00:00Z')],
    ]);
  const facts = escalated('2026-03-05T17:00:00+01:00');

  it('an open timer moves when it is recorded', () => {
    const inTime = given('2026-03-05T20:00:00+01:00');
    expect(seen(facts, inTime, '2026-03-05T19:59:59+01:00')).toMatchObject([{ dueAt: '2026-03-06T10:00:00.000Z' }]);
    expect(seen(facts, inTime, '2026-03-05T20:00:00+01:00')).toMatchObject([{ dueAt: '2026-03-09T10:00:00.000Z' }]);
  });

  it('a miss that fell before it was recorded stands', () => {
    const late = given('2026-03-09T08:00:00+01:00');
    const missed = { state: 'missed', verdictAt: '2026-03-06T10:00:00.000Z', missCause: null };
    expect(seen(facts, late, '2026-03-06T12:00:00+01:00')).toMatchObject([missed]);
    expect(seen(facts, late, '2026-03-10T12:00:00+01:00')).toMatchObject([missed]);
  });

  it('what was met stays as it was, to the millisecond', () => {
    const delivered = [...facts, moved('2026-03-06T10:30:00+01:00', 'delivered')];
    const met = { state: 'met', dueAt: '2026-03-06T10:00:00.000Z', consumedMinutes: 210 };
    expect(seen(delivered, given('2026-03-09T08:00:00+01:00'), '2026-03-10T12:00:00+01:00')).toMatchObject([met]);
  });
});
