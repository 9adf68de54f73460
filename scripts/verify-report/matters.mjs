import { workingTime, zoneAt } from './versions.mjs';
import { DAY, localDate } from './wall-clock.mjs';

const OPEN_DATES = 10;
const HORIZON = 100 * 366 * DAY;

/** Whether an escalation that comes at `at` continues the matter of the former one. */
export function continuesMatter(agreement, former, at) {
  const isReturned = former.state === 'returned' && !former.isConfirmed;
  if (former.endedAt === null || former.state === 'forwarded' || isReturned) return true;
  return at <= endOfOpenDate(agreement, former.endedAt, OPEN_DATES, at);
}

/**
 * The end of working time on the n-th open local date after `after`, in the hours as known at `knownAt`; Infinity when
 * there are not so many.
 */
export function endOfOpenDate(agreement, after, n, knownAt) {
  const ownDate = localDate(zoneAt(agreement, after, knownAt), after);
  const dates = [];
  let end = Infinity;
  for (const { to, date } of workingTime(agreement, after, after + HORIZON, knownAt)) {
    if (date <= ownDate) continue;
    if (date !== dates.at(-1)) dates.push(date);
    if (dates.length > n) return end;
    if (dates.length === n) end = to;
  }
  return end;
}
