import ICAL from 'ical.js';
import { DAY_MS, done, formatLocalDate, type Outcome, refused } from '../../../../kernel/index.js';
import { blocksOf, type Block } from './file-blocks.js';
import { FileFlaw, timesOf, type FileTime, type FileZones } from './file-times.js';
import { dayAt, periodsOf, type FreezeDates, type Period } from './freeze-dates.js';

/*
 * Freezes out of an iCalendar file (RFC 5545), read by ical.js event by event. What cannot be used is told by its line, and
 * the rest goes on. An occurrence that was moved (RECURRENCE-ID) is an event of its own, and taken out of the rule.
 */

export interface FileEvent {
  readonly line: number;
  readonly uid: string;
  /** The local date of the occurrence that it replaces; empty for an event of its own. */
  readonly recurrenceId: string;
  readonly sequence: number;
  readonly title: string;
  readonly description: string | null;
  readonly isCancelled: boolean;
  readonly dates: FreezeDates;
  readonly periods: readonly Period[];
}

export interface FileRefusal {
  readonly line: number;
  readonly uid: string | null;
  readonly code: string;
  readonly message: string;
}

export const MOST_EVENTS = 500;
/** Of all events together: each takes the rule up to a few milliseconds. */
const MOST_PERIODS = 1000;
/** A rule of which nothing comes was followed as far as any. */
const COST_OF_REFUSING = 20;
/** Of all zones together: each is followed through centuries. */
const MOST_ZONE_RULES = 24;
const LONGEST_TITLE = 200;
const LONGEST_TEXT = 5000;
const LONGEST_UID = 255;

type Draft = Omit<FileEvent, 'periods'>;

export interface FileWish {
  /** For what names no zone. */
  readonly timeZone: string;
  /** The last local date on which anything recurs; null: each rule has to say its end. */
  readonly until: string | null;
}

export interface FreezeFile {
  readonly events: FileEvent[];
  readonly refusals: FileRefusal[];
}

export function readFreezes(text: string, { timeZone, until }: FileWish): Outcome<FreezeFile> {
  const blocks = blocksOf(text);
  if (!blocks) return whole('no_calendar', 'This is no iCalendar file: it begins with BEGIN:VCALENDAR.');
  const found = blocks.filter(({ name }) => name === 'VEVENT');
  if (found.length > MOST_EVENTS)
    return whole('too_many_events', `At most ${String(MOST_EVENTS)} events are taken at once.`);
  const zones = zonesIn(blocks);
  const refusals: FileRefusal[] = [];
  const drafts = new Map<string, Draft>();
  for (const block of found) {
    const draft = attempt(block, refusals, () => draftOf(block, zones, timeZone, until));
    if (!draft) continue;
    const key = `${draft.recurrenceId}/${draft.uid}`;
    const other = drafts.get(key);
    const [kept, dropped] = other && other.sequence > draft.sequence ? [other, draft] : [draft, other];
    drafts.set(key, kept);
    if (dropped)
      refusals.push(flawAt(dropped.line, dropped.uid, 'twice', 'It stands in the file twice; the newer one counts.'));
  }
  const events = withPeriods([...drafts.values()], refusals);
  return done({ events, refusals: refusals.sort((a, b) => a.line - b.line) });
}

function withPeriods(drafts: readonly Draft[], refusals: FileRefusal[]): FileEvent[] {
  let left = MOST_PERIODS;
  return drafts.flatMap((draft): FileEvent[] => {
    if (draft.isCancelled) return [{ ...draft, periods: [] }];
    const moved = drafts.filter(({ uid, recurrenceId }) => uid === draft.uid && recurrenceId !== '');
    const excluded = draft.recurrenceId === '' ? moved.map(({ recurrenceId }) => recurrenceId) : [];
    const dates = { ...draft.dates, excluded: [...new Set([...draft.dates.excluded, ...excluded])].sort() };
    const refuse = (code: string, message: string): FileEvent[] => {
      left -= COST_OF_REFUSING;
      refusals.push(flawAt(draft.line, draft.uid, code, message));
      return [];
    };
    if (left <= 0) return refuse('too_many_periods', 'What comes before it in the file recurs too often.');
    const periods = periodsOf(dates);
    if (!periods.ok) return refuse(periods.refusal.code, periods.refusal.detail);
    left -= periods.value.periods.length;
    return [{ ...draft, dates: { ...dates, rule: periods.value.rule }, periods: periods.value.periods }];
  });
}

function draftOf(block: Block, zones: FileZones, timeZone: string, until: string | null): Draft {
  const event = componentOf(block);
  const uid = clean(textOf(event, 'uid'));
  if (uid === '' || uid.length > LONGEST_UID)
    throw new FileFlaw('no_uid', 'An event has a UID of at most 255 characters.');
  const isCancelled = textOf(event, 'status').toUpperCase() === 'CANCELLED';
  for (const name of ['rdate', 'exrule'])
    if (event.hasProperty(name)) throw new FileFlaw('unsupported', `${name.toUpperCase()} cannot be used here.`);
  const rules = event.getAllProperties('rrule').length;
  if (rules > 1) throw new FileFlaw('unsupported', 'An event has one rule at most.');
  const start = one(event, 'dtstart', zones, timeZone);
  if (!start) throw new FileFlaw('no_start', 'It does not say when it begins.');
  const zone = start.kind === 'instant' ? (start.zone ?? (rules > 0 ? localZone(event) : timeZone)) : timeZone;
  const title = clean(textOf(event, 'summary')).slice(0, LONGEST_TITLE).trim();
  if (title === '' && !isCancelled) throw new FileFlaw('no_title', 'It has no title.');
  const excluded = event
    .getAllProperties('exdate')
    .flatMap((property) => timesOf(property, zones, timeZone))
    .map((time) => localDate(time, zone));
  const rule = rules > 0 ? ruleIn(block) : null;
  const replaced = event.getFirstProperty('recurrence-id');
  if (replaced?.getFirstParameter('range')) throw new FileFlaw('unsupported', 'RANGE cannot be used here.');
  const original = one(event, 'recurrence-id', zones, timeZone);
  return {
    line: block.line,
    uid,
    recurrenceId: original ? localDate(original, zone) : '',
    sequence: sequenceOf(event),
    title,
    description: clean(textOf(event, 'description'), '\n').slice(0, LONGEST_TEXT).trim() || null,
    isCancelled,
    dates: {
      timeZone: zone,
      isWholeDays: start.kind === 'date',
      from: start.kind === 'date' ? start.date : start.at,
      to: endOf(event, start, zones, timeZone),
      rule,
      until: rule === null ? null : until,
      excluded,
    },
  };
}

/** The last day of whole days, both within; else the instant at which it ends. */
function endOf(event: ICAL.Component, start: FileTime, zones: FileZones, timeZone: string): string | number {
  const end = one(event, 'dtend', zones, timeZone);
  if (end && end.kind !== start.kind)
    throw new FileFlaw('malformed_time', 'It begins with a date and ends with a time, or the other way round.');
  const duration = event.getFirstPropertyValue('duration');
  const seconds = duration instanceof ICAL.Duration ? duration.toSeconds() : undefined;
  if (start.kind === 'date') {
    const first = Date.parse(`${start.date}T00:00:00Z`) / DAY_MS;
    if (end?.kind === 'date')
      return end.date === start.date ? start.date : formatLocalDate(Date.parse(`${end.date}T00:00:00Z`) / DAY_MS - 1);
    if (seconds === undefined) return start.date;
    if (seconds < 86_400 || seconds % 86_400 !== 0) throw new FileFlaw('malformed_time', 'Whole days last whole days.');
    return formatLocalDate(first + seconds / 86_400 - 1);
  }
  if (end?.kind === 'instant') return end.at;
  if (seconds === undefined) throw new FileFlaw('no_end', 'It does not say when it ends.');
  return start.at + seconds * 1000;
}

function one(event: ICAL.Component, name: string, zones: FileZones, timeZone: string): FileTime | undefined {
  const [property, ...more] = event.getAllProperties(name);
  if (more.length > 0) throw new FileFlaw('malformed_event', `${name.toUpperCase()} stands in it twice.`);
  return property ? timesOf(property, zones, timeZone)[0] : undefined;
}

const localDate = (time: FileTime, zone: string) =>
  time.kind === 'date' ? time.date : formatLocalDate(dayAt(zone, time.at));

/** What recurs needs a zone by whose clocks it does; a time in UTC is one. */
function localZone(event: ICAL.Component): string {
  if (event.getFirstProperty('dtstart')?.getFirstParameter('tzid') === undefined) return 'UTC';
  throw new FileFlaw('unknown_time_zone', 'It recurs in a time zone that is none of those known here.');
}

/** As it stands in the file, for our own reading of rules. A local time as an end is the day of it. */
function ruleIn({ lines }: Block): string {
  const line = lines.find((each) => /^RRULE[:;]/i.test(each)) ?? '';
  return line
    .slice(line.indexOf(':') + 1)
    .trim()
    .replace(/(UNTIL=\d{8})T\d{6}(?=;|$)/i, '$1');
}

function sequenceOf(event: ICAL.Component): number {
  const value = Number(event.getFirstPropertyValue('sequence') ?? 0);
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 31)
    throw new FileFlaw('malformed_event', 'SEQUENCE is a whole number.');
  return value;
}

function textOf(event: ICAL.Component, name: string): string {
  const value = event.getFirstPropertyValue(name);
  return typeof value === 'string' ? value : '';
}

/** Without control characters and those that turn the direction of writing, which a title here cannot hold. */
function clean(text: string, kept = ''): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu, (mark) => (mark === kept ? mark : ' '))
    .replace(/\p{Cs}/gu, '')
    .trim();
}

function componentOf(block: Block): ICAL.Component {
  if (!block.isWhole) throw new FileFlaw('cut_off', 'It has no end.');
  return new ICAL.Component(ICAL.parse(block.lines.join('\r\n')) as unknown[]);
}

/**
 * ical.js follows the rules of a zone from their first year on: they are those of clocks, on one day of one month a year, and
 * so are all that programs write. What recurs by the second would be followed for ever.
 */
function isSoberLine(line: string): boolean {
  if (/^RDATE[:;]/i.test(line)) return line.length <= LONGEST_TEXT;
  if (/^DTSTART[:;]/i.test(line)) return /:(?:1[6-9]|2[01])\d{6}T/.test(line);
  if (!isRule(line)) return true;
  const parts = line
    .slice(line.indexOf(':') + 1)
    .trim()
    .split(';');
  return (
    soberParts.every(([name, isAsked, form]) => {
      const found = parts.filter((part) => part.toUpperCase().startsWith(`${name}=`));
      return found.length <= 1 && (found.length === 1 || !isAsked) && found.every((part) => form.test(part));
    }) && parts.every((part) => soberParts.some(([name]) => part.toUpperCase().startsWith(`${name}=`)))
  );
}

const soberParts: readonly [name: string, isAsked: boolean, form: RegExp][] = [
  ['FREQ', true, /=YEARLY$/i],
  ['BYMONTH', true, /=\d{1,2}$/],
  ['BYDAY', false, /=[+-]?\d?[A-Z]{2}$/i],
  ['BYMONTHDAY', false, /=[^,]*(?:,[^,]*){0,6}$/],
  ['UNTIL', false, /./],
  ['COUNT', false, /./],
  ['INTERVAL', false, /./],
  ['WKST', false, /./],
];

const isRule = (line: string) => /^RRULE[:;]/i.test(line);

/** Those that cannot be read are as good as not there: what names them is refused. */
function zonesIn(blocks: readonly Block[]): FileZones {
  const zones = new Map<string, ICAL.Timezone>();
  let left = MOST_ZONE_RULES;
  for (const block of blocks.filter(({ name }) => name === 'VTIMEZONE').slice(0, 50)) {
    left -= block.lines.filter(isRule).length;
    if (left < 0 || !block.lines.every(isSoberLine)) continue;
    attempt(block, [], () => {
      const zone = new ICAL.Timezone(componentOf(block));
      zones.set(zone.tzid, zone);
    });
  }
  return zones;
}

/** What ical.js or we cannot use is a refusal of this block; anything else is a surprise. */
function attempt<T>(block: Block, refusals: FileRefusal[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const uid =
      block.lines
        .find((line) => /^UID:/i.test(line))
        ?.slice(4)
        .trim()
        .slice(0, LONGEST_UID) ?? '';
    const [code, message] =
      error instanceof FileFlaw
        ? [error.code, error.message]
        : ['malformed_event', 'It cannot be read as RFC 5545 has it.'];
    refusals.push(flawAt(block.line, clean(uid) || null, code, message));
    return undefined;
  }
}

const flawAt = (line: number, uid: string | null, code: string, message: string): FileRefusal => ({
  line,
  uid,
  code,
  message,
});

const whole = (code: string, detail: string) => refused({ kind: 'unprocessable', code, detail });
