import { describe, expect, it } from '@jest/globals';
import { periodsOf, type FreezeDates } from './freeze-dates.js';

const days: FreezeDates = {
  timeZone: 'Europe/Paris',
  isWholeDays: true,
  from: '2026-03-28',
  to: '2026-03-30',
  rule: null,
  until: null,
  excluded: [],
};
const instants = (from: string, to: string, more: Partial<FreezeDates> = {}): FreezeDates => ({
  ...days,
  isWholeDays: false,
  from: Date.parse(from),
  to: Date.parse(to),
  ...more,
});
const told = (dates: FreezeDates) => {
  const found = periodsOf(dates);
  if (!found.ok) return [found.refusal.code, found.refusal.errors?.[0]?.pointer];
  return found.value.periods.map(({ on, from, to }) => [on, new Date(from).toISOString(), new Date(to).toISOString()]);
};

describe('the periods of a freeze', () => {
  it('are whole local days with both named days, an hour shorter where the clocks go forward', () => {
    expect(told(days)).toEqual([['2026-03-28', '2026-03-27T23:00:00.000Z', '2026-03-30T22:00:00.000Z']]);
  });

  it('are of one institution’s midnight: La Réunion begins before Paris', () => {
    expect(told({ ...days, timeZone: 'Indian/Reunion' })[0]).toEqual([
      '2026-03-28',
      '2026-03-27T20:00:00.000Z',
      '2026-03-30T20:00:00.000Z',
    ]);
  });

  it('recur at the same local time on both sides of a change of the clocks', () => {
    const weekly = instants('2026-10-20T06:00:00Z', '2026-10-20T08:30:00Z', { rule: 'freq=weekly;count=2' });
    expect(told(weekly)).toEqual([
      ['2026-10-20', '2026-10-20T06:00:00.000Z', '2026-10-20T08:30:00.000Z'],
      ['2026-10-27', '2026-10-27T07:00:00.000Z', '2026-10-27T09:30:00.000Z'],
    ]);
  });

  it('leave out what is excluded, and what begins after the day that was said', () => {
    const dates = { ...days, from: '2026-01-01', to: '2026-01-01', rule: 'FREQ=MONTHLY', until: '2026-04-15' };
    expect((told({ ...dates, excluded: ['2026-02-01'] }) as string[][]).map(([on]) => on)).toEqual([
      '2026-01-01',
      '2026-03-01',
      '2026-04-01',
    ]);
  });

  it.each<[string, FreezeDates, [string, string]]>([
    ['a zone that is none', { ...days, timeZone: 'Mars/Olympus' }, ['unknown_time_zone', '/timeZone']],
    ['a day that does not exist', { ...days, from: '2026-02-30' }, ['malformed_date', '/from']],
    ['an end before the begin', { ...days, to: '2026-03-27' }, ['ends_before_it_begins', '/to']],
    ['no length', instants('2026-03-10T08:00:00Z', '2026-03-10T08:00:00Z'), ['ends_before_it_begins', '/to']],
    ['367 days', { ...days, to: '2027-03-29' }, ['too_long', '/to']],
    ['a rule without an end', { ...days, rule: 'FREQ=DAILY' }, ['endless_recurrence', '/recurrence']],
    ['a rule of every hour', { ...days, rule: 'FREQ=HOURLY;COUNT=3' }, ['invalid_recurrence', '/recurrence']],
    [
      'a rule that never comes',
      { ...days, rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2' },
      ['recurrence_never', '/recurrence'],
    ],
    ['more than five years', { ...days, rule: 'FREQ=YEARLY;COUNT=9' }, ['too_far', '/recurrence']],
    ['a day beyond five years', { ...days, rule: 'FREQ=YEARLY', until: '2031-03-29' }, ['too_far', '/until']],
    ['more than 400 times', { ...days, rule: 'FREQ=DAILY', until: '2028-01-01' }, ['too_many_periods', '/recurrence']],
    ['an end of what does not recur', { ...days, until: '2026-05-01' }, ['not_recurring', '/until']],
    [
      'seconds of what recurs',
      instants('2026-03-10T08:00:01Z', '2026-03-10T09:00:00Z', { rule: 'FREQ=DAILY;COUNT=2' }),
      ['no_whole_minute', '/from'],
    ],
    [
      'nothing left of it',
      { ...days, rule: 'FREQ=DAILY;COUNT=1', excluded: ['2026-03-28'] },
      ['recurrence_never', '/recurrence'],
    ],
  ])('are refused for %s', (_, dates, expected) => {
    expect(told(dates)).toEqual(expected);
  });

  it('may be 366 days long, and recur for five years to the day', () => {
    expect(told({ ...days, to: '2027-03-28' })).toHaveLength(1);
    expect(told({ ...days, rule: 'FREQ=YEARLY', until: '2031-03-28' })).toHaveLength(6);
  });
});
