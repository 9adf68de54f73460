export const LIVE_SETTINGS = Symbol('live settings');

export interface LiveSettings {
  /** Database of the worker role, for the connection that listens. */
  url: string;
  /** Seal positions; the first seals, all open. */
  secretKeys: readonly string[];
}
