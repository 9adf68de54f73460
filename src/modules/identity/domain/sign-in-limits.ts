/** How many failed sign-ins, in a window before now, an account and an address have behind them. */
export interface Failures {
  ofAccount: number;
  ofAddress: number;
}

export const WINDOW_MINUTES = 15;
const MOST_OF_ACCOUNT = 10;
const MOST_OF_ADDRESS = 100;

/**
 * Guessing is slowed per account (also one that does not exist) and per address. Only failures count, and an attempt
 * that was turned away is none, so that an account opens again when the window has passed whatever is tried meanwhile. A
 * success clears nothing: else whoever knows one password could guess at another for ever.
 */
export function isThrottled({ ofAccount, ofAddress }: Failures): boolean {
  return ofAccount >= MOST_OF_ACCOUNT || ofAddress >= MOST_OF_ADDRESS;
}

/** Failures after this instant count. */
export function windowStart(now: Date): Date {
  return new Date(now.getTime() - WINDOW_MINUTES * 60_000);
}
