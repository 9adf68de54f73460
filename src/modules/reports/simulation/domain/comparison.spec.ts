import { describe, expect, it } from '@jest/globals';
import { Comparison, MOST_FLIPS, type Outcome } from './comparison.js';
import { countFrom } from '../../domain/figures.js';

const outcome = (verdict: Outcome['verdict'], month: string | null = '2026-03', binding = true): Outcome => ({
  verdict,
  month,
  binding,
  dueAt: 1000,
});
const pair = (counted: Outcome, simulated: Outcome, priority = 'P2', reference = 'ULCO-2026-00001') => ({
  reference,
  kind: 'incident',
  priority,
  counted,
  simulated,
});
const period = { from: '2026-02', to: '2026-04' };
const after = (...pairs: ReturnType<typeof pair>[]) => {
  const comparison = new Comparison(period);
  for (const each of pairs) comparison.add(each);
  return comparison.result();
};

describe('a count', () => {
  it('has its percentage cut after three decimals, and none without verdicts', () => {
    expect(countFrom(2, 1)).toEqual({ met: 2, missed: 1, total: 3, percent: 66.666 });
    expect(countFrom(0, 0).percent).toBeNull();
    expect(countFrom(0, 4).percent).toBe(0);
    expect(countFrom(7, 0).percent).toBe(100);
  });
});

describe('a comparison', () => {
  it('lists every month of the period, and of each the priorities that have verdicts', () => {
    const { sla } = after(
      pair(outcome('met'), outcome('met'), 'P3'),
      pair(outcome('met'), outcome('missed'), 'P1'),
      pair(outcome('missed'), outcome('missed'), 'P1'),
    );
    expect(sla.months.map(({ month }) => month)).toEqual(['2026-02', '2026-03', '2026-04']);
    expect(sla.months[0]).toEqual({
      month: '2026-02',
      actual: countFrom(0, 0),
      simulated: countFrom(0, 0),
      byPriority: [],
    });
    expect(sla.months[1]).toEqual({
      month: '2026-03',
      actual: countFrom(2, 1),
      simulated: countFrom(1, 2),
      byPriority: [
        { priority: 'P1', actual: countFrom(1, 1), simulated: countFrom(0, 2) },
        { priority: 'P3', actual: countFrom(1, 0), simulated: countFrom(1, 0) },
      ],
    });
    expect(sla.total).toEqual({ actual: countFrom(2, 1), simulated: countFrom(1, 2) });
  });

  it('counts a verdict in its own month on each side, also where only one of them lies in the period', () => {
    const { sla, flips, flipped } = after(
      pair(outcome('missed', '2026-03'), outcome('met', '2026-04')),
      pair(outcome('missed', '2026-01'), outcome('met', '2026-02')),
      pair(outcome('missed', '2026-04'), outcome('met', '2026-05')),
      pair(outcome('missed', '2026-01'), outcome('met', '2026-01')),
    );
    expect(sla.months.map(({ actual, simulated }) => [actual.total, simulated.total])).toEqual([
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    expect([flipped, flips.length]).toEqual([3, 3]);
  });

  it('never adds commitments and objectives up', () => {
    const { sla, slo } = after(
      pair(outcome('met'), outcome('missed')),
      pair(outcome('met', '2026-03', false), outcome('met', '2026-03', false)),
    );
    expect(sla.total).toEqual({ actual: countFrom(1, 0), simulated: countFrom(0, 1) });
    expect(slo.total).toEqual({ actual: countFrom(1, 0), simulated: countFrom(1, 0) });
  });

  it('counts neither what is open nor what is excluded, and says when that changes', () => {
    const { sla, flips } = after(
      pair(outcome('excluded'), outcome('met')),
      pair(outcome('open'), outcome('missed')),
      pair(outcome('missed'), outcome('open', null)),
      pair(outcome('open'), outcome('open', '2026-04')),
    );
    expect(sla.total).toEqual({ actual: countFrom(0, 1), simulated: countFrom(1, 1) });
    expect(flips.map(({ from, to }) => `${from.verdict} ${to.verdict}`)).toEqual([
      'excluded met',
      'open missed',
      'missed open',
    ]);
    expect(flips[0]).toMatchObject({ from: { verdict: 'excluded', month: '2026-03', dueAt: 1000 } });
  });

  it('keeps so many flips, and says when there are more', () => {
    const comparison = new Comparison(period);
    for (let n = 0; n < MOST_FLIPS; n += 1) comparison.add(pair(outcome('met'), outcome('missed')));
    expect(comparison.result().isCut).toBe(false);
    comparison.add(pair(outcome('met'), outcome('missed')));
    const { flips, flipped, isCut } = comparison.result();
    expect([flips.length, flipped, isCut]).toEqual([MOST_FLIPS, MOST_FLIPS + 1, true]);
  });
});
