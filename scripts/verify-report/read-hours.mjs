import { Malformed, anyText, date, list, mapOf, matching, object } from './shapes.mjs';
import { isZone } from './wall-clock.mjs';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const time = matching('a time from "00:00" to "24:00"', (value) => /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(value));
export const zone = matching('a time zone', isZone);

const shape = object({
  timeZone: zone,
  weekly: mapOf(list(pair(time, (opens, closes) => opens < closes))),
  holidays: list(object({ date, name: anyText })),
  closures: list(pair(date, (first, last) => first <= last)),
});

/** Service hours: windows `[open, close)` by weekday that do not overlap, whole closed dates. */
export function hours(value, place) {
  const read = shape(value, place);
  for (const [day, windows] of Object.entries(read.weekly)) {
    if (!DAYS.includes(day)) throw new Malformed(`${place}.weekly.${day}`, `one of ${DAYS.join(', ')}`, day);
    const inOrder = [...windows].sort(([a], [b]) => (a < b ? -1 : 1));
    inOrder.forEach(([opens], i) => {
      if (i > 0 && opens < inOrder[i - 1][1]) {
        throw new Malformed(`${place}.weekly.${day}`, 'windows that do not overlap', windows);
      }
    });
  }
  if (Object.values(read.weekly).every((windows) => windows.length === 0)) {
    throw new Malformed(`${place}.weekly`, 'some working time', value.weekly);
  }
  return read;
}

function pair(reader, isInOrder) {
  return (value, place) => {
    const read = list(reader)(value, place);
    if (read.length !== 2 || !isInOrder(...read))
      throw new Malformed(place, 'a pair, the first before the last', value);
    return read;
  };
}
