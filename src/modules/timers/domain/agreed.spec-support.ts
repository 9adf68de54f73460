import fc from 'fast-check';
import { orThrow } from '../../../kernel/index.js';
import { parseSchedule, type Schedule } from '../../service-hours/domain/schedule.js';
import { dueIn, elapsedIn, endOfWorkingDayIn, timelineOf } from '../../service-hours/domain/timeline.js';
import type { Commitments } from './evaluate.js';
import { type Side } from './facts.js';
import { type Hours } from './minutes.spec-support.js';
import { on } from './office-hours.spec-support.js';
import { type Agreed, type Version } from './standing.spec-support.js';
import { type Targets, type Warnings } from './targets.js';
import { type Terms, versioned } from './terms.js';
import { type WorkingTime } from './working-time.js';

/*
 * Terms and hours in versions, drawn at random: in several zones, with holidays and closures, recorded before and after
 * a ticket is opened, with effect before and after they are recorded.
 */
const hour = 3_600_000;
const day = 24 * hour;

function daily(days: string, ...intervals: [string, string][]): Hours['weekly'] {
  return Object.fromEntries(days.split(' ').map((weekday) => [weekday, intervals]));
}

const none = { holidays: [], closures: [] };
const week = 'mon tue wed thu fri';

/** 8:00 to 18:00 UTC, the hours in which the specs count along. */
export const office: Hours = { timeZone: 'UTC', weekly: daily(week, ['08:00', '18:00']), ...none };
const paris: Hours = {
  timeZone: 'Europe/Paris',
  weekly: daily(week, ['08:00', '18:00']),
  holidays: ['2026-04-06', '2026-05-01', '2026-05-08', '2026-05-14', '2026-05-25'],
  closures: [],
};

const pool: Hours[] = [
  office,
  paris,
  { ...paris, weekly: daily(week, ['08:30', '12:15'], ['13:45', '17:31']), closures: [['2026-03-09', '2026-03-13']] },
  { timeZone: 'Indian/Reunion', weekly: daily(week, ['07:30', '16:00']), ...none },
  { timeZone: 'Pacific/Noumea', weekly: daily(`${week} sat`, ['07:00', '11:00'], ['12:00', '16:30']), ...none },
  { timeZone: 'America/Martinique', weekly: daily('mon tue thu', ['06:00', '18:00']), ...none },
  { timeZone: 'America/Miquelon', weekly: daily('sat sun', ['00:00', '24:00']), ...none },
  { timeZone: 'Europe/Paris', weekly: daily(`${week} sat sun`, ['00:00', '24:00']), ...none },
  { timeZone: 'Europe/Paris', weekly: daily('wed', ['09:00', '11:07']), ...none },
];

const minutes = (response: number, resolution: number) => ({ response, resolution });
const tables: Targets[] = [
  { P1: minutes(60, 240), P2: minutes(120, 600), P3: minutes(600, 3000) },
  { P1: minutes(30, 120), P2: minutes(120, 480), P3: minutes(300, 1200), P4: minutes(600, 3000) },
  { P1: minutes(60, 240), P3: minutes(1, 600) },
  { P2: minutes(45, 90), P4: { response: 240 } },
  { P1: minutes(240, 960), P2: minutes(480, 2400), P3: minutes(1200, 6000), P4: minutes(1200, 6000) },
  {},
];
const warnings: Warnings[] = [
  { P1: [50, 75], P2: [75], P3: [75] },
  { P2: [10, 20, 90], P4: [50] },
];

const terms: fc.Arbitrary<Terms> = fc.record({
  targets: fc.constantFrom(...tables),
  warnings: fc.constantFrom(...warnings),
  alsoPauses: fc.subarray(['third_party', 'change', 'planned'] as const),
  binding: fc.boolean(),
});

/** Most first versions were always there; an agreement signed late has none before. */
const recorded = fc.oneof(
  { weight: 2, arbitrary: fc.constant(-60 * day) },
  fc.constantFrom(-day, 0, hour, 2 * hour, 4 * hour, 10 * hour, day),
  fc.integer({ min: -2 * day, max: 5 * day }),
  fc.integer({ min: 0, max: 40 * day }),
);
const ahead = fc.oneof(
  fc.constantFrom(0, -hour, -day, hour, day, -90 * day),
  fc.integer({ min: -20 * day, max: 20 * day }),
);

function versions<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Version<T>[]> {
  return fc.array(fc.tuple(recorded, ahead, value), { minLength: 1, maxLength: 4 }).map((drawn) =>
    drawn
      .toSorted(([a], [b]) => a - b)
      .map(([recordedAt, after, each], index) => ({
        number: index + 1,
        recordedAt: on('mon 08:00') + recordedAt,
        effectiveFrom: on('mon 08:00') + recordedAt + after,
        value: each,
      })),
  );
}

const side = fc.record({ terms: versions(terms), hours: versions(fc.constantFrom(...pool)) });

/** Both sides, each with one to four versions of terms and of hours. */
export const anyAgreed: fc.Arbitrary<Agreed> = fc.record({ user: side, provider: side });

/** What was always known and never changes, in the hours of the specs. */
export function always(user: Omit<Terms, 'binding'>, provider: Omit<Terms, 'binding'>): Agreed {
  const one = <T>(value: T): Version<T>[] => [{ number: 1, recordedAt: 0, effectiveFrom: 0, value }];
  return {
    user: { terms: one({ ...user, binding: true }), hours: one(office) },
    provider: { terms: one({ ...provider, binding: true }), hours: one(office) },
  };
}

const schedules = new Map<Hours, Schedule>();

function scheduleOf(hours: Hours): Schedule {
  const known = schedules.get(hours) ?? orThrow(parseSchedule(hours));
  schedules.set(hours, known);
  return known;
}

/** The same as the program would be given it, in the real working time. */
export function commitmentsOf(agreed: Agreed): Required<Commitments> {
  const of = ({ terms: promised, hours }: Agreed[Side]) => versioned(promised, hours, workingTimeOf);
  return { user: of(agreed.user), provider: of(agreed.provider) };
}

function workingTimeOf(hours: readonly Version<Hours>[]): WorkingTime {
  const line = timelineOf(
    hours.map(({ number, effectiveFrom, value }) => ({ number, from: effectiveFrom, schedule: scheduleOf(value) })),
  );
  return {
    due: (from, targetMs, pauses) => dueIn(line, from, targetMs, pauses),
    elapsed: (from, to, pauses) => elapsedIn(line, from, to, pauses),
    endOfWorkingDay: (from, days) => endOfWorkingDayIn(line, from, days),
  };
}
