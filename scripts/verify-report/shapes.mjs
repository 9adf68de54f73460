/** Reading what somebody else wrote: each reader takes a value and its place, and refuses with that place. */

export class Malformed extends Error {
  constructor(place, expected, value) {
    const shown = value === undefined ? 'nothing' : JSON.stringify(value);
    super(`${place}: expected ${expected}, found ${shown.length > 80 ? `${shown.slice(0, 77)}...` : shown}`);
  }
}

/** A reader of one kind of value, from a test of it. */
const that = (expected, test) => (value, place) => {
  if (!test(value)) throw new Malformed(place, expected, value);
  return value;
};

export const text = that('a text that is not empty', (value) => typeof value === 'string' && value !== '');
export const anyText = that('a text', (value) => typeof value === 'string');
export const flag = that('true or false', (value) => typeof value === 'boolean');
export const positive = that('a whole number from 1 on', (value) => Number.isSafeInteger(value) && value > 0);
export const oneOf = (...values) => that(`one of ${values.join(', ')}`, (value) => values.includes(value));
export const matching = (expected, test) => that(expected, (value) => typeof value === 'string' && test(value));

export const date = matching('a date like "2026-11-22"', isDate);

/** An instant in UTC; given as milliseconds since 1970. */
export function instant(value, place) {
  const isWritten =
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?Z$/.test(value) &&
    isDate(value.slice(0, 10));
  if (!isWritten) throw new Malformed(place, 'an instant like "2026-11-22T08:00:00.000Z"', value);
  return Date.parse(value);
}

export const optional = (reader) => (value, place) =>
  value === undefined || value === null ? null : reader(value, place);

export const list = (reader) => (value, place) => {
  if (!Array.isArray(value)) throw new Malformed(place, 'a list', value);
  return value.map((entry, i) => reader(entry, `${place}[${i}]`));
};

/** An object whose fields are read by name; others are left out. */
export const object = (fields) => (value, place) => {
  const given = record(value, place);
  return Object.fromEntries(
    Object.entries(fields).map(([name, reader]) => [name, reader(given[name], place ? `${place}.${name}` : name)]),
  );
};

/** An object with any names, all of whose values are read alike. */
export const mapOf = (reader) => (value, place) =>
  Object.fromEntries(Object.entries(record(value, place)).map(([name, v]) => [name, reader(v, `${place}.${name}`)]));

function record(value, place) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new Malformed(place || 'the file', 'an object', value);
  }
  return value;
}

function isDate(value) {
  const at = new Date(`${value}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
}
