/**
 * Reads an export and refuses, with the place, what it cannot be sure to understand. Instants become milliseconds.
 */
import { isMonth } from './months.mjs';
import { hours, zone } from './read-hours.mjs';
import {
  Malformed,
  anyText,
  flag,
  instant,
  list,
  mapOf,
  matching,
  object,
  oneOf,
  optional,
  positive,
  text,
} from './shapes.mjs';

const FORMAT = 'guichet/handled-in-time/1';
const month = matching('a month like "2026-11"', isMonth);
const named = { code: text, name: anyText };
const priority = matching('a priority like "P1"', (value) => /^P\d$/.test(value));
const verdict = oneOf('met', 'missed', 'excluded');
const ticketState = oneOf('new', 'in_progress', 'waiting', 'resolved', 'closed', 'cancelled', 'merged');
const escalationState = oneOf(
  'offered',
  'accepted',
  'waiting',
  'delivered',
  'confirmed',
  'returned',
  'forwarded',
  'recalled',
);

const facts = {
  opened: object({ type: text, at: instant, priority }),
  ticket: object({ type: text, at: instant, state: ticketState, cause: optional(text) }),
  prioritised: object({ type: text, at: instant, priority, rule: oneOf('corrected', 'raised') }),
  escalation: object({
    type: text,
    at: instant,
    n: positive,
    state: escalationState,
    cause: optional(text),
    accepted: optional(flag),
    code: optional(text),
  }),
};

function fact(value, place) {
  const { type } = object({ type: oneOf(...Object.keys(facts)) })(value, place);
  return facts[type](value, place);
}

const version = object({
  number: positive,
  effectiveFrom: instant,
  recordedAt: instant,
  binding: flag,
  alsoPauses: list(text),
  targets: mapOf(optional(mapOf(optional(object({ response: optional(positive), resolution: optional(positive) }))))),
  hours,
});

const whole = object({
  format: oneOf(FORMAT),
  generatedAt: raw(instant),
  agreements: list(
    object({
      id: text,
      institution: object(named),
      service: object(named),
      leadProvider: object({ ...named, timeZone: zone }),
      versions: list(version),
    }),
  ),
  units: list(
    object({
      reference: text,
      agreementId: text,
      kind: oneOf('incident', 'request'),
      facts: list(fact),
      holders: mapOf(text),
      settlements: list(object({ at: instant, verdict: optional(verdict) })),
    }),
  ),
  months: list(
    object({
      agreementId: text,
      month,
      publishedAt: raw(instant),
      verdicts: mapOf(verdict),
      corrections: list(
        object({
          at: raw(instant),
          reference: text,
          from: optional(text),
          to: optional(text),
          reason: optional(anyText),
        }),
      ),
    }),
  ),
  figures: (value, place) => {
    object({ from: month, to: month, services: list((entry, at) => object({})(entry, at)) })(value, place);
    return value;
  },
});

/** Looks and keeps it as it was written. */
function raw(reader) {
  return (value, place) => {
    reader(value, place);
    return value;
  };
}

export function readExport(written) {
  let value;
  try {
    value = JSON.parse(written);
  } catch (error) {
    throw new Malformed('the file', `JSON (${error.message})`, written.slice(0, 60));
  }
  const data = whole(value, '');
  data.generatedAtMs = Date.parse(data.generatedAt);
  for (const entry of data.months) entry.publishedAtMs = Date.parse(entry.publishedAt);
  if (data.figures.from > data.figures.to)
    throw new Malformed('figures.to', `a month from ${data.figures.from} on`, data.figures.to);
  checkLinks(data);
  return data;
}

function checkLinks(data) {
  const ids = unique(data.agreements, 'agreements', 'id');
  unique(data.units, 'units', 'reference');
  for (const [i, { versions }] of data.agreements.entries()) unique(versions, `agreements[${i}].versions`, 'number');
  for (const part of ['units', 'months']) {
    for (const [i, { agreementId }] of data[part].entries()) {
      if (!ids.has(agreementId)) throw new Malformed(`${part}[${i}].agreementId`, 'one of the agreements', agreementId);
    }
  }
  data.units.forEach((unit, i) => checkFacts(unit, `units[${i}] (${unit.reference}).facts`, data.generatedAtMs));
  for (const [i, entry] of data.months.entries()) {
    if (entry.publishedAtMs > data.generatedAtMs) {
      throw new Malformed(`months[${i}].publishedAt`, 'an instant no later than generatedAt', entry.publishedAt);
    }
  }
}

function unique(entries, place, field) {
  const seen = new Set();
  for (const [i, entry] of entries.entries()) {
    if (seen.has(entry[field])) throw new Malformed(`${place}[${i}].${field}`, 'another one than before', entry[field]);
    seen.add(entry[field]);
  }
  return seen;
}

/** In order of the record: opened first and once, the first escalation at that instant, nothing after the export. */
function checkFacts(unit, place, generatedAt) {
  const { facts: given, holders } = unit;
  if (given[0]?.type !== 'opened') throw new Malformed(`${place}[0].type`, 'opened', given[0]?.type);
  given.forEach((one, i) => {
    const written = new Date(one.at).toISOString();
    if (i > 0 && one.type === 'opened') throw new Malformed(`${place}[${i}].type`, 'opened once only', one.type);
    if (i > 0 && one.at < given[i - 1].at)
      throw new Malformed(`${place}[${i}].at`, 'no earlier than the fact before', written);
    if (one.at > generatedAt) throw new Malformed(`${place}[${i}].at`, 'no later than generatedAt', written);
    if (one.type === 'escalation' && !holders[one.n])
      throw new Malformed(`${place}[${i}].n`, 'one of the holders', one.n);
  });
  const first = given.find(({ type }) => type === 'escalation');
  if (first?.at !== given[0].at) throw new Malformed(place, 'the first escalation at the instant of opening', first);
}
