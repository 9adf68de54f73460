import { type Schedule } from './schedule.js';
import { type Pause } from './pauses.js';
import { type Segment, segments } from './segments.js';
import { aroundDate, lastOpenOn, localDateAt, nthOpenDate } from './working-day.js';
import { due, elapsed, HORIZON_MS, nextOpening } from './working-time.js';

/*
 * Service hours change: from an instant on, another version holds. A timeline is the same two questions asked of hours
 * that change on the way. At any instant the version with the highest number among those whose effect has begun holds;
 * before the first effect no time counts.
 */

/** A version of service hours. `from`: the instant of its effect, epoch milliseconds; among several the highest number holds. */
export interface Version {
  readonly number: number;
  readonly from: number;
  readonly schedule: Schedule;
}

/** [from, to) in which one version holds. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  readonly number: number;
  readonly schedule: Schedule;
}

/** In order, without a gap, the last one open-ended; empty when nothing was ever in effect. */
export type Timeline = readonly Piece[];

export function timelineOf(versions: readonly Version[]): Timeline {
  const starts = [...new Set(versions.map(({ from }) => from))].sort((a, b) => a - b);
  const pieces: Piece[] = [];
  for (const start of starts) {
    const holding = versions
      .filter(({ from }) => from <= start)
      .reduce((best, each) => (each.number > best.number ? each : best));
    const last = pieces.at(-1);
    if (last?.number === holding.number) continue;
    if (last) pieces[pieces.length - 1] = { ...last, to: start };
    pieces.push({ from: start, to: Infinity, number: holding.number, schedule: holding.schedule });
  }
  return pieces;
}

/** The milliseconds that count in [from, to); 0 when `to` is not after `from`. */
export function elapsedIn(timeline: Timeline, from: number, to: number, pauses: readonly Pause[] = []): number {
  return within(timeline, from, to).reduce(
    (sum, piece) => sum + elapsed(piece.schedule, piece.from, piece.to, pauses),
    0,
  );
}

/**
 * The smallest instant, not before `start`, at which so much time is used up; see `due`. Undefined when it lies over 100
 * years ahead.
 *
 * @param target whole milliseconds, not negative
 */
export function dueIn(
  timeline: Timeline,
  start: number,
  target: number,
  pauses: readonly Pause[] = [],
): number | undefined {
  if (target === 0) return start;
  let left = target;
  for (const piece of within(timeline, start, start + HORIZON_MS)) {
    const isLast = piece.to === start + HORIZON_MS;
    const counted = isLast ? 0 : elapsed(piece.schedule, piece.from, piece.to, pauses);
    if (isLast || counted >= left) {
      const found = due(piece.schedule, piece.from, left, pauses);
      return found.ok && found.value <= piece.to ? found.value : undefined;
    }
    left -= counted;
  }
  return undefined;
}

/** [from, to) cut into what counted and what did not, each part with the number of the version that held. */
export function segmentsIn(
  timeline: Timeline,
  from: number,
  to: number,
  pauses: readonly Pause[] = [],
  limit = Infinity,
): (Segment & { readonly version: number | null })[] {
  const first = timeline[0]?.from ?? Infinity;
  const found: (Segment & { version: number | null })[] = [];
  if (from < Math.min(first, to)) {
    found.push({ from, to: Math.min(first, to), counted: false, reason: 'closed', version: null });
  }
  for (const piece of within(timeline, from, to)) {
    const parts = segments(piece.schedule, piece.from, piece.to, pauses, limit - found.length);
    found.push(...parts.map((part) => ({ ...part, version: piece.number })));
  }
  return found;
}

/** The first open instant from `from` on, itself when it is open; undefined when there is none within 100 years. */
export function nextOpeningIn(timeline: Timeline, from: number): number | undefined {
  for (const piece of within(timeline, from, from + HORIZON_MS)) {
    const opening = nextOpening(piece.schedule, piece.from);
    if (opening !== undefined && opening < piece.to) return opening;
  }
  return undefined;
}

/**
 * Working days: the end of working time on the n-th open local date after the local date of `from`. Where hours change
 * within a date, each of its instants is judged by the version that holds then. Undefined when there are not so many
 * open dates within 100 years.
 *
 * @param days 1 or more, whole
 */
export function endOfWorkingDayIn(timeline: Timeline, from: number, days: number): number | undefined {
  const [first] = within(timeline, from, Infinity);
  if (!first) return undefined;
  const today = localDateAt(first.schedule, from);
  return nthOpenDate(today, days, (day) => {
    const [earliest, latest] = aroundDate(day);
    return within(timeline, earliest, latest).reduce<number | undefined>(
      (end, piece) => lastOpenOn(piece.schedule, day, piece.from, piece.to) ?? end,
      undefined,
    );
  });
}

function within(timeline: Timeline, from: number, to: number): Piece[] {
  return timeline.flatMap((piece) => {
    const start = Math.max(from, piece.from);
    const end = Math.min(to, piece.to);
    return start < end ? [{ ...piece, from: start, to: end }] : [];
  });
}
