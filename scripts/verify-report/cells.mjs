/**
 * Working time, cell by cell. A day of UTC is cut into its 1,440 minutes; of each it is asked what the wall clock shows
 * at its beginning, and from that alone whether it is open. Where a minute of UTC is not a minute on the wall (clocks
 * change within it, or the zone is some seconds off) its seconds are looked at instead. Neighbouring open cells of one
 * local date are kept as one stretch, per hours and day, so that every day is looked at once only.
 */
import { DAY, HOUR, MINUTE, SECOND, dateOf, look, lookAtHour } from './wall-clock.mjs';

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const books = new Map();

/**
 * @typedef {{ from: number, to: number, date: string }} Stretch open time `[from, to)`, all of it on one local date
 * @typedef {{ timeZone: string, weekly: Record<string, [string, string][]>, holidays: { date: string }[],
 *   closures: [string, string][] }} Hours
 */

/**
 * The open time of `[from, to)` in order. The last stretch ends at `to` at the latest.
 * @param {Hours} hours
 * @returns {Generator<Stretch>}
 */
export function* openTime(hours, from, to) {
  const book = bookOf(hours);
  for (let day = Math.floor(from / DAY); day * DAY < to; day += 1) {
    let stretches = book.days.get(day);
    if (!stretches) book.days.set(day, (stretches = cellsOf(book, day * DAY)));
    for (const stretch of stretches) {
      if (stretch.to <= from || stretch.from >= to) continue;
      yield { from: Math.max(stretch.from, from), to: Math.min(stretch.to, to), date: stretch.date };
    }
  }
}

/** Hours that are the same share what was looked at; an object that was seen before is not read again. */
const bookByObject = new WeakMap();
function bookOf(hours) {
  let book = bookByObject.get(hours);
  if (book) return book;
  const key = JSON.stringify(hours);
  book = books.get(key) ?? { hours, days: new Map(), windows: new Map() };
  books.set(key, book);
  bookByObject.set(hours, book);
  return book;
}

/** @returns {Stretch[]} */
function cellsOf(book, day) {
  const zone = book.hours.timeZone;
  const stretches = [];
  for (let hour = day; hour < day + DAY; hour += HOUR) {
    const first = lookAtHour(zone, hour);
    const next = lookAtHour(zone, hour + HOUR);
    const isPlain = next - first === HOUR && first % MINUTE === 0;
    for (let at = hour; at < hour + HOUR; at += MINUTE) {
      const shows = isPlain ? first + (at - hour) : look(zone, at);
      const isWhole = isPlain || (shows % MINUTE === 0 && look(zone, at + MINUTE) - shows === MINUTE);
      if (isWhole) cell(book, stretches, at, MINUTE, shows);
      else for (let s = at; s < at + MINUTE; s += SECOND) cell(book, stretches, s, SECOND, look(zone, s));
    }
  }
  return stretches;
}

function cell(book, stretches, at, length, shows) {
  const { date, windows } = windowsOf(book, Math.floor(shows / DAY));
  const time = shows % DAY;
  if (!windows.some(([opens, closes]) => opens <= time && time < closes)) return;
  const last = stretches.at(-1);
  if (last?.to === at && last.date === date) last.to = at + length;
  else stretches.push({ from: at, to: at + length, date });
}

/** The windows of one local date, in milliseconds of the day: none on a holiday or in a closure. */
function windowsOf(book, localDay) {
  let entry = book.windows.get(localDay);
  if (!entry) {
    const { weekly, holidays, closures } = book.hours;
    const date = dateOf(localDay * DAY);
    const isClosed =
      holidays.some((holiday) => holiday.date === date) ||
      closures.some(([first, last]) => first <= date && date <= last);
    const weekday = WEEKDAYS[new Date(localDay * DAY).getUTCDay()];
    const windows = isClosed ? [] : (weekly[weekday] ?? []).map(([opens, closes]) => [timeOf(opens), timeOf(closes)]);
    book.windows.set(localDay, (entry = { date, windows }));
  }
  return entry;
}

function timeOf(text) {
  const [hours, minutes] = text.split(':').map(Number);
  return hours * HOUR + minutes * MINUTE;
}
