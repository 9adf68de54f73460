import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { orThrow } from '../../../kernel/index.js';
import { formatLocalDate, WEEKDAYS } from './local-date.js';
import { type Case, oracleDue, oracleElapsed } from './oracle.spec-support.js';
import { type Pause } from './pauses.js';
import { parseSchedule, type Schedule } from './schedule.js';
import { segments } from './segments.js';
import { due, elapsed, HORIZON_MS, nextOpening } from './working-time.js';
import { at, HOUR, MINUTE } from './working-time.spec-support.js';
import { tries } from '../../../kernel/effort.spec-support.js';

const DAY = 24 * HOUR;

const zones = [
  'Europe/Paris',
  'Indian/Reunion',
  'America/Martinique',
  'America/Guadeloupe',
  'America/Cayenne',
  'Indian/Mayotte',
  'Pacific/Wallis',
  'Pacific/Noumea',
  'Pacific/Tahiti',
  'America/Miquelon',
  'UTC',
  'Australia/Lord_Howe',
  'America/St_Johns',
];

/** Half of them within two days of a change of the clocks in Paris, Miquelon or on Lord Howe. */
const start = fc.oneof(
  fc.integer({ min: at('1970-01-01T00:00:00Z'), max: at('2100-01-01T00:00:00Z') }),
  fc
    .tuple(
      fc.constantFrom('2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01', '2026-04-05', '2026-10-04', '1976-03-28'),
      fc.integer({ min: -2 * DAY, max: 2 * DAY }),
    )
    .map(([date, shift]) => at(`${date}T00:00:00Z`) + shift),
);

const clock = fc.oneof(
  fc.integer({ min: 0, max: 24 * 60 }),
  fc.constantFrom(0, 60, 119, 120, 150, 180, 8 * 60, 12 * 60, 18 * 60, 23 * 60, 24 * 60),
);

const time = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Up to two intervals, which may touch. */
const intervals = fc.array(clock, { minLength: 0, maxLength: 4 }).map((clocks) => {
  const [a, b, c = 0, d = 0] = clocks.toSorted((x, y) => x - y);
  const pairs: [number, number][] =
    clocks.length === 4
      ? [
          [a!, b!],
          [c, d],
        ]
      : clocks.length > 1
        ? [[a!, b!]]
        : [];
  return pairs
    .filter(([open, close]) => open < close)
    .map(([open, close]): [string, string] => [time(open), time(close)]);
});

const week = fc
  .array(intervals, { minLength: 7, maxLength: 7 })
  .filter((days) => days.some((day) => day.length > 0))
  .map((days) => Object.fromEntries(WEEKDAYS.map((weekday, index) => [weekday, days[index]!])));

interface Given extends Case {
  from: number;
  span: number;
  schedule: Schedule;
}

function given(longest: number): fc.Arbitrary<Given> {
  const pause = fc.tuple(fc.integer({ min: -DAY, max: longest }), fc.integer({ min: 0, max: longest }));
  return fc
    .record({
      timeZone: fc.constantFrom(...zones),
      weekly: week,
      from: start,
      span: fc.integer({ min: 0, max: longest }),
      closedAfter: fc.array(fc.integer({ min: -1, max: Math.ceil(longest / DAY) + 1 }), { maxLength: 2 }),
      paused: fc.array(pause, { maxLength: 4 }),
    })
    .map(({ timeZone, weekly, from, span, closedAfter, paused }) => {
      const closed = closedAfter.map((days) => formatLocalDate(Math.floor(from / DAY) + days));
      const pauses = paused.map(([after, length]): [number, number] => [from + after, from + after + length]);
      const schedule = orThrow(parseSchedule({ timeZone, weekly, holidays: closed }));
      return { timeZone, weekly, closed, pauses, from, span, schedule };
    });
}

const short = given(2 * DAY);
const long = given(60 * DAY);

describe('working time', () => {
  it('is what a count of minutes and milliseconds gives', () => {
    fc.assert(
      fc.property(short, (it) => {
        expect(elapsed(it.schedule, it.from, it.from + it.span, it.pauses)).toBe(
          oracleElapsed(it, it.from, it.from + it.span),
        );
      }),
      { numRuns: tries(60) },
    );
  });

  it('is due where a count of minutes and milliseconds ends', () => {
    fc.assert(
      fc.property(short, fc.integer({ min: 0, max: 10 * HOUR }), (it, target) => {
        const until = it.from + 3 * DAY;
        const dueAt = orThrow(due(it.schedule, it.from, target, it.pauses));
        expect(dueAt <= until ? dueAt : undefined).toBe(oracleDue(it, it.from, target, until));
      }),
      { numRuns: tries(60) },
    );
  });

  it('up to the due instant is the target, and a millisecond earlier it is not', () => {
    fc.assert(
      fc.property(long, fc.integer({ min: 1, max: 100 * HOUR }), (it, target) => {
        const outcome = due(it.schedule, it.from, target, it.pauses);
        if (!outcome.ok) {
          // a minute a week, say: refused exactly where the horizon does not hold the target
          expect(outcome.refusal.code).toBe('due_too_far');
          expect(elapsed(it.schedule, it.from, it.from + HORIZON_MS, it.pauses)).toBeLessThan(target);
          return;
        }
        const dueAt = outcome.value;
        expect(elapsed(it.schedule, it.from, dueAt, it.pauses)).toBe(target);
        expect(elapsed(it.schedule, it.from, dueAt - 1, it.pauses)).toBe(target - 1);
      }),
    );
  });

  it('adds up wherever a span is split, and so never falls', () => {
    fc.assert(
      fc.property(long, fc.double({ min: 0, max: 1, noNaN: true }), (it, share) => {
        const [middle, to] = [it.from + Math.floor(it.span * share), it.from + it.span];
        const [first, second] = [
          elapsed(it.schedule, it.from, middle, it.pauses),
          elapsed(it.schedule, middle, to, it.pauses),
        ];
        expect(first + second).toBe(elapsed(it.schedule, it.from, to, it.pauses));
        expect(Math.min(first, second)).toBeGreaterThanOrEqual(0);
        expect(second).toBeLessThanOrEqual(to - middle);
      }),
    );
  });

  it('does not mind the order of pauses, one twice, or one in pieces', () => {
    fc.assert(
      fc.property(long, (it) => {
        const to = it.from + it.span;
        const halves = it.pauses.flatMap(([a, b]): Pause[] => [
          [Math.floor((a + b) / 2), b],
          [a, Math.floor((a + b) / 2)],
        ]);
        const whole = elapsed(it.schedule, it.from, to, it.pauses);
        expect(elapsed(it.schedule, it.from, to, it.pauses.toReversed())).toBe(whole);
        expect(elapsed(it.schedule, it.from, to, [...it.pauses, ...it.pauses])).toBe(whole);
        expect(elapsed(it.schedule, it.from, to, halves)).toBe(whole);
      }),
    );
  });

  it('never grows by a pause, and a later start is never due earlier', () => {
    fc.assert(
      fc.property(long, fc.integer({ min: 0, max: 20 * HOUR }), fc.nat(DAY), (it, target, later) => {
        const to = it.from + it.span;
        expect(elapsed(it.schedule, it.from, to, it.pauses)).toBeLessThanOrEqual(elapsed(it.schedule, it.from, to));
        const [first, second] = [it.from, it.from + later].map((from) =>
          orThrow(due(it.schedule, from, target, it.pauses)),
        );
        expect(second).toBeGreaterThanOrEqual(first!);
      }),
    );
  });

  it('is explained by segments that lie end to end and add up', () => {
    fc.assert(
      fc.property(long, (it) => {
        const to = it.from + it.span;
        const parts = segments(it.schedule, it.from, to, it.pauses);
        let cursor = it.from;
        let counted = 0;
        for (const [index, part] of parts.entries()) {
          const before = parts[index - 1];
          expect(part.from).toBe(cursor);
          expect(part.to).toBeGreaterThan(part.from);
          expect(part.counted).toBe(part.reason === undefined);
          if (before) expect({ ...part, from: 0, to: 0 }).not.toEqual({ ...before, from: 0, to: 0 });
          if (part.counted) counted += part.to - part.from;
          cursor = part.to;
        }
        expect(cursor).toBe(to);
        expect(counted).toBe(elapsed(it.schedule, it.from, to, it.pauses));
      }),
      { numRuns: tries(40) },
    );
  });

  it('begins at the next opening', () => {
    fc.assert(
      fc.property(long, (it) => {
        const opening = nextOpening(it.schedule, it.from)!;
        expect(elapsed(it.schedule, it.from, opening)).toBe(0);
        expect(elapsed(it.schedule, opening, opening + 1)).toBe(1);
      }),
    );
  });
});

describe('zones of odd offsets', () => {
  // until 1972-01-07 Monrovia was 44 minutes and 30 seconds behind: no minute of UTC is a minute there
  it.each([
    ['Africa/Monrovia', '1971-06-01T08:44:30Z'],
    ['Asia/Kathmandu', '2026-06-01T02:15:00Z'],
    ['Pacific/Chatham', '2026-05-31T19:15:00Z'],
  ])('%s opens at 08:00 by its own clock', (timeZone, opening) => {
    const weekly = { mon: [['08:00', '09:00']], tue: [['08:00', '09:00']] } as const;
    const hours = orThrow(parseSchedule({ timeZone, weekly }));
    expect(nextOpening(hours, at(opening) - 3 * HOUR)).toBe(at(opening));
    expect(elapsed(hours, at(opening) - 3 * HOUR, at(opening) + 30 * MINUTE)).toBe(30 * MINUTE);
  });
});
