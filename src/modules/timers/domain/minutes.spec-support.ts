/*
 * Open time for the oracle of the timers, minute by minute, on the clock that Intl shows: of each minute it is asked
 * whether it is open, and neighbours of one local date are kept as one stretch, a day of UTC at a time. Shares nothing with
 * the service hours it judges. Right for zones whose offset is whole minutes and changes on the hour.
 */
export interface Hours {
  timeZone: string;
  weekly: Record<string, [string, string][]>;
  holidays: string[];
  closures: [string, string][];
}

export interface Open {
  from: number;
  to: number;
  /** Local, `YYYY-MM-DD`. */
  date: string;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const faces = new Map<string, Intl.DateTimeFormat>();
const shown = new Map<string, number>();
const days = new Map<Hours, Map<number, Open[]>>();

/** What the clocks show at a full hour of UTC, read as if it were UTC. */
function wall(timeZone: string, instant: number): number {
  const key = `${timeZone} ${instant}`;
  const known = shown.get(key);
  if (known !== undefined) return known;
  const face =
    faces.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' });
  faces.set(timeZone, face);
  const reading = Date.parse(`${face.format(instant).replace(' ', 'T')}Z`);
  shown.set(key, reading);
  return reading;
}

export function localDate(timeZone: string, instant: number): string {
  const full = instant - (((instant % hour) + hour) % hour);
  return new Date(wall(timeZone, full) + (instant - full)).toISOString().slice(0, 10);
}

function isOpen({ weekly, holidays, closures }: Hours, reading: number): boolean {
  const text = new Date(reading).toISOString();
  const [date, time] = [text.slice(0, 10), text.slice(11, 16)];
  if (holidays.includes(date) || closures.some(([first, last]) => first <= date && date <= last)) return false;
  const weekday = weekdays[new Date(reading).getUTCDay()] ?? '';
  return (weekly[weekday] ?? []).some(([open, close]) => open <= time && time < close);
}

function lookAt(hours: Hours, midnight: number): Open[] {
  const found: Open[] = [];
  for (let start = midnight; start < midnight + day; start += hour) {
    const reading = wall(hours.timeZone, start);
    for (let at = start; at < start + hour; at += minute) {
      const shows = reading + (at - start);
      if (!isOpen(hours, shows)) continue;
      const date = new Date(shows).toISOString().slice(0, 10);
      const last = found.at(-1);
      if (last?.to === at && last.date === date) last.to = at + minute;
      else found.push({ from: at, to: at + minute, date });
    }
  }
  return found;
}

/** The open time of [from, to), in order. */
export function* openTime(hours: Hours, from: number, to: number): Generator<Open> {
  const seen = days.get(hours) ?? new Map<number, Open[]>();
  days.set(hours, seen);
  for (let midnight = Math.floor(from / day) * day; midnight < to; midnight += day) {
    const stretches = seen.get(midnight) ?? lookAt(hours, midnight);
    seen.set(midnight, stretches);
    for (const { from: start, to: stop, date } of stretches) {
      if (stop > from && start < to) yield { from: Math.max(start, from), to: Math.min(stop, to), date };
    }
  }
}
