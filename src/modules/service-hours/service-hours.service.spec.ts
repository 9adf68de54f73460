import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { InputPipe } from '../../http/index.js';
import { DomainError, type Refusal } from '../../kernel/index.js';
import { DueQuestionDto } from './dto/due.dto.js';
import { ElapsedQuestionDto } from './dto/elapsed.dto.js';
import { ServiceHoursService } from './service-hours.service.js';

const service = new ServiceHoursService();
const day = [['08:00', '18:00']];
const schedule = { timeZone: 'Europe/Paris', weekly: { mon: day, tue: day, wed: day, thu: day, fri: day } };
const friday = { schedule, start: '2026-03-06T17:00:00+01:00', targetMinutes: 240 };
const weekend = { schedule, from: '2026-03-06T16:00:00Z', to: '2026-03-09T08:00:00Z' };

/** As a body comes in over HTTP: through the one pipe that reads bodies. */
async function read<T>(metatype: new () => T, body: unknown): Promise<T> {
  const parsed: unknown = JSON.parse(JSON.stringify(body));
  return (await new InputPipe().transform(parsed, { type: 'body', metatype })) as T;
}

const due = async (body: unknown): Promise<unknown> => service.due(await read(DueQuestionDto, body));
const elapsed = async (body: unknown): Promise<unknown> => service.elapsed(await read(ElapsedQuestionDto, body));

async function refusalOf(answer: Promise<unknown>): Promise<Refusal> {
  try {
    await answer;
  } catch (error) {
    if (error instanceof DomainError) return error.refusal;
    throw error;
  }
  throw new Error('it was answered');
}

const places = ({ kind, errors }: Refusal): unknown[] => [kind, ...(errors ?? []).map((e) => `${e.pointer} ${e.code}`)];

describe('when so much working time is used up', () => {
  it('is answered with the instant and what counted until then', async () => {
    expect(await due(friday)).toEqual({
      dueAt: '2026-03-09T10:00:00Z',
      segments: [
        { from: '2026-03-06T16:00:00Z', to: '2026-03-06T17:00:00Z', counted: true },
        { from: '2026-03-06T17:00:00Z', to: '2026-03-09T07:00:00Z', counted: false, reason: 'closed' },
        { from: '2026-03-09T07:00:00Z', to: '2026-03-09T10:00:00Z', counted: true },
      ],
    });
  });

  it('takes fractions of a minute to the millisecond, which are shown only when there are any', async () => {
    const start = '2026-03-06T16:00:00.5Z';
    expect(await due({ ...friday, start, targetMinutes: 0.1 })).toMatchObject({ dueAt: '2026-03-06T16:00:06.500Z' });
    expect(await due({ ...friday, start, targetMinutes: 1.0083 })).toMatchObject({ dueAt: '2026-03-06T16:01:00.998Z' });
    const sooner = { ...friday, start: '2026-03-06T17:00:00.25+01:00', targetMinutes: 0.0125 };
    expect(await due(sooner)).toMatchObject({ dueAt: '2026-03-06T16:00:01Z' });
  });

  it('is the start for a target of 0, and nothing is to be explained', async () => {
    expect(await due({ ...friday, start: '2026-03-07T00:00:00Z', targetMinutes: 0 })).toEqual({
      dueAt: '2026-03-07T00:00:00Z',
      segments: [],
    });
  });

  it('knows regions, holidays and closures', async () => {
    const hours = {
      ...schedule,
      holidayRegion: 'FR-57',
      holidays: ['2026-04-07'],
      closures: [['2026-04-08', '2026-04-09']],
    };
    const answer = await due({ schedule: hours, start: '2026-04-02T16:00:00Z', targetMinutes: 1 });
    expect(answer).toMatchObject({ dueAt: '2026-04-10T06:01:00Z' });
    expect(answer).toHaveProperty('segments.1', {
      from: '2026-04-02T22:00:00Z',
      to: '2026-04-03T22:00:00Z',
      counted: false,
      reason: 'holiday',
      name: 'Vendredi saint',
    });
  });

  it('is cut when there are too many segments, and says so', async () => {
    const hours = { timeZone: 'UTC', weekly: { mon: [['08:00', '08:01']] } };
    const answer = await due({ schedule: hours, start: '2026-01-01T00:00:00Z', targetMinutes: 2501 });
    expect(answer).toHaveProperty('segments.length', 5000);
    expect(answer).toHaveProperty('segmentsTruncated', true);
    const fewer = await due({ schedule: hours, start: '2026-01-01T00:00:00Z', targetMinutes: 2500 });
    expect(fewer).toHaveProperty('segments.length', 5000);
    expect(fewer).not.toHaveProperty('segmentsTruncated');
  });

  it('is refused for a negative target, however small', async () => {
    for (const targetMinutes of [-1, -1e-9]) {
      const refusal = await refusalOf(due({ ...friday, targetMinutes }));
      expect(places(refusal)).toEqual(['unprocessable', '/targetMinutes negative_target']);
    }
  });

  it('is refused when it lies more than 100 years ahead', async () => {
    expect(await refusalOf(due({ ...friday, targetMinutes: 1e9 }))).toMatchObject({ code: 'due_too_far' });
    expect(await refusalOf(due({ ...friday, targetMinutes: 1e308 }))).toMatchObject({ code: 'due_too_far' });
  });
});

describe('how much working time lies between two instants', () => {
  it('is answered exactly, in milliseconds and in minutes', async () => {
    expect(await elapsed(weekend)).toMatchObject({ elapsedMs: 7_200_000, minutes: 120 });
    const odd = await elapsed({ ...weekend, to: '2026-03-06T16:01:30.001Z' });
    expect(odd).toMatchObject({ elapsedMs: 90_001, minutes: 90_001 / 60_000 });
  });

  it('leaves pauses out, in any order and overlapping', async () => {
    const pauses = [
      ['2026-03-09T07:30:00Z', '2026-03-09T07:40:00Z'],
      ['2026-03-06T16:30:00Z', '2026-03-09T07:35:00Z'],
    ];
    expect(await elapsed({ ...weekend, pauses })).toMatchObject({ minutes: 50 });
  });

  it('is none when the end is not after the beginning', async () => {
    const answer = await elapsed({ ...weekend, from: weekend.to, to: weekend.from });
    expect(answer).toEqual({ elapsedMs: 0, minutes: 0, segments: [] });
  });
});

describe('a question that cannot be used', () => {
  it('is 422 with every problem of the schedule at its place', async () => {
    const bad = {
      timeZone: 'Mars/Olympus',
      weekly: { mon: [['09:00', '08:00']] },
      holidayRegion: 'FR-974',
      holidays: ['x'],
    };
    expect(places(await refusalOf(elapsed({ ...weekend, schedule: bad })))).toEqual([
      'unprocessable',
      '/schedule/timeZone unknown_time_zone',
      '/schedule/weekly/mon/0 reversed_interval',
      '/schedule/holidays/0 malformed_date',
      '/schedule/holidayRegion unknown_holiday_region',
    ]);
  });

  it('is 422 for an unknown region alone, for hours without working time, and for a reversed pause', async () => {
    const refused = async (over: object): Promise<unknown> => places(await refusalOf(due({ ...friday, ...over })));
    expect(await refused({ schedule: { ...schedule, holidayRegion: 'XX' } })).toEqual([
      'unprocessable',
      '/schedule/holidayRegion unknown_holiday_region',
    ]);
    expect(await refused({ schedule: { timeZone: 'UTC', weekly: {} } })).toEqual([
      'unprocessable',
      '/schedule/weekly no_working_time',
    ]);
    expect(await refused({ pauses: [['2026-03-09T07:00:00Z', '2026-03-09T06:00:00Z']] })).toEqual([
      'unprocessable',
      '/pauses/0 reversed_pause',
    ]);
  });

  it.each([
    ['a missing schedule', { schedule: undefined }, '/schedule required'],
    ['a schedule that is a list', { schedule: [] }, '/schedule is_object'],
    ['a missing week', { schedule: { timeZone: 'UTC' } }, '/schedule/weekly required'],
    [
      'an unknown weekday',
      { schedule: { ...schedule, weekly: { monday: day } } },
      '/schedule/weekly/monday unknown_field',
    ],
    [
      'an interval of one time',
      { schedule: { ...schedule, weekly: { mon: [['08:00']] } } },
      '/schedule/weekly/mon is_pairs',
    ],
    [
      '51 intervals on a day',
      { schedule: { ...schedule, weekly: { mon: Array(51).fill(day[0]) } } },
      '/schedule/weekly/mon is_pairs',
    ],
    ['a number as date', { schedule: { ...schedule, holidays: [20260501] } }, '/schedule/holidays is_string'],
    [
      '5001 holidays',
      { schedule: { ...schedule, holidays: Array(5001).fill('2026-05-01') } },
      '/schedule/holidays array_max_size',
    ],
    [
      '501 closures',
      { schedule: { ...schedule, closures: Array(501).fill(['2026-05-01', '2026-05-01']) } },
      '/schedule/closures is_pairs',
    ],
    ['2001 pauses', { pauses: Array(2001).fill([friday.start, friday.start]) }, '/pauses is_pairs'],
    ['a target as text', { targetMinutes: '240' }, '/targetMinutes is_number'],
    ['an unknown field', { targetSeconds: 1 }, '/targetSeconds unknown_field'],
    ['a local time as start', { start: '2026-03-06T17:00:00' }, '/start malformed_instant'],
    ['30 February as start', { start: '2026-02-30T17:00:00Z' }, '/start malformed_instant'],
    ['25 o’clock as start', { start: '2026-02-20T25:00:00Z' }, '/start malformed_instant'],
    ['the year 9999 as start', { start: '9999-02-20T15:00:00Z' }, '/start malformed_instant'],
    ['a pause until tomorrow', { pauses: [[friday.start, 'tomorrow']] }, '/pauses/0/1 malformed_instant'],
  ])('is 400 for %s', async (_, over, place) => {
    const refusal = places(await refusalOf(due({ ...friday, ...over })));
    expect(refusal[0]).toBe('malformed');
    expect(refusal).toContain(place);
  });
});
