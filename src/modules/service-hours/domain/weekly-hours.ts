import { type FieldError } from '../../../kernel/index.js';
import { WEEKDAYS, type Weekday } from './local-date.js';

/** Local wall-clock times `HH:MM`, from the first up to but without the second; `24:00` is the end of the local day. */
export type Interval = readonly [open: string, close: string];
export type Weekly = Partial<Record<Weekday, readonly Interval[]>>;

/** Milliseconds since local midnight by the clock on the wall, [open, close). */
export interface Window {
  readonly open: number;
  readonly close: number;
}

const TIME = /^(\d{2}):([0-5]\d)$/;
const MINUTE_MS = 60_000;
const LONGEST_DAY = 24 * 60;

/** The windows of each weekday, Monday first, sorted, touching ones joined; what is wrong goes into `problems`. */
export function parseWeekly(weekly: Weekly, problems: FieldError[]): readonly (readonly Window[])[] {
  const before = problems.length;
  for (const key of Object.keys(weekly)) {
    if ((WEEKDAYS as readonly string[]).includes(key)) continue;
    const message = `A weekday is one of ${WEEKDAYS.join(', ')}.`;
    problems.push({ pointer: `/weekly/${escape(key)}`, code: 'unknown_weekday', message });
  }
  const week = WEEKDAYS.map((weekday) => parseDay(weekly[weekday] ?? [], `/weekly/${weekday}`, problems));
  if (problems.length === before && week.every((windows) => windows.length === 0)) {
    const message = 'There is no working time in the week.';
    problems.push({ pointer: '/weekly', code: 'no_working_time', message });
  }
  return week;
}

function parseDay(intervals: readonly Interval[], pointer: string, problems: FieldError[]): readonly Window[] {
  const windows = intervals
    .map((interval, index) => ({
      pointer: `${pointer}/${index}`,
      ...parseInterval(interval, `${pointer}/${index}`, problems),
    }))
    .filter((window): window is Window & { pointer: string } => window.open !== undefined)
    .sort((a, b) => a.open - b.open);
  const joined: Window[] = [];
  for (const { pointer: at, open, close } of windows) {
    const last = joined.at(-1);
    if (last && open < last.close) {
      problems.push({ pointer: at, code: 'overlapping_interval', message: 'This interval overlaps another one.' });
    }
    if (last && open <= last.close) joined[joined.length - 1] = { open: last.open, close: Math.max(last.close, close) };
    else joined.push({ open, close });
  }
  return joined;
}

function parseInterval([from, to]: Interval, pointer: string, problems: FieldError[]): Partial<Window> {
  const open = parseTime(from, `${pointer}/0`, problems);
  const close = parseTime(to, `${pointer}/1`, problems);
  if (open === undefined || close === undefined) return {};
  if (open < close) return { open, close };
  problems.push(
    open === close
      ? { pointer, code: 'empty_interval', message: 'This interval has no length.' }
      : {
          pointer,
          code: 'reversed_interval',
          message: 'This interval ends before it begins; over midnight, give two.',
        },
  );
  return {};
}

function parseTime(text: string, pointer: string, problems: FieldError[]): number | undefined {
  const [, hours, minutes] = TIME.exec(text) ?? [];
  const time = Number(hours) * 60 + Number(minutes);
  if (time <= LONGEST_DAY) return time * MINUTE_MS;
  problems.push(
    Number.isNaN(time)
      ? { pointer, code: 'malformed_time', message: 'A time is HH:MM.' }
      : { pointer, code: 'past_midnight', message: 'A local day ends at 24:00.' },
  );
  return undefined;
}

/** RFC 6901 */
function escape(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
