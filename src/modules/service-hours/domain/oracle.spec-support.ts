/**
 * Working time counted the slow way: every minute is looked at by itself, on the clock that Intl shows for it, and a
 * minute that something begins or ends in, millisecond by millisecond. Shares nothing with the code it judges. Right
 * for zones whose offset is whole minutes, which all are that it is asked about.
 */
export interface Case {
  timeZone: string;
  weekly: Record<string, [string, string][]>;
  closed: string[];
  pauses: [number, number][];
}

const MINUTE = 60_000;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The wall clock as text: `mon`, `2026-03-02`, `09:00`. */
export function wall(timeZone: string, instant: number): { weekday: string; date: string; time: string } {
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
  clocks.set(timeZone, clock);
  const [date = '', time = ''] = clock.format(instant).split(' ');
  const weekday = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][new Date(`${date}T12:00:00Z`).getUTCDay()] ?? '';
  return { weekday, date, time };
}

export function isOpen(given: Omit<Case, 'pauses'>, minute: number): boolean {
  const { weekday, date, time } = wall(given.timeZone, minute);
  if (given.closed.includes(date)) return false;
  return (given.weekly[weekday] ?? []).some(([open, close]) => open <= time && time < close);
}

/** How many milliseconds of [from, to) count; with `target`, stops at the instant where so many have, and returns that. */
function count(given: Case, from: number, to: number, target?: number): number | undefined {
  let total = 0;
  if (target === 0) return from;
  for (let minute = Math.floor(from / MINUTE) * MINUTE; minute < to; minute += MINUTE) {
    if (!isOpen(given, minute)) continue;
    const end = minute + MINUTE;
    const isWhole = from <= minute && end <= to && (target === undefined || total + MINUTE < target);
    const near = given.pauses.filter(([start, stop]) => start < end && stop > minute);
    if (isWhole && near.length === 0) total += MINUTE;
    else if (near.some(([start, stop]) => start <= minute && end <= stop)) continue;
    else {
      for (let ms = Math.max(minute, from); ms < Math.min(end, to); ms += 1) {
        if (near.some(([start, stop]) => start <= ms && ms < stop)) continue;
        total += 1;
        if (total === target) return ms + 1;
      }
    }
  }
  return target === undefined ? total : undefined;
}

export function oracleElapsed(given: Case, from: number, to: number): number {
  return count(given, from, to) ?? 0;
}

/** Undefined when the target is not used up before `until`. */
export function oracleDue(given: Case, start: number, target: number, until: number): number | undefined {
  return count(given, start, until, target);
}
