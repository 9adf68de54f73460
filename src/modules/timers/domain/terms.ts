import type { EscalationWait, TicketWait } from './facts.js';
import { type Targets, type Warnings } from './targets.js';
import { type WorkingTime } from './working-time.js';

/** What one side promises, in one version. */
export interface Terms {
  readonly targets: Targets;
  readonly warnings: Warnings;
  /** `third_party`, `change` and `planned` pause only where an agreement says so. */
  readonly alsoPauses: readonly (TicketWait | EscalationWait)[];
  /** A pilot is measured and binds nobody. */
  readonly binding: boolean;
}

/** What is known at one instant of the recording: of the past, the present and what will be. */
export interface Known {
  /** In which hours time is counted, each instant by the version in effect then. */
  readonly time: WorkingTime;
  /** The terms in effect at an instant; undefined when nothing is promised yet. */
  readonly termsAt: (instant: number) => Terms | undefined;
  /** The time zone of the hours in effect at an instant; undefined before the first. */
  readonly zoneAt: (instant: number) => string | undefined;
}

/**
 * What one side promises, in all its versions. A version has two instants: since when it is recorded, and from when on it
 * holds. A timer is replayed with what was known at each instant, so that a verdict uses what was recorded when it fell.
 */
export interface Commitment {
  /** Instants at which something new is recorded, or begins to hold, ascending. Timers are looked at again there. */
  readonly turns: readonly number[];
  readonly knownAt: (instant: number) => Known;
}

/** Something that was recorded, with the instant from which on it holds. Among those that hold the highest number counts. */
export interface Recorded<T> {
  readonly number: number;
  readonly effectiveFrom: number;
  readonly recordedAt: number;
  readonly value: T;
}

/** Terms that were always known and never change. */
export function constant(
  { binding = true, ...terms }: Omit<Terms, 'binding'> & Partial<Terms>,
  time: WorkingTime,
  zone = 'UTC',
): Commitment {
  const known: Known = { time, termsAt: () => ({ ...terms, binding }), zoneAt: () => zone };
  return { turns: [], knownAt: () => known };
}

/**
 * Terms and hours in versions.
 *
 * @param timeOf working time in hours that change: made once for each state of the record, of the versions known then
 */
export function versioned<H extends { readonly timeZone: string }>(
  terms: readonly Recorded<Terms>[],
  hours: readonly Recorded<H>[],
  timeOf: (known: readonly Recorded<H>[]) => WorkingTime,
): Commitment {
  const recordings = ascending([...terms, ...hours].map(({ recordedAt }) => recordedAt));
  const states = new Map<number, Known>();
  const stateOf = (count: number): Known => {
    const kept = states.get(count);
    if (kept) return kept;
    const until = recordings[count - 1] ?? -Infinity;
    const isKnown = ({ recordedAt }: Recorded<unknown>) => recordedAt <= until;
    const knownTerms = terms.filter(isKnown);
    const knownHours = hours.filter(isKnown);
    const known: Known = {
      time: timeOf(knownHours),
      termsAt: (instant) => holdingAt(knownTerms, instant)?.value,
      zoneAt: (instant) => holdingAt(knownHours, instant)?.value.timeZone,
    };
    states.set(count, known);
    return known;
  };
  return {
    turns: ascending([...recordings, ...terms.map(({ effectiveFrom }) => effectiveFrom)]),
    knownAt: (instant) => stateOf(countUpTo(recordings, instant)),
  };
}

export function holdingAt<T>(versions: readonly Recorded<T>[], instant: number): Recorded<T> | undefined {
  let best: Recorded<T> | undefined;
  for (const version of versions) {
    if (version.effectiveFrom <= instant && (!best || version.number > best.number)) best = version;
  }
  return best;
}

function ascending(instants: readonly number[]): number[] {
  return [...new Set(instants)].sort((a, b) => a - b);
}

function countUpTo(sorted: readonly number[], instant: number): number {
  let count = 0;
  while (count < sorted.length && (sorted[count] ?? Infinity) <= instant) count += 1;
  return count;
}
