import { describe, expect, it } from '@jest/globals';
import { bothOf, countOf, cut, figureOf, JUDGED_FROM, type CountRow } from './figures.js';

const row = (verdict: CountRow['verdict'], units: number, more: Partial<CountRow> = {}): CountRow => ({
  serviceId: 's',
  leadProviderId: 'l',
  agreementId: 'a',
  month: '2026-03',
  binding: true,
  verdict,
  reason: null,
  response: null,
  units,
  lateQuestions: 0,
  returns: 0,
  ...more,
});

describe('a figure', () => {
  it('is made of what was met and missed; what is excluded is beside it, by reason', () => {
    const rows = [
      row('met', 10, { response: 'met' }),
      row('met', 8, { response: 'missed' }),
      row('missed', 1, { response: 'missed' }),
      row('excluded', 2, { reason: 'recalled', response: 'met' }),
      row('excluded', 1, { reason: 'cancelled' }),
      row('excluded', 1, { reason: 'recalled' }),
    ];
    expect(figureOf(rows, JUDGED_FROM.service)).toEqual({
      met: 18,
      missed: 1,
      total: 19,
      // 1800 / 19 = 94.7368...
      percent: 94.736,
      text: '18 of 19',
      judgement: 'broken',
      response: { met: 12, missed: 9 },
      excluded: [
        { reason: 'cancelled', count: 1 },
        { reason: 'recalled', count: 3 },
      ],
    });
  });

  it.each([
    [19, 1, 'held'],
    [18, 1, 'broken'],
    [95, 5, 'held'],
    [94999, 5001, 'broken'],
    [0, 1, 'broken'],
    [0, 0, 'not_judged'],
  ])('of a service with %d met and %d missed is %s', (met, missed, judgement) => {
    expect(figureOf([row('met', met), row('missed', missed)], JUDGED_FROM.service).judgement).toBe(judgement);
  });

  it('of one institution is judged from twenty verdicts on; what is excluded is none', () => {
    const judged = (met: number) =>
      figureOf([row('met', met), row('excluded', 5, { reason: 'recalled' })], JUDGED_FROM.institution).judgement;
    expect([judged(19), judged(20)]).toEqual(['not_judged', 'held']);
  });

  it('never adds up what binds and what is aimed at', () => {
    const { sla, slo } = bothOf([row('met', 2), row('missed', 1, { binding: false })], 1);
    expect([sla.text, slo.text]).toEqual(['2 of 2', '0 of 1']);
  });

  it('has no percentage of nothing, and none that is rounded up', () => {
    expect(countOf([])).toEqual({ met: 0, missed: 0, total: 0, percent: null });
    expect(countOf([row('met', 99_999), row('missed', 1)]).percent).toBe(99.999);
    expect(countOf([row('met', 199_999), row('missed', 1)]).percent).toBe(99.999);
    expect(cut(200, 3)).toBe(66.666);
  });
});
