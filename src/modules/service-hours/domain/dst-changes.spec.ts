import { describe, expect, it } from '@jest/globals';
import { orThrow } from '../../../kernel/index.js';
import { segments } from './segments.js';
import { endOfWorkingDay } from './working-day.js';
import { due, elapsed, nextOpening } from './working-time.js';
import { ALWAYS, at, HOUR, MINUTE, schedule } from './working-time.spec-support.js';

describe('the clocks of Paris', () => {
  const always = schedule({ weekly: ALWAYS });
  const night = schedule({ weekly: { sun: [['02:00', '03:00']] } });

  it('make 29 March 2026 a day of 23 hours and 25 October one of 25', () => {
    const spring = [at('2026-03-29T00:00:00+01:00'), at('2026-03-30T00:00:00+02:00')] as const;
    const autumn = [at('2026-10-25T00:00:00+02:00'), at('2026-10-26T00:00:00+01:00')] as const;
    expect(elapsed(always, ...spring)).toBe(23 * HOUR);
    expect(elapsed(always, ...autumn)).toBe(25 * HOUR);
    expect(segments(always, ...autumn)).toEqual([{ from: autumn[0], to: autumn[1], counted: true }]);
  });

  it('skip the hour from 2 to 3: it is worked by nobody', () => {
    expect(elapsed(night, at('2026-03-28T12:00:00Z'), at('2026-03-29T12:00:00Z'))).toBe(0);
    expect(nextOpening(night, at('2026-03-28T12:00:00Z'))).toBe(at('2026-04-05T00:00:00Z'));
  });

  it('repeat the hour from 2 to 3: it counts twice', () => {
    expect(elapsed(night, at('2026-10-24T12:00:00Z'), at('2026-10-25T12:00:00Z'))).toBe(2 * HOUR);
    expect(orThrow(due(night, at('2026-10-24T12:00:00Z'), 90 * MINUTE))).toBe(at('2026-10-25T01:30:00Z'));
  });

  it('repeat a window of half an hour with half an hour between', () => {
    const half = schedule({ weekly: { sun: [['02:30', '03:00']] } });
    expect(
      segments(half, at('2026-10-25T00:00:00Z'), at('2026-10-25T02:30:00Z')).filter((part) => part.counted),
    ).toEqual([
      { from: at('2026-10-25T00:30:00Z'), to: at('2026-10-25T01:00:00Z'), counted: true },
      { from: at('2026-10-25T01:30:00Z'), to: at('2026-10-25T02:00:00Z'), counted: true },
    ]);
  });

  it('keep office hours at 8 by the wall in winter and in summer', () => {
    expect(nextOpening(schedule(), at('2026-03-27T20:00:00Z'))).toBe(at('2026-03-30T06:00:00Z'));
    expect(nextOpening(schedule(), at('2026-10-23T20:00:00Z'))).toBe(at('2026-10-26T07:00:00Z'));
  });

  it('are told apart in a year long past and in one far ahead', () => {
    expect(nextOpening(schedule(), at('1970-07-01T00:00:00Z'))).toBe(at('1970-07-01T07:00:00Z'));
    expect(nextOpening(schedule(), at('2099-07-01T00:00:00Z'))).toBe(at('2099-07-01T06:00:00Z'));
  });
});

describe('other clocks', () => {
  it('of Lord Howe move by half an hour', () => {
    const hours = schedule({ timeZone: 'Australia/Lord_Howe', weekly: ALWAYS });
    expect(elapsed(hours, at('2026-04-05T00:00:00+11:00'), at('2026-04-06T00:00:00+10:30'))).toBe(24.5 * HOUR);
    expect(elapsed(hours, at('2026-10-04T00:00:00+10:30'), at('2026-10-05T00:00:00+11:00'))).toBe(23.5 * HOUR);
  });

  it('of Apia left out the whole of 30 December 2011', () => {
    const hours = schedule({ timeZone: 'Pacific/Apia' });
    expect(nextOpening(hours, at('2011-12-29T18:00:00-10:00'))).toBe(at('2012-01-02T08:00:00+14:00'));
    expect(orThrow(endOfWorkingDay(hours, at('2011-12-29T09:00:00-10:00'), 1))).toBe(at('2012-01-02T18:00:00+14:00'));
  });

  // Saturday 20:00 to 24:00, a minute of Sunday, 59 of Saturday again, then Sunday's hour
  it('of Newfoundland showed 7 November 2010 after midnight, then the 6th again', () => {
    const hours = schedule({
      timeZone: 'America/St_Johns',
      weekly: { sat: [['20:00', '24:00']], sun: [['00:00', '01:00']] },
    });
    expect(elapsed(hours, at('2010-11-06T20:00:00-02:30'), at('2010-11-07T12:00:00Z'))).toBe(6 * HOUR);
    expect(orThrow(endOfWorkingDay(hours, at('2010-11-05T12:00:00Z'), 1))).toBe(at('2010-11-07T00:00:00-03:30'));
  });
});
