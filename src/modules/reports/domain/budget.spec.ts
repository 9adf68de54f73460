import { describe, expect, it } from '@jest/globals';
import { budgetOf } from './budget.js';

const DAY = 86_400_000;
const zone = 'Europe/Paris';
// the second quarter ends on 1 July, 0:00 in Paris
const quarter = { month: '2026-04', endsAt: Date.parse('2026-06-30T22:00:00Z'), zone };
const at = Date.parse('2026-05-31T22:00:00Z');

const spend = (total: number, missed: number, ...[recent, recentMissed]: [number, number]) => {
  const windows = [{ days: 30, total: recent, missed: recentMissed }];
  const { pace, ...budget } = budgetOf({ total, missed, windows }, quarter, at);
  return { ...budget, ...pace[0] };
};

describe('the error budget', () => {
  it('allows one miss in twenty, and goes below zero', () => {
    expect(budgetOf({ total: 59, missed: 3, windows: [] }, quarter, at)).toEqual({
      quarter: '2026-Q2',
      total: 59,
      missed: 3,
      allowed: 2,
      left: -1,
      pace: [],
    });
  });

  it('burns at 1 when one in twenty is missed, and at nothing without verdicts', () => {
    expect(spend(100, 2, 40, 2).burnRate).toBe(1);
    expect(spend(100, 2, 30, 2).burnRate).toBe(1.333);
    expect(spend(100, 2, 0, 0)).toMatchObject({ burnRate: null, runsOutOn: null });
    expect(spend(0, 0, 0, 0)).toMatchObject({ allowed: 0, left: 0, burnRate: null, runsOutOn: null });
  });

  it('runs out on the day on which the misses pass what the quarter will allow', () => {
    // 30 days left: 100 + 100 verdicts, 10 misses allowed; 4 used, 12 more in 30 days: the 6 left last 15 days
    expect(spend(100, 4, 100, 12)).toMatchObject({ burnRate: 2.4, runsOutOn: '2026-06-16' });
    // 15 days less a millisecond are the day before
    const early = budgetOf({ total: 100, missed: 4, windows: [{ days: 30, total: 100, missed: 12 }] }, quarter, at - 1);
    expect(early.pace[0]?.runsOutOn).toBe('2026-06-15');
  });

  it('does not run out when what is left lasts to the end of the quarter, to the millisecond', () => {
    // 4 used, 6 more in 30 days are just the 10 allowed
    expect(spend(100, 4, 100, 6).runsOutOn).toBe(null);
    expect(spend(100, 4, 100, 0).runsOutOn).toBe(null);
    // 5 used: the 5 left of 10 last 25 of the 30 days
    expect(spend(100, 5, 100, 6).runsOutOn).toBe('2026-06-26');
  });

  it('has run out when more was missed than the whole quarter will allow', () => {
    expect(spend(100, 11, 100, 1).runsOutOn).toBe('2026-06-01');
    expect(spend(100, 11, 0, 0).runsOutOn).toBe('2026-06-01');
    // 10 of 10: used up, and the next miss is one too many
    expect(spend(100, 10, 100, 1).runsOutOn).toBe('2026-06-01');
    expect(spend(100, 10, 100, 0).runsOutOn).toBe(null);
  });

  it('is exact for numbers that do not fit a double', () => {
    const windows = [{ days: 90, total: 40_000_001, missed: 2_000_000 }];
    const exact = budgetOf(
      { total: 40_000_000, missed: 3_000_000, windows },
      { ...quarter, endsAt: at + 90 * DAY },
      at,
    );
    // E = 80,000,001: the 1,000,000.05 left last a little more than 45 days
    expect(exact.pace[0]?.runsOutOn).toBe('2026-07-16');
  });
});
