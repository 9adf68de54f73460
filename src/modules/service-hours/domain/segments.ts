import { type Pause, pauseCutter } from './pauses.js';
import { type Schedule } from './schedule.js';
import { walkDays } from './walk.js';
import { weekdayOf } from './local-date.js';

/** Why time did not count: outside the hours, a holiday, a closure, or open but paused. */
export type Reason = 'closed' | 'holiday' | 'closure' | 'pause';

/** [from, to), epoch milliseconds. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly counted: boolean;
  /** Present when it did not count. */
  readonly reason?: Reason;
  /** The holiday's name, if it has one. */
  readonly name?: string;
}

type Part = Omit<Segment, 'from' | 'to'>;

const COUNTED: Part = { counted: true };
const PAUSED: Part = { counted: false, reason: 'pause' };
const CLOSED: Part = { counted: false, reason: 'closed' };

/**
 * [from, to) cut into what counted and what did not, and why: in order, without a gap, neighbours different, so that the
 * counted lengths add up to `elapsed` and all of them to the whole. A pause shows where it took working time away.
 *
 * Ends early, without an error, after `limit` segments.
 */
export function segments(
  schedule: Schedule,
  from: number,
  to: number,
  pauses: readonly Pause[] = [],
  limit = Infinity,
): Segment[] {
  const found: Segment[] = [];
  const cut = pauseCutter(pauses);
  const add = (start: number, end: number, part: Part): boolean => {
    const last = found.at(-1);
    if (start >= end) return false;
    if (last && isSame(last, part)) found[found.length - 1] = { ...last, to: end };
    else if (found.length === limit) return true;
    else found.push({ from: start, to: end, ...part });
    return false;
  };
  const addOpen = (start: number, end: number, isPaused: boolean): boolean =>
    add(start, end, isPaused ? PAUSED : COUNTED);

  walkDays(schedule.zone, from, to, (day, start, end, midnight) => {
    const closed = schedule.closedOn(day);
    if (closed) return add(start, end, { counted: false, ...closed });
    let cursor = start;
    for (const { open, close } of schedule.week[weekdayOf(day)] ?? []) {
      const first = Math.min(Math.max(cursor, midnight + open), end);
      const last = Math.min(Math.max(first, midnight + close), end);
      if (add(cursor, first, CLOSED)) return true;
      if (first < last && cut(first, last, addOpen)) return true;
      cursor = last;
    }
    return add(cursor, end, CLOSED);
  });
  return found;
}

function isSame(last: Segment, part: Part): boolean {
  return last.counted === part.counted && last.reason === part.reason && last.name === part.name;
}
