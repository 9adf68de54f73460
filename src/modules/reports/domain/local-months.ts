import { localMonth } from '../../timers/index.js';
import { quarterRange, rollingTo, type Range } from './months.js';
import { DAY_MS } from '../../../kernel/index.js';

// Where months, which are text, meet instants and time zones.

/** The first instant of a month in a time zone. */
export function beginningOf(month: string, zone: string): number {
  const utc = Date.parse(`${month}-01T00:00:00Z`);
  // no local clock is further from UTC than a day
  let before = utc - DAY_MS;
  let within = utc + DAY_MS;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (localMonth(middle, zone) < month) before = middle;
    else within = middle;
  }
  return within;
}

/** Everything that a report of a range at an instant is made of: the range, its quarters, its twelve months, the budget. */
export function coverOf(range: Range, at: number): Range {
  // a day to either side: whatever the zone, the month of then
  const earliest = localMonth(at - 91 * DAY_MS, 'UTC');
  const running = [localMonth(at - DAY_MS, 'UTC'), localMonth(at + DAY_MS, 'UTC')];
  const ends = [range.from, range.to, ...running].map(quarterRange);
  const starts = [rollingTo(range).from, earliest, ...ends.map(({ from }) => from)];
  return {
    from: starts.toSorted()[0] ?? range.from,
    to:
      ends
        .map(({ to }) => to)
        .toSorted()
        .at(-1) ?? range.to,
  };
}
