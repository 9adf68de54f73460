import fc from 'fast-check';
import { orThrow } from '../../../kernel/index.js';
import { formatLocalDate, WEEKDAYS } from './local-date.js';
import { type Case, isOpen, wall } from './oracle.spec-support.js';
import { parseSchedule } from './schedule.js';
import { type Timeline, timelineOf } from './timeline.js';
import { at, HOUR, MINUTE } from './working-time.spec-support.js';

/*
 * Hours that change on the way, drawn at random in the zones of French universities, and the slow way to count in them:
 * of each minute it is asked which version holds and whether that one is open; a minute that something begins or ends in
 * is cut there.
 */
export const DAY = 24 * HOUR;
const QUARTER = 15 * MINUTE;

export const zones = [
  'Europe/Paris',
  'Indian/Reunion',
  'America/Martinique',
  'America/Guadeloupe',
  'America/Cayenne',
  'Indian/Mayotte',
  'Pacific/Noumea',
  'Pacific/Tahiti',
  'America/Miquelon',
  'Pacific/Wallis',
];

export interface Given {
  readonly versions: readonly {
    readonly number: number;
    readonly from: number;
    readonly hours: Omit<Case, 'pauses'>;
  }[];
  readonly pauses: [number, number][];
  readonly from: number;
  readonly span: number;
  readonly timeline: Timeline;
}

/** Half of them within two days of a change of the clocks in Paris or Miquelon. */
const start = fc.oneof(
  fc.integer({ min: at('1970-01-01T00:00:00Z'), max: at('2100-01-01T00:00:00Z') }),
  fc
    .tuple(
      fc.constantFrom('2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01', '1976-03-28'),
      fc.integer({ min: -2 * DAY, max: 2 * DAY }),
    )
    .map(([date, shift]) => at(`${date}T00:00:00Z`) + shift),
);

const time = (quarters: number): string =>
  `${String(Math.floor(quarters / 4)).padStart(2, '0')}:${String((quarters % 4) * 15).padStart(2, '0')}`;

const intervals = fc.uniqueArray(fc.integer({ min: 0, max: 96 }), { maxLength: 4 }).map((clocks) => {
  const sorted = clocks.toSorted((a, b) => a - b).map(time);
  return sorted.flatMap((open, index): [string, string][] => {
    const close = sorted[index + 1];
    return index % 2 === 0 && close !== undefined ? [[open, close]] : [];
  });
});

const weekly = fc
  .array(intervals, { minLength: 7, maxLength: 7 })
  .filter((days) => days.some((day) => day.length > 0))
  .map((days) => Object.fromEntries(WEEKDAYS.map((weekday, index) => [weekday, days[index] ?? []])));

/** Versions take effect on quarters of an hour when `isRound`, else anywhere. */
export function given(longest: number, isRound = false): fc.Arbitrary<Given> {
  const shift = isRound
    ? fc.integer({ min: (-2 * DAY) / QUARTER, max: longest / QUARTER }).map((quarters) => quarters * QUARTER)
    : fc.integer({ min: -2 * DAY, max: longest });
  const pause = fc.tuple(fc.integer({ min: -DAY, max: longest }), fc.integer({ min: 0, max: longest }));
  const version = fc.record({
    after: fc.oneof(fc.constant(-3 * DAY), shift),
    timeZone: fc.constantFrom(...zones),
    weekly,
    closedAfter: fc.array(fc.integer({ min: -1, max: Math.ceil(longest / DAY) + 1 }), { maxLength: 2 }),
  });
  return fc
    .record({
      at: start,
      span: fc.integer({ min: 0, max: longest }),
      drawn: fc.array(version, { minLength: 1, maxLength: 4 }),
      paused: fc.array(pause, { maxLength: 4 }),
    })
    .map(({ at: instant, span, drawn, paused }) => {
      const from = isRound ? Math.floor(instant / QUARTER) * QUARTER : instant;
      const versions = drawn.map(({ after, closedAfter, ...hours }, index) => ({
        number: index + 1,
        from: from + after,
        hours: { ...hours, closed: closedAfter.map((days) => formatLocalDate(Math.floor(from / DAY) + days)) },
      }));
      return {
        versions,
        from,
        span,
        pauses: paused.map(([after, length]): [number, number] => [from + after, from + after + length]),
        timeline: timelineOf(
          versions.map(({ hours: { closed, ...hours }, ...each }) => ({
            ...each,
            schedule: orThrow(parseSchedule({ ...hours, holidays: closed })),
          })),
        ),
      };
    });
}

function hoursAt({ versions }: Given, instant: number): Omit<Case, 'pauses'> | undefined {
  const inEffect = versions.filter(({ from }) => from <= instant);
  return inEffect.toSorted((a, b) => b.number - a.number)[0]?.hours;
}

function counts(it: Given, instant: number): boolean {
  const hours = hoursAt(it, instant);
  if (!hours || it.pauses.some(([start, stop]) => start <= instant && instant < stop)) return false;
  return isOpen(hours, Math.floor(instant / MINUTE) * MINUTE);
}

/** How much of [from, to) counts; with `target`, the instant at which so much has, or undefined. */
function count(it: Given, from: number, to: number, target = Infinity): { total: number; dueAt?: number } {
  let total = 0;
  if (target === 0) return { total, dueAt: from };
  const edges = [from, to, ...it.versions.map((version) => version.from), ...it.pauses.flat()].sort((a, b) => a - b);
  for (let minute = Math.floor(from / MINUTE) * MINUTE; minute < to; minute += MINUTE) {
    const within = edges.filter((edge) => minute < edge && edge < minute + MINUTE);
    const cuts = [minute, ...within, minute + MINUTE];
    for (const [index, start] of cuts.slice(0, -1).entries()) {
      const length = (cuts[index + 1] ?? start) - start;
      if (start < from || start >= to || !counts(it, start)) continue;
      if (total + length >= target) return { total: target, dueAt: start + target - total };
      total += length;
    }
  }
  return { total };
}

export const oracleElapsed = (it: Given, from: number, to: number): number => count(it, from, to).total;

export const oracleDue = (it: Given, target: number, until: number): number | undefined =>
  count(it, it.from, until, target).dueAt;

/** The end of the n-th open date after the one of `from`, found quarter by quarter; undefined when none comes by `until`. */
export function oracleEndOfDay(it: Given, n: number, until: number): number | undefined {
  const first = it.versions.toSorted((a, b) => a.from - b.from || b.number - a.number)[0];
  const own = hoursAt(it, it.from) ?? first?.hours;
  if (!own) return undefined;
  const today = wall(own.timeZone, it.from).date;
  const ends = new Map<string, number>();
  for (let quarter = it.from - 2 * DAY; quarter < until; quarter += QUARTER) {
    const hours = hoursAt(it, quarter);
    if (!hours || !isOpen(hours, quarter)) continue;
    const { date } = wall(hours.timeZone, quarter);
    if (date > today) ends.set(date, quarter + QUARTER);
  }
  const nth = [...ends.keys()].sort()[n - 1];
  return nth === undefined ? undefined : ends.get(nth);
}
