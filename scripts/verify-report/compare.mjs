/**
 * Compares what is stated with what was counted, leaf by leaf, and names the place of every difference.
 */

/** A list whose entries are told apart by some of their fields; the order does not matter. */
export function keyed(fields, entries, { mayLackEmpty = true } = {}) {
  return { fields, entries, mayLackEmpty };
}

/** @returns {{ compared: number, differences: { place: string, stated: unknown, counted: unknown }[] }} */
export function compare(place, stated, counted) {
  const result = { compared: 0, differences: [] };
  visit(result, place, stated, counted);
  return result;
}

function visit(result, place, stated, counted) {
  if (isKeyed(counted)) visitList(result, place, stated, counted);
  else if (counted !== null && typeof counted === 'object') {
    if (stated === null || typeof stated !== 'object') return differ(result, place, stated, counted);
    for (const [name, value] of Object.entries(counted)) visit(result, `${place}.${name}`, stated[name], value);
  } else {
    result.compared += 1;
    if (stated !== counted) differ(result, place, stated, counted);
  }
}

function visitList(result, place, stated, { fields, entries, mayLackEmpty }) {
  if (!Array.isArray(stated)) return differ(result, place, stated, entries);
  const rest = new Map();
  for (const entry of stated) {
    const key = keyOf(entry, fields);
    if (rest.has(key)) differ(result, `${place}[${key}]`, 'twice', 'once');
    rest.set(key, entry);
  }
  for (const entry of entries) {
    const key = keyOf(entry, fields);
    if (rest.has(key)) visit(result, `${place}[${key}]`, rest.get(key), entry);
    else if (!mayLackEmpty || !isEmpty(entry)) differ(result, `${place}[${key}]`, undefined, entry);
    rest.delete(key);
  }
  for (const [key, entry] of rest) {
    if (!mayLackEmpty || !isEmpty(entry)) differ(result, `${place}[${key}]`, entry, undefined);
  }
}

const isKeyed = (value) => value !== null && typeof value === 'object' && Array.isArray(value.entries);

function keyOf(entry, fields) {
  return fields.map((field) => field.split('.').reduce((value, name) => value?.[name], entry)).join('/');
}

/** Nothing was counted in it: every number that it holds is 0. */
function isEmpty(value) {
  if (typeof value === 'number') return value === 0;
  if (isKeyed(value)) return value.entries.every(isEmpty);
  if (value === null || typeof value !== 'object') return true;
  return Object.values(value).every(isEmpty);
}

function differ(result, place, stated, counted) {
  result.differences.push({ place, stated, counted: plain(counted) });
}

/** A keyed list as the array that it stands for. */
function plain(value) {
  if (isKeyed(value)) return value.entries.map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}
