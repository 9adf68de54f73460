/**
 * What the clock on the wall shows. A reading is a number: the local date and time written as if they were UTC, so
 * that the date, the weekday and the time of day can be taken off it by plain arithmetic. The zone data are those of
 * Node itself (`Intl.DateTimeFormat`).
 */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const faces = new Map();
const readings = new Map();

/** Reads the wall clock of `zone` at the instant `at` (milliseconds since 1970), exact to the millisecond. */
export function look(zone, at) {
  const second = Math.floor(at / SECOND) * SECOND;
  return Date.parse(`${face(zone).format(second).replace(' ', 'T')}Z`) + (at - second);
}

/** The same for a full hour of UTC, remembered: it is asked again and again. */
export function lookAtHour(zone, at) {
  const key = `${zone} ${at}`;
  let reading = readings.get(key);
  if (reading === undefined) readings.set(key, (reading = look(zone, at)));
  return reading;
}

/** "2026-11-22" */
export const dateOf = (reading) => new Date(reading).toISOString().slice(0, 10);
export const localDate = (zone, at) => dateOf(look(zone, at));
export const localMonth = (zone, at) => localDate(zone, at).slice(0, 7);

/** The first instant at which the wall clock of `zone` shows `date` or later: the local day's beginning. */
export function beginningOf(zone, date) {
  let before = Date.parse(`${date}T00:00:00Z`) - 2 * DAY;
  let reached = before + 4 * DAY;
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2);
    if (localDate(zone, middle) >= date) reached = middle;
    else before = middle;
  }
  return reached;
}

export function isZone(zone) {
  try {
    return Boolean(face(zone));
  } catch {
    return false;
  }
}

function face(zone) {
  let formatter = faces.get(zone);
  if (!formatter) {
    // the Swedish way of writing it is that of ISO 8601: 2026-11-22 08:00:00
    formatter = new Intl.DateTimeFormat('sv-SE-u-ca-gregory-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    faces.set(zone, formatter);
  }
  return formatter;
}
