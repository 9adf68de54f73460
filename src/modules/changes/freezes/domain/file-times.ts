import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { findZone, parseLocalDate } from '../../../service-hours/index.js';

/** A date, or an instant with the zone in which it was said. */
export type FileTime =
  | { readonly kind: 'date'; readonly date: string }
  | { readonly kind: 'instant'; readonly at: number; readonly zone: string | null };

/** Zones that a file describes, by their TZID. */
export type FileZones = ReadonlyMap<string, ICAL.Timezone>;

/** Why something in a file cannot be used. */
export class FileFlaw extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const DATE = /^(?:19[5-9]\d|20\d\d|21\d\d)-\d\d-\d\d$/;
const TIME = /^(\S{10})T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(Z?)$/;

/**
 * The values of a property. A TZID that is an IANA name is that zone; another one is what the file says of it. What names no
 * zone is told in `fallback`. Throws a `FileFlaw` on a date that does not exist, and on a zone that nobody knows.
 */
export function timesOf(property: ICAL.Property, zones: FileZones, fallback: string): FileTime[] {
  const values = (property.jCal as unknown[]).slice(3);
  const tzid = property.getFirstParameter('tzid') as string | undefined;
  return values.map((value) => timeOf(String(value), tzid, zones, fallback));
}

function timeOf(text: string, tzid: string | undefined, zones: FileZones, fallback: string): FileTime {
  if (isDate(text)) return { kind: 'date', date: text };
  const [, date = '', isUtc] = TIME.exec(text) ?? [];
  if (!isDate(date)) throw new FileFlaw('malformed_time', 'A time in it does not exist.');
  if (isUtc === 'Z') return { kind: 'instant', at: Date.parse(text), zone: null };
  const known = tzid === undefined ? fallback : findZone(tzid)?.name;
  if (known !== undefined) return { kind: 'instant', at: inZone(text, known), zone: known };
  const described = zones.get(tzid ?? '');
  if (!described)
    throw new FileFlaw('unknown_time_zone', 'It names a time zone that is not known, nor described in the file.');
  return {
    kind: 'instant',
    at: described_(text, described),
    zone: isLike(described, fallback, date) ? fallback : null,
  };
}

const isDate = (text: string) => DATE.test(text) && parseLocalDate(text) !== undefined;

function inZone(text: string, zone: string): number {
  return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
}

function described_(text: string, zone: ICAL.Timezone): number {
  const time = ICAL.Time.fromDateTimeString(text);
  time.zone = zone;
  return time.toUnixTime() * 1000;
}

/** Whether a zone of the file has the clocks of ours in the seasons around a date: then it is ours by another name. */
function isLike(zone: ICAL.Timezone, ours: string, date: string): boolean {
  const year = Number(date.slice(0, 4));
  return [`${String(year)}-01-15`, `${String(year)}-07-15`, `${String(year + 1)}-01-15`, date].every((day) => {
    const noon = `${day}T12:00:00`;
    return described_(noon, zone) === inZone(noon, ours);
  });
}
