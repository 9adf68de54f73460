import { describe, expect, it } from '@jest/globals';
import { agreement, escalated, officeIn, seen, terms, version } from './calendar.spec-support.js';

describe('an agreement signed late', () => {
  const office = officeIn();
  const signed = (recorded: string, effect: string) =>
    agreement([[version(1, terms({ P1: 4 }), recorded, effect)], [version(1, office, recorded, effect)]]);
  const facts = escalated('2026-03-03T09:00:00+01:00');

  it('promises nothing before it is recorded', () => {
    const given = signed('2026-03-04T09:00:00+01:00', '2026-03-01T00:00:00+01:00');
    expect(seen(facts, given, '2026-03-04T08:59:59+01:00')).toEqual([]);
  });

  it('with effect before the escalation: what is late by then falls at the recording', () => {
    const given = signed('2026-03-04T09:00:00+01:00', '2026-03-01T00:00:00+01:00');
    expect(seen(facts, given, '2026-03-04T10:00:00+01:00')).toMatchObject([
      {
        state: 'missed',
        dueAt: '2026-03-03T12:00:00.000Z',
        verdictAt: '2026-03-04T08:00:00.000Z',
        missCause: 'recorded',
      },
    ]);
  });

  it('with effect after the escalation: nothing is promised on what was there already', () => {
    expect(
      seen(facts, signed('2026-03-03T10:00:00+01:00', '2026-03-03T09:00:00.001+01:00'), '2026-03-09T10:00:00Z'),
    ).toEqual([]);
  });
});
