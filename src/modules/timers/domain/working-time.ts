/** Half-open, in milliseconds since 1970 (UTC): `[from, to)`. */
export type Pause = readonly [from: number, to: number];

/**
 * The two questions a timer asks of service hours, and the one of the ten working days, bound to one schedule: the
 * timers themselves know neither weeks nor holidays nor zones. Instants and durations in milliseconds.
 */
export interface WorkingTime {
  /** The smallest instant at which `targetMs` of working time are used up; undefined when over 100 years ahead. */
  due(from: number, targetMs: number, pauses: readonly Pause[]): number | undefined;
  /** Working time in `[from, to)` outside the pauses; 0 when `to <= from`. */
  elapsed(from: number, to: number, pauses: readonly Pause[]): number;
  /** The end of working time on the `days`-th open local date after that of `from`; undefined when there is none. */
  endOfWorkingDay(from: number, days: number): number | undefined;
}
