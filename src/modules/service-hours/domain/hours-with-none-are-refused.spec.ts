import { describe, expect, it } from '@jest/globals';
import { parsePauses } from './pauses.js';
import { parseSchedule, type ScheduleInput } from './schedule.js';
import { due, elapsed } from './working-time.js';
import { OFFICE, at, schedule } from './working-time.spec-support.js';

function problemsOf(input: Partial<ScheduleInput>): (readonly [pointer: string, code: string])[] {
  const outcome = parseSchedule({ timeZone: 'Europe/Paris', weekly: OFFICE, ...input });
  if (outcome.ok) return [];
  expect(outcome.refusal).toMatchObject({ kind: 'unprocessable', code: 'invalid_schedule' });
  return (outcome.refusal.errors ?? []).map((error) => [error.pointer, error.code]);
}

describe('service hours', () => {
  it.each([
    ['without a weekday', {}],
    ['with empty weekdays', { mon: [], sun: [] }],
  ])('%s are refused: no fall back to all week', (_, weekly) => {
    expect(problemsOf({ weekly })).toEqual([['/weekly', 'no_working_time']]);
  });

  it.each([
    ['of no length', ['09:00', '09:00'], '/weekly/mon/0', 'empty_interval'],
    ['of no length at midnight', ['24:00', '24:00'], '/weekly/mon/0', 'empty_interval'],
    ['reversed', ['22:00', '06:00'], '/weekly/mon/0', 'reversed_interval'],
    ['past 24:00', ['09:00', '24:30'], '/weekly/mon/0/1', 'past_midnight'],
    ['at 25:00', ['25:00', '26:00'], '/weekly/mon/0/0', 'past_midnight'],
    ['with 60 minutes', ['09:60', '10:00'], '/weekly/mon/0/0', 'malformed_time'],
    ['without a leading zero', ['9:00', '10:00'], '/weekly/mon/0/0', 'malformed_time'],
    ['with a line end', ['09:00\n', '10:00'], '/weekly/mon/0/0', 'malformed_time'],
  ] as const)('with an interval %s are refused', (_, interval, pointer, code) => {
    expect(problemsOf({ weekly: { mon: [interval] } })).toContainEqual([pointer, code]);
  });

  it('with overlapping intervals are refused, at the later one of the day', () => {
    const mon = [
      ['13:00', '18:00'],
      ['08:00', '12:00'],
      ['11:59', '12:30'],
    ] as const;
    expect(problemsOf({ weekly: { mon } })).toEqual([['/weekly/mon/2', 'overlapping_interval']]);
  });

  it('with an interval inside another are refused, also when a third lies between their ends', () => {
    const mon = [
      ['08:00', '18:00'],
      ['09:00', '10:00'],
      ['17:00', '19:00'],
    ] as const;
    expect(problemsOf({ weekly: { mon } })).toEqual([
      ['/weekly/mon/1', 'overlapping_interval'],
      ['/weekly/mon/2', 'overlapping_interval'],
    ]);
  });

  it('with intervals that touch, in any order, are taken', () => {
    expect(
      problemsOf({
        weekly: {
          mon: [
            ['12:00', '24:00'],
            ['00:00', '12:00'],
          ],
        },
      }),
    ).toEqual([]);
  });

  it.each(['Europe/Nowhere', '', '+02:00', 'Europe/Paris ', 'Local', '../etc'])(
    'in the zone "%s" are refused',
    (timeZone) => {
      expect(problemsOf({ timeZone })).toEqual([['/timeZone', 'unknown_time_zone']]);
    },
  );

  it.each([
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '01/05/2026',
    '2026-05-01T00:00:00Z',
    '',
  ])('with the date "%s" are refused', (date) => {
    expect(problemsOf({ holidays: ['2026-05-01', date] })).toEqual([['/holidays/1', 'malformed_date']]);
    expect(problemsOf({ closures: [['2026-01-01', date]] })).toEqual([['/closures/0/1', 'malformed_date']]);
  });

  it('with 29 February of a leap year are taken', () => {
    expect(problemsOf({ holidays: ['2028-02-29'] })).toEqual([]);
  });

  it('with a closure that ends before it begins are refused; one of a single date is taken', () => {
    expect(
      problemsOf({
        closures: [
          ['2026-08-15', '2026-08-01'],
          ['2026-08-01', '2026-08-01'],
        ],
      }),
    ).toEqual([['/closures/0', 'reversed_closure']]);
  });

  it('with an unknown weekday are refused', () => {
    expect(problemsOf({ weekly: { ...OFFICE, 'mon/day': [] } as never })).toEqual([
      ['/weekly/mon~1day', 'unknown_weekday'],
    ]);
  });

  it('are told all that is wrong at once', () => {
    const found = problemsOf({
      timeZone: 'Mars/Olympus',
      weekly: {
        mon: [['09:00', '08:00']],
        fri: [
          ['08:00', '12:00'],
          ['x', '25:00'],
        ],
      },
      holidays: ['2026-02-30'],
      closures: [['2026-02-02', '2026-02-01']],
    });
    expect(found.map(([pointer]) => pointer)).toEqual([
      '/timeZone',
      '/weekly/mon/0',
      '/weekly/fri/1/0',
      '/weekly/fri/1/1',
      '/holidays/0',
      '/closures/0',
    ]);
  });
});

describe('a target', () => {
  it.each([-1, -0.5, 0.5, NaN, -Infinity])('of %s milliseconds is refused', (target) => {
    const outcome = due(schedule(), at('2026-03-02T09:00:00Z'), target);
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'invalid_target' } });
  });
});

describe('a pause that ends before it begins', () => {
  const pauses = [
    [0, 0],
    [5, 4],
  ] as const;

  it('is refused with its place', () => {
    expect(parsePauses(pauses)).toMatchObject({
      ok: false,
      refusal: { code: 'invalid_pauses', errors: [{ pointer: '/1', code: 'reversed_pause' }] },
    });
    expect(parsePauses([[4, 4]])).toMatchObject({ ok: true });
  });

  it('is a mistake of the program when it comes further', () => {
    expect(() => elapsed(schedule(), 0, 10, pauses)).toThrow(RangeError);
  });
});
