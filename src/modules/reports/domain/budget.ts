import { cut } from './figures.js';
import { quarterOf } from './months.js';
import { DAY_MS, localDate } from '../../../kernel/index.js';

export const WINDOWS = [7, 30, 90] as const;

/** Verdicts of the SLA, of a quarter so far and of the windows that end at the report's instant. */
export interface Spent {
  total: number;
  missed: number;
  windows: readonly { days: number; total: number; missed: number }[];
}

export interface Pace {
  days: number;
  total: number;
  missed: number;
  burnRate: number | null;
  runsOutOn: string | null;
}

export interface Budget {
  quarter: string;
  total: number;
  missed: number;
  allowed: number;
  left: number;
  pace: Pace[];
}

/** The running quarter of the lead provider. */
export interface Quarter {
  /** Its first month. */
  month: string;
  endsAt: number;
  zone: string;
}

/**
 * Of the verdicts of a quarter 5 % may be misses; how much of that is used, and when it is used up if it goes on as in the
 * last days. docs/handled-in-time.md, "Error budget"; letters as there.
 *
 * @param at the report's instant, within the quarter
 */
export function budgetOf({ total, missed, windows }: Spent, quarter: Quarter, at: number): Budget {
  const allowed = Math.floor(total / 20);
  return {
    quarter: quarterOf(quarter.month),
    total,
    missed,
    allowed,
    left: allowed - missed,
    pace: windows.map((window) => ({
      days: window.days,
      total: window.total,
      missed: window.missed,
      burnRate: cut(20 * window.missed, window.total),
      runsOutOn: runsOutOn({ total, missed }, window, quarter, at),
    })),
  };
}

/** Products of counts and milliseconds outgrow a double, and a date must not hang on rounding: whole numbers. */
function runsOutOn(
  { total, missed }: { total: number; missed: number },
  window: Spent['windows'][number],
  { endsAt, zone }: Quarter,
  at: number,
): string | null {
  const [T, M, t, m] = [total, missed, window.total, window.missed].map(BigInt) as [bigint, bigint, bigint, bigint];
  const W = BigInt(window.days * DAY_MS);
  // E / 20 - M, times 20 W
  const left = T * W + t * BigInt(endsAt - at) - 20n * M * W;
  if (left < 0n) return localDate(at, zone);
  if (m === 0n) return null;
  const after = left / (20n * m);
  return BigInt(at) + after >= BigInt(endsAt) ? null : localDate(at + Number(after), zone);
}
