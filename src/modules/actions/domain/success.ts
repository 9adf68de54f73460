/** What came of runs that ended; abandoned ones say nothing and are not in it. Section 8.4 of the design. */
export interface Outcomes {
  worked: number;
  partly: number;
  noEffect: number;
  madeWorse: number;
}

export interface Success {
  /** Those that came to an end; abandoned ones say nothing. */
  runs: number;
  worked: number;
  /** Of the share that worked: the 95 % interval of Wilson; of no runs everything is possible. */
  low: number;
  high: number;
}

/** The quantile of the normal distribution for 95 %, both sides. */
const Z = 1.959963984540054;

/** Enough runs to call an action weak. */
const ENOUGH = 5;

/** Before any run: as if two of three had worked. Nobody writes an action that fails, and a few runs soon say more. */
const PRIOR = { worked: 2, runs: 3 };

export function successOf({ worked, partly, noEffect, madeWorse }: Outcomes): Success {
  const runs = worked + partly + noEffect + madeWorse;
  return { runs, worked, ...wilson(worked, runs) };
}

/**
 * The interval of Wilson (1927), without correction for continuity, of a share of which `worked` of `runs` were seen. At most
 * runs worked; both bounds are between 0 and 1.
 */
export function wilson(worked: number, runs: number): { low: number; high: number } {
  if (runs === 0) return { low: 0, high: 1 };
  const share = worked / runs;
  const square = (Z * Z) / runs;
  const middle = share + square / 2;
  const half = Z * Math.sqrt((share * (1 - share)) / runs + square / (4 * runs));
  return {
    low: worked === 0 ? 0 : Math.max(0, (middle - half) / (1 + square)),
    high: worked === runs ? 1 : Math.min(1, (middle + half) / (1 + square)),
  };
}

/** It has been tried often enough, and is more likely to fail than to work. */
export function isWeak({ runs, high }: Success): boolean {
  return runs >= ENOUGH && high < 0.5;
}

/** What a ranking goes by: the lower bound, with what is believed before any run. */
export function trust({ runs, worked }: Pick<Success, 'runs' | 'worked'>): number {
  return wilson(worked + PRIOR.worked, runs + PRIOR.runs).low;
}
