import { done, type Outcome, refused } from '../../../kernel/index.js';
import { DAY_MS } from './local-date.js';
import { type Pause, pauseCutter } from './pauses.js';
import { type Schedule } from './schedule.js';
import { walkOpen } from './walk.js';

/*
 * Two questions about working time: how much of it lies between two instants, and when is so much of it used up?
 *
 * An instant is open when its local date is not closed and its local wall-clock time lies in a window of its weekday; it
 * counts when it is open and in no pause. Time counts as it really elapses: on the days when the clocks change, a window
 * over the change is an hour longer or shorter. Instants are whole epoch milliseconds, durations whole milliseconds, and
 * nothing is rounded.
 */

/** No due instant lies further ahead: 100 years, with the leap day that some centuries lack. */
export const HORIZON_MS = 36_525 * DAY_MS;

/** The milliseconds that count in [from, to); 0 when `to` is not after `from`. */
export function elapsed(schedule: Schedule, from: number, to: number, pauses: readonly Pause[] = []): number {
  const cut = pauseCutter(pauses);
  let total = 0;
  const add = (start: number, end: number, isPaused: boolean): boolean => {
    if (!isPaused) total += end - start;
    return false;
  };
  walkOpen(schedule, from, to, (start, end) => cut(start, end, add));
  return total;
}

/**
 * The smallest instant d, not before `start`, with `elapsed(start, d) >= target`. So a target used up exactly at closing,
 * or where a pause begins, is due there and not at the next opening; a target of 0 is due at the start, open or not.
 *
 * Refused: a target that is negative or not whole milliseconds (`invalid_target`), a due instant more than 100 years
 * ahead (`due_too_far`).
 */
export function due(schedule: Schedule, start: number, target: number, pauses: readonly Pause[] = []): Outcome<number> {
  if (!(target >= 0) || (target <= HORIZON_MS && !Number.isInteger(target))) {
    const detail = 'A target is a number of milliseconds, whole and not negative.';
    return refused({ kind: 'unprocessable', code: 'invalid_target', detail });
  }
  if (target === 0) return done(start);
  const cut = pauseCutter(pauses);
  let left = target;
  let dueAt: number | undefined;
  const take = (from: number, to: number, isPaused: boolean): boolean => {
    if (isPaused) return false;
    if (left <= to - from) dueAt = from + left;
    left -= to - from;
    return dueAt !== undefined;
  };
  walkOpen(schedule, start, start + HORIZON_MS, (from, to) => cut(from, to, take));
  return dueAt === undefined ? tooFar() : done(dueAt);
}

/** The first open instant from `from` on: itself when it is open. Undefined when there is none within 100 years. */
export function nextOpening(schedule: Schedule, from: number): number | undefined {
  let opening: number | undefined;
  walkOpen(schedule, from, from + HORIZON_MS, (start) => {
    opening = start;
    return true;
  });
  return opening;
}

function tooFar(): Outcome<never> {
  const detail = 'The target would not be used up within 100 years.';
  return refused({ kind: 'unprocessable', code: 'due_too_far', detail });
}
