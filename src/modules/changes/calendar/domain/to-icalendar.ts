import ICAL from 'ical.js';
import { fold, unfold } from './fold.js';
import { isRepeated, timeZoneComponent, wallAt, wallTime } from './time-zone.js';

/*
 * A calendar as text (RFC 5545). A UID stays the same however often the thing moves; SEQUENCE grows with it. DTSTAMP is when
 * it was last revised, as the RFC has it for a calendar without METHOD, so that the same things make the same text.
 */

export interface CalendarEvent {
  readonly uid: string;
  readonly sequence: number;
  readonly title: string;
  readonly description: string | null;
  /** Epoch milliseconds, [from, to); of whole days too. */
  readonly from: number;
  readonly to: number;
  /** Whole local days, both within. */
  readonly dates: { readonly first: string; readonly last: string } | null;
  readonly status: 'confirmed' | 'tentative' | 'cancelled';
  readonly url: string | null;
  readonly updatedAt: number;
  /** IANA name of the zone in whose local time it is told; null: UTC. */
  readonly zone: string | null;
}

const DAY = 86_400_000;
const YEAR = 366 * DAY;

/** Somebody in whose name a calendar is sent out. */
interface Organizer {
  readonly name: string;
  readonly address: string;
}

/** `organizer`: it is sent out (RFC 5546, PUBLISH) rather than fetched. */
export function toICalendar(given: { name: string; entries: readonly CalendarEvent[]; organizer?: Organizer }): string {
  const { name, entries, organizer } = given;
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Guichet//Calendar//EN');
  calendar.addPropertyWithValue('calscale', 'GREGORIAN');
  if (organizer) calendar.addPropertyWithValue('method', 'PUBLISH');
  else {
    calendar.addPropertyWithValue('name', plain(name));
    calendar.addPropertyWithValue('x-wr-calname', plain(name));
  }
  for (const [zone, { from, to }] of spansOf(entries))
    calendar.addSubcomponent(timeZoneComponent(zone, from - YEAR, to + YEAR));
  for (const entry of entries) calendar.addSubcomponent(eventOf(entry, organizer));
  // ical.js counts 76 octets where it goes on with a line
  return fold(unfold(calendar.toString()).map(({ line }) => line));
}

function eventOf(entry: CalendarEvent, organizer: Organizer | undefined): ICAL.Component {
  const event = new ICAL.Component('vevent');
  event.addPropertyWithValue('uid', entry.uid);
  event.addPropertyWithValue('dtstamp', utc(entry.updatedAt));
  event.addPropertyWithValue('last-modified', utc(entry.updatedAt));
  event.addPropertyWithValue('sequence', entry.sequence);
  event.addPropertyWithValue('summary', plain(entry.title));
  if (entry.description !== null) event.addPropertyWithValue('description', plain(entry.description));
  event.addPropertyWithValue('status', entry.status.toUpperCase());
  if (entry.url !== null) event.addPropertyWithValue('url', entry.url);
  if (organizer) {
    const property = event.addPropertyWithValue('organizer', `mailto:${organizer.address}`);
    if (organizer.name !== '') property.setParameter('cn', plain(organizer.name).replace(/["\n]/g, ''));
  }
  if (entry.dates) {
    event.addPropertyWithValue('dtstart', dateOf(entry.dates.first, 0));
    event.addPropertyWithValue('dtend', dateOf(entry.dates.last, 1));
    event.addPropertyWithValue('transp', 'TRANSPARENT');
  } else {
    event.addProperty(timeOf('dtstart', entry.from, entry.zone));
    event.addProperty(timeOf('dtend', entry.to, entry.zone));
  }
  return event;
}

/** In local time, unless that time comes twice and this is the second: it is told in UTC, which says it exactly. */
function timeOf(name: string, instant: number, zone: string | null): ICAL.Property {
  const property = new ICAL.Property(name);
  if (zone === null || isRepeated(zone, instant)) property.setValue(utc(instant));
  else {
    property.setParameter('tzid', zone);
    property.setValue(wallTime(wallAt(zone, instant)));
  }
  return property;
}

function utc(instant: number): ICAL.Time {
  return ICAL.Time.fromJSDate(new Date(instant), true);
}

/** A date, so many days later: DTEND lies after the last day. */
function dateOf(date: string, later: number): ICAL.Time {
  return ICAL.Time.fromDateString(new Date(Date.parse(`${date}T00:00:00Z`) + later * DAY).toISOString().slice(0, 10));
}

/** Lines end with LF; no other control character has a place in a value. */
function plain(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
}

/** The zones that are used, each from the first to the last instant in it. */
function spansOf(entries: readonly CalendarEvent[]): Map<string, { from: number; to: number }> {
  const spans = new Map<string, { from: number; to: number }>();
  for (const { zone, dates, from, to } of entries) {
    if (zone === null || dates) continue;
    const span = spans.get(zone);
    spans.set(zone, { from: Math.min(from, span?.from ?? from), to: Math.max(to, span?.to ?? to) });
  }
  return spans;
}
