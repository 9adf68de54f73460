import { describe, expect, it } from '@jest/globals';
import { orThrow } from '../../../kernel/index.js';
import { endOfWorkingDay } from './working-day.js';
import { due, elapsed, nextOpening } from './working-time.js';
import { ALWAYS, at, HOUR, MINUTE, schedule } from './working-time.spec-support.js';

/** Open on 29 February from 12:00 to 12:01 and at no other time, until the end of 2130. */
const closures: [string, string][] = [];
for (let year = 2024; year < 2130; year += 1) {
  const isLeap = year % 4 === 0 && year !== 2100;
  if (isLeap) closures.push([`${year}-01-01`, `${year}-02-28`], [`${year}-03-01`, `${year}-12-31`]);
  else closures.push([`${year}-01-01`, `${year}-12-31`]);
}
const minute: [string, string][] = [['12:00', '12:01']];
const weekly = { mon: minute, tue: minute, wed: minute, thu: minute, fri: minute, sat: minute, sun: minute };
const leapDays = schedule({ timeZone: 'UTC', weekly, closures });

describe('hours of one minute every four years', () => {
  const start = at('2026-01-01T00:00:00Z');

  it('have a due instant up to 100 years ahead', () => {
    expect(orThrow(due(leapDays, start, MINUTE))).toBe(at('2028-02-29T12:01:00Z'));
    expect(orThrow(due(leapDays, start, 2 * MINUTE + 1))).toBe(at('2036-02-29T12:00:00.001Z'));
    expect(orThrow(due(leapDays, start, 24 * MINUTE))).toBe(at('2124-02-29T12:01:00Z'));
    expect(elapsed(leapDays, start, at('2126-01-01T00:00:00Z'))).toBe(24 * MINUTE);
    expect(orThrow(endOfWorkingDay(leapDays, start, 2))).toBe(at('2032-02-29T12:01:00Z'));
  });

  it('refuse one that lies further ahead', () => {
    expect(due(leapDays, start, 25 * MINUTE)).toMatchObject({ ok: false, refusal: { code: 'due_too_far' } });
    expect(endOfWorkingDay(leapDays, start, 25)).toMatchObject({ ok: false, refusal: { code: 'due_too_far' } });
  });
});

describe('hours closed for 18 months', () => {
  it('still have a due instant', () => {
    const hours = schedule({ closures: [['2026-01-01', '2027-06-30']] });
    expect(orThrow(due(hours, at('2026-01-05T09:00:00Z'), HOUR))).toBe(at('2027-07-01T09:00:00+02:00'));
  });
});

describe('hours closed for ever', () => {
  const hours = schedule({ weekly: ALWAYS, closures: [['2000-01-01', '9999-12-31']] });
  const start = at('2026-01-05T09:00:00Z');

  it('never open again, and refuse a due instant', () => {
    expect(nextOpening(hours, start)).toBeUndefined();
    expect(due(hours, start, 1)).toMatchObject({ ok: false, refusal: { code: 'due_too_far' } });
    expect(due(schedule(), start, 1e300)).toMatchObject({ ok: false, refusal: { code: 'due_too_far' } });
    expect(endOfWorkingDay(hours, start, 1)).toMatchObject({ ok: false, refusal: { code: 'due_too_far' } });
  });
});
