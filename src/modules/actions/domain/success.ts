/** How often runs that ended so came about. */
export interface Outcomes {
  worked: number;
  partly: number;
  noEffect: number;
  madeWorse: number;
  abandoned: number;
}

export interface Success {
  /** Runs that say something of the action: abandoned ones left out. */
  runs: number;
  worked: number;
  /** Of one; null of none. */
  share: number | null;
  /** Between these the true share lies in 95 of 100 cases; 0 and 1 of no run. */
  low: number;
  high: number;
}

/** The 97.5th percentile of the normal distribution. */
const Z = 1.959963984540054;
/** From so many runs on an action can be called weak. */
export const ENOUGH_RUNS = 5;

/**
 * The share of runs that worked, with its Wilson score interval (E. B. Wilson, 1927), which holds for few runs and for shares
 * near 0 and 1, where the usual one leaves [0, 1]. Section 8.4 of the design: `worked` counts, abandoned runs are left out.
 */
export function successOf({ worked, partly, noEffect, madeWorse }: Outcomes): Success {
  const runs = worked + partly + noEffect + madeWorse;
  if (runs === 0) return { runs, worked, share: null, low: 0, high: 1 };
  const share = worked / runs;
  const square = Z * Z;
  const centre = share + square / (2 * runs);
  const spread = Z * Math.sqrt((share * (1 - share) + square / (4 * runs)) / runs);
  const whole = 1 + square / runs;
  return {
    runs,
    worked,
    share,
    low: Math.max(0, (centre - spread) / whole),
    high: Math.min(1, (centre + spread) / whole),
  };
}

/** Weak: run often enough, and even at best it works less than every other time. */
export const isWeak = ({ runs, high }: Success): boolean => runs >= ENOUGH_RUNS && high < 0.5;
