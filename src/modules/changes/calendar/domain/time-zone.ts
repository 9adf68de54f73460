import ICAL from 'ical.js';
import { findZone } from '../../../service-hours/index.js';
import { DAY_MS } from '../../../../kernel/index.js';

interface Run {
  from: number;
  to: number;
  offset: number;
}

/** A zone between two instants: its runs of one offset each, joined where they touch. */
export function runsOf(timeZone: string, from: number, to: number): Run[] {
  const zone = findZone(timeZone);
  if (!zone) throw new RangeError(`no time zone: ${timeZone}`);
  const runs: Run[] = [];
  for (let instant = from; instant < to;) {
    const run = zone.runAt(instant);
    const last = runs.at(-1);
    if (last?.offset === run.offset) last.to = run.to;
    else runs.push({ ...run });
    instant = run.to;
  }
  return runs;
}

/** What the clocks of a zone show at an instant, as milliseconds since 1970-01-01 by those clocks. */
export function wallAt(timeZone: string, instant: number): number {
  const zone = findZone(timeZone);
  if (!zone) throw new RangeError(`no time zone: ${timeZone}`);
  return instant + zone.runAt(instant).offset;
}

/** Whether what the clocks show then is shown a second time later: such a time alone does not say the instant. */
export function isRepeated(timeZone: string, instant: number): boolean {
  const run = findZone(timeZone)?.runAt(instant);
  // far from every change of the clocks, as nearly always
  if (run && instant - run.from > DAY_MS && run.to - instant > DAY_MS) return false;
  const wall = wallAt(timeZone, instant);
  return runsOf(timeZone, instant - DAY_MS, instant + DAY_MS).some(({ from, to, offset }) => {
    const other = wall - offset;
    return other !== instant && other >= from && other < to;
  });
}

/**
 * VTIMEZONE (RFC 5545, 3.6.5) of a zone for what lies in [from, to): each change of its clocks by itself, as Node's data has
 * it, so that nothing depends on a rule that may be changed by law. It begins with the offset that holds at `from`.
 */
export function timeZoneComponent(timeZone: string, from: number, to: number): ICAL.Component {
  const component = new ICAL.Component('vtimezone');
  component.addPropertyWithValue('tzid', timeZone);
  const runs = runsOf(timeZone, from, to);
  const least = Math.min(...runs.map(({ offset }) => offset));
  runs.forEach(({ from: start, offset }, index) => {
    const before = runs[index - 1]?.offset ?? offset;
    const part = new ICAL.Component(offset > least ? 'daylight' : 'standard');
    // the first one has held for longer than anybody asks here
    part.addPropertyWithValue('dtstart', wallTime(index === 0 ? 0 : start + before));
    part.addPropertyWithValue('tzoffsetfrom', ICAL.UtcOffset.fromSeconds(before / 1000));
    part.addPropertyWithValue('tzoffsetto', ICAL.UtcOffset.fromSeconds(offset / 1000));
    component.addSubcomponent(part);
  });
  return component;
}

/** A local time, from milliseconds since 1970-01-01 by the clocks on the wall. */
export function wallTime(wall: number): ICAL.Time {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)/.exec(new Date(wall).toISOString())?.map(Number) ?? [];
  return ICAL.Time.fromData({ year, month, day, hour, minute, second, isDate: false });
}
