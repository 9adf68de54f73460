import { type Pause, type WorkingTime } from './working-time.js';

/*
 * Service hours for the specs of the timers: Monday to Friday, 8:00 to 18:00 UTC, without holidays, so that a reader
 * can count along. Instants are written as words: `mon 09:00` lies in the first week, `mon+1 09:00` in the second;
 * seconds may follow (`mon 09:00:00.001`).
 */
const minute = 60_000;
const day = 24 * 60 * minute;
const firstMonday = Date.UTC(2026, 2, 2);
const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export function on(words: string): number {
  const match = /^([a-z]{3})(?:\+(\d+))? (\d\d):(\d\d)(?::(\d\d)\.(\d{3}))?$/.exec(words);
  const weekday = days.indexOf(match?.[1] ?? '');
  if (!match || weekday < 0) throw new Error(`not an instant: ${words}`);
  const [weeks = 0, hours = 0, minutes = 0, seconds = 0, ms = 0] = match.slice(2).map((part) => Number(part || 0));
  return firstMonday + (7 * weeks + weekday) * day + (60 * hours + minutes) * minute + seconds * 1000 + ms;
}

export function spell(instant: number): string {
  const dayNumber = Math.floor((instant - firstMonday) / day);
  const weeks = Math.floor(dayNumber / 7);
  const time = new Date(instant).toISOString().slice(11, 23);
  const name = days[dayNumber - 7 * weeks] ?? '';
  return `${name}${weeks > 0 ? `+${weeks}` : ''} ${time.replace(/:00\.000$/, '')}`;
}

/** The open intervals from the day of `from` on, less the pauses. */
function* counted(from: number, pauses: readonly Pause[]): Generator<Pause> {
  const ordered = [...pauses].sort((a, b) => a[0] - b[0]);
  const today = Math.floor((from - firstMonday) / day);
  for (let dayNumber = today; dayNumber < today + 36_600; dayNumber++) {
    if (dayNumber - 7 * Math.floor(dayNumber / 7) > 4) continue;
    const midnight = firstMonday + dayNumber * day;
    let start = Math.max(from, midnight + 8 * 60 * minute);
    const close = midnight + 18 * 60 * minute;
    for (const [pausedFrom, pausedTo] of ordered) {
      if (pausedFrom > start && pausedFrom < close) yield [start, pausedFrom];
      start = pausedFrom < close ? Math.max(start, pausedTo) : start;
    }
    if (start < close) yield [start, close];
  }
}

export const officeHours: WorkingTime = {
  due(from, targetMs, pauses) {
    let left = targetMs;
    for (const [start, close] of counted(from, pauses)) {
      if (close - start >= left) return start + left;
      left -= close - start;
    }
    return undefined;
  },
  elapsed(from, to, pauses) {
    let sum = 0;
    for (const [start, close] of counted(from, pauses)) {
      if (start >= to) break;
      sum += Math.min(close, to) - start;
    }
    return sum;
  },
  endOfWorkingDay(from, count) {
    let left = count;
    for (const [start, close] of counted(Math.floor(from / day) * day + day, [])) {
      left -= 1;
      if (left === 0 && start < close) return close;
    }
    return undefined;
  },
};
