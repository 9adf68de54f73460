import ICAL from 'ical.js';
import { fold, unfold } from './fold.js';
import { isRepeated, timeZoneComponent, wallAt } from './time-zone.js';
import { DAY_MS } from '../../../../kernel/index.js';

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

const YEAR = 366 * DAY_MS;

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
  // ical.js counts 76 octets where it goes on with a line
  const lines = unfold(calendar.toString()).map(({ line }) => line);
  const end = lines.pop() ?? '';
  // thousands of them, of eleven properties that need no more than their text escaped: written as they are
  const events = entries.map((entry) => fold(linesOf(entry, organizer)));
  return [fold(lines), ...events, fold([end])].join('');
}

function linesOf(entry: CalendarEvent, organizer: Organizer | undefined): string[] {
  const revised = utc(entry.updatedAt);
  const lines = [
    'BEGIN:VEVENT',
    `UID:${escaped(entry.uid)}`,
    `DTSTAMP:${revised}`,
    `LAST-MODIFIED:${revised}`,
    `SEQUENCE:${String(entry.sequence)}`,
    `SUMMARY:${escaped(entry.title)}`,
  ];
  if (entry.description !== null) lines.push(`DESCRIPTION:${escaped(entry.description)}`);
  lines.push(`STATUS:${entry.status.toUpperCase()}`);
  if (entry.url !== null) lines.push(`URL:${plain(entry.url).replace(/\n/g, '')}`);
  if (organizer) lines.push(organizerLine(organizer));
  if (entry.dates) {
    lines.push(`DTSTART;VALUE=DATE:${dateOf(entry.dates.first, 0)}`, `DTEND;VALUE=DATE:${dateOf(entry.dates.last, 1)}`);
    lines.push('TRANSP:TRANSPARENT');
  } else lines.push(timeLine('DTSTART', entry.from, entry.zone), timeLine('DTEND', entry.to, entry.zone));
  lines.push('END:VEVENT');
  return lines;
}

/** By ical.js, which knows how a parameter is quoted. */
function organizerLine({ name, address }: Organizer): string {
  const property = new ICAL.Property('organizer');
  property.setValue(`mailto:${address}`);
  if (name !== '') property.setParameter('cn', plain(name).replace(/["\n]/g, ''));
  return unfold(property.toICALString())
    .map(({ line }) => line)
    .join('');
}

/** In local time, unless that time comes twice and this is the second: it is told in UTC, which says it exactly. */
function timeLine(name: string, instant: number, zone: string | null): string {
  if (zone === null || isRepeated(zone, instant)) return `${name}:${utc(instant)}`;
  return `${name};TZID=${zone}:${compact(wallAt(zone, instant))}`;
}

/** Whole seconds, by the clocks of Greenwich. */
const utc = (instant: number): string => `${compact(instant)}Z`;

/** `20260324T063000` of milliseconds since 1970-01-01 by some clocks. */
function compact(wall: number): string {
  const text = new Date(wall).toISOString();
  return `${text.slice(0, 4)}${text.slice(5, 7)}${text.slice(8, 13)}${text.slice(14, 16)}${text.slice(17, 19)}`;
}

/** A date, so many days later: DTEND lies after the last day. */
function dateOf(date: string, later: number): string {
  return compact(Date.parse(`${date}T00:00:00Z`) + later * DAY_MS).slice(0, 8);
}

/** A value of the type TEXT (RFC 5545, 3.3.11). */
function escaped(text: string): string {
  const line = plain(text);
  if (!/[\\;,\n]/.test(line)) return line;
  return line.replace(/[\\;,]/g, (character) => `\\${character}`).replace(/\n/g, '\\n');
}

/** Lines end with LF; no other control character has a place in a value. */
function plain(text: string): string {
  // eslint-disable-next-line no-control-regex
  if (!/[\u0000-\u001f\u007f]/.test(text)) return text;
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
