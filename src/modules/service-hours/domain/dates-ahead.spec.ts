import { describe, expect, it } from '@jest/globals';
import { aheadOf, dayBefore, dueFrom, occurrencesOf, type Plan } from './dates-ahead.js';

const plan = (more: Partial<Plan> = {}): Plan => ({
  recurrence: 'FREQ=DAILY',
  startsOn: '2026-03-02',
  atTime: '08:00',
  timeZone: 'Europe/Paris',
  moveToWorkingDay: 'none',
  ...more,
});
const always = () => true;
const weekdays = (day: number) => ![2, 3].includes(((day % 7) + 7) % 7);
const at = (text: string) => Date.parse(text);
const codeOf = (work: () => unknown) => {
  try {
    work();
    return 'done';
  } catch (error) {
    return (error as { refusal?: { code: string } }).refusal?.code;
  }
};

describe('the dates ahead of a plan', () => {
  it('stay at their time of day when the clocks are put forward and back', () => {
    const days = (startsOn: string) =>
      occurrencesOf(plan({ startsOn }), dayBefore(startsOn), 2, always).map((one) => new Date(one.at).toISOString());
    expect(days('2026-03-28')).toEqual(['2026-03-28T07:00:00.000Z', '2026-03-29T06:00:00.000Z']);
    expect(days('2026-10-24')).toEqual(['2026-10-24T06:00:00.000Z', '2026-10-25T07:00:00.000Z']);
    // a time that the clocks skip is told by the clocks of before, one that comes twice is the first
    const night = (startsOn: string) =>
      new Date(occurrencesOf(plan({ startsOn, atTime: '02:30' }), null, 1, always)[0]!.at).toISOString();
    expect(night('2026-03-29')).toBe('2026-03-29T01:30:00.000Z');
    expect(night('2026-10-25')).toBe('2026-10-25T00:30:00.000Z');
  });

  it('are moved to working days, and one where they fall together', () => {
    const quarterly = { recurrence: 'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1', startsOn: '2026-02-01' };
    const dates = (moveToWorkingDay: Plan['moveToWorkingDay']) =>
      occurrencesOf(plan({ ...quarterly, moveToWorkingDay }), null, 3, weekdays).map(({ date }) => date);
    expect(dates('none')).toEqual(['2026-02-01', '2026-05-01', '2026-08-01']);
    expect(dates('next')).toEqual(['2026-02-02', '2026-05-01', '2026-08-03']);
    expect(dates('previous')).toEqual(['2026-01-30', '2026-05-01', '2026-07-31']);
    const daily = occurrencesOf(plan({ moveToWorkingDay: 'next' }), '2026-03-05', 2, weekdays);
    expect(daily.map(({ date }) => date)).toEqual(['2026-03-06', '2026-03-09']);
  });

  it('are refused of a rule that never happens, and of one that happens every second', () => {
    for (const [recurrence, code] of [
      ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'recurrence_never'],
      ['FREQ=SECONDLY', 'invalid_recurrence'],
      ['FREQ=DAILY;BYSECOND=0,1,2', 'invalid_recurrence'],
      ['FREQ=MINUTELY;INTERVAL=5', 'invalid_recurrence'],
      ['', 'invalid_recurrence'],
    ] as const)
      expect([recurrence, codeOf(() => aheadOf(plan({ recurrence }), null, 0, always))]).toEqual([recurrence, code]);
  });

  it('begin with the first that lies ahead of now, on which nobody has decided', () => {
    const now = at('2026-03-10T07:00:00Z');
    expect(aheadOf(plan(), null, now - 1, always)?.date).toBe('2026-03-10');
    expect(aheadOf(plan(), null, now, always)?.date).toBe('2026-03-11');
    expect(aheadOf(plan(), '2026-03-12', now, always)?.date).toBe('2026-03-13');
    expect(aheadOf(plan({ recurrence: 'FREQ=DAILY;COUNT=3' }), null, now, always)).toBeUndefined();
  });
});

describe('what has become due', () => {
  it('is all of it in order, with what comes after', () => {
    const { due, next } = dueFrom(plan(), '2026-03-09', at('2026-03-11T07:00:00Z'), always);
    expect([due.map(({ date }) => date), next?.date]).toEqual([
      ['2026-03-09', '2026-03-10', '2026-03-11'],
      '2026-03-12',
    ]);
    const over = dueFrom(plan({ recurrence: 'FREQ=DAILY;COUNT=1' }), '2026-03-02', at('2027-01-01T00:00:00Z'), always);
    expect([over.due.length, over.next]).toEqual([1, undefined]);
  });

  it('is bounded, however long the outage was', () => {
    const { due, next } = dueFrom(plan(), '2026-03-02', at('2030-01-01T00:00:00Z'), always);
    expect([due.length >= 366, due.length < 400, next]).toEqual([true, true, undefined]);
  });
});
