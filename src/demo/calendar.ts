import { localDate, orThrow } from '../kernel/index.js';
import { findZone, holidaysOf } from '../modules/service-hours/index.js';
import { addDays, storedClosures } from './hours.js';

/** Days are counted where most of the consortium is. */
const HOME_ZONE = 'Europe/Paris';

/** Nobody closes on other days than the Littoral does. */
const closures = storedClosures('ULCO');

/**
 * The dates of the stories, counted from the day on which they are told. -1 is the last *common working day* before
 * it, 1 the next one after: a day on which nobody in the consortium has a holiday, so that a story never depends on when
 * it is told. The holiday of Metz, which Nancy works, is asked for by itself.
 */
export class Calendar {
  private readonly today: string;
  private readonly days = new Map<number, string>();
  private readonly off = new Map<string, boolean>();

  /** @param regions holiday regions of all institutions; a day that one of them has off does not count */
  constructor(
    readonly now: Date,
    private readonly regions: readonly string[],
  ) {
    this.today = localDate(now, HOME_ZONE);
  }

  /** The local date of the n-th common working day; `n` is not 0. */
  day(n: number): string {
    const step = n < 0 ? -1 : 1;
    const known = this.days.get(n) ?? this.workday(n === step ? this.today : this.day(n - step), step);
    this.days.set(n, known);
    return known;
  }

  /** The last weekday before now on which Metz has a holiday that the rest of France works, with the days around it. */
  metzHoliday(): { eve: string; holiday: string; after: string } {
    const year = Number(this.today.slice(0, 4));
    const [holiday] = [year, year - 1]
      .flatMap((one) => {
        const national = new Set(datesOf('FR', one));
        return datesOf('FR-57', one).filter((date) => !national.has(date));
      })
      .filter((date) => isWeekday(date) && this.workday(date, 1) < this.today)
      .sort()
      .reverse();
    if (holiday === undefined) throw new Error('no two years pass without Good Friday');
    return { eve: this.workday(holiday, -1), holiday, after: this.workday(holiday, 1) };
  }

  private workday(from: string, step: 1 | -1): string {
    let date = addDays(from, step);
    while (!isWeekday(date) || this.isOff(date)) date = addDays(date, step);
    return date;
  }

  private isOff(date: string): boolean {
    const known = this.off.get(date);
    if (known !== undefined) return known;
    const year = Number(date.slice(0, 4));
    const isOff = closures.some(([first, last]) => first <= date && date <= last) || this.isHoliday(date, year);
    this.off.set(date, isOff);
    return isOff;
  }

  private isHoliday(date: string, year: number): boolean {
    return this.regions.some((region) => datesOf(region, year).includes(date));
  }
}

/** The instant at which the clocks of a zone show this. */
export function instantOf(date: string, time: string, timeZone: string): Date {
  const zone = findZone(timeZone);
  if (!zone) throw new Error(`no such time zone: ${timeZone}`);
  const wall = Date.parse(`${date}T${time}:00Z`);
  const near = wall - zone.runAt(wall).offset;
  return new Date(wall - zone.runAt(near).offset);
}

function isWeekday(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

function datesOf(region: string, year: number): string[] {
  return orThrow(holidaysOf(region, year)).map(({ date }) => date);
}
