import { DAY_MS, weekdayOf } from './local-date.js';
import { type Schedule } from './schedule.js';
import { type Zone } from './zone.js';

/**
 * Visits, in order, the parts of [from, to) in which neither the local date nor the offset changes; a visit that returns
 * true ends the walk. `midnight` is the instant at which the wall would show 00:00 of that date at that offset, so that
 * local time h:m is `midnight + h:m`, where it exists.
 */
export function walkDays(
  zone: Zone,
  from: number,
  to: number,
  visit: (day: number, from: number, to: number, midnight: number) => boolean,
): void {
  let cursor = from;
  while (cursor < to) {
    const run = zone.runAt(cursor);
    const end = Math.min(run.to, to);
    for (let day = Math.floor((cursor + run.offset) / DAY_MS); cursor < end; day += 1) {
      const midnight = day * DAY_MS - run.offset;
      const stop = Math.min(midnight + DAY_MS, end);
      if (visit(day, cursor, stop, midnight)) return;
      cursor = stop;
    }
  }
}

/** Visits, in order, the open parts of [from, to); a visit that returns true ends the walk. They may touch. */
export function walkOpen(
  schedule: Schedule,
  from: number,
  to: number,
  visit: (from: number, to: number, day: number) => boolean,
): void {
  walkDays(schedule.zone, from, to, (day, start, end, midnight) => {
    const windows = windowsOf(schedule, day);
    for (const { open, close } of windows) {
      const first = Math.max(start, midnight + open);
      const last = Math.min(end, midnight + close);
      if (first < last && visit(first, last, day)) return true;
    }
    return false;
  });
}

function windowsOf(schedule: Schedule, day: number): Schedule['week'][number] {
  const windows = schedule.week[weekdayOf(day)] ?? [];
  return windows.length === 0 || schedule.closedOn(day) ? [] : windows;
}
