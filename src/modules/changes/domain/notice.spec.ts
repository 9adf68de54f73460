import { describe, expect, it } from '@jest/globals';
import { earliestStart, mayObject, objectionsUntil, type EndOfWorkingDay } from './notice.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Every day from 8 to 18, in UTC. */
const everyDay: EndOfWorkingDay = (from, days) => (Math.floor(from / DAY) + days) * DAY + 18 * HOUR;
/** Every other day. */
const slowly: EndOfWorkingDay = (from, days) => everyDay(from, 2 * days);
const at = (day: number, hour: number) => day * DAY + hour * HOUR;

describe('notice', () => {
  it.each([
    ['standard', at(3, 9)],
    ['security_patch', at(2, 9)],
    ['normal', at(6, 18)],
    ['major', at(21, 18)],
    ['own_tenant', at(1, 9)],
    ['emergency', at(1, 9)],
  ] as const)('of a %s change', (kind, start) => {
    expect(earliestStart(kind, at(1, 9), [everyDay])).toBe(start);
  });

  it('is kept in the hours of every agreement', () => {
    expect(earliestStart('normal', at(1, 9), [slowly, everyDay])).toBe(at(11, 18));
    expect(earliestStart('normal', at(1, 9), [everyDay, () => undefined])).toBeUndefined();
  });
});

describe('an objection', () => {
  it.each([
    ['normal', at(7, 23), true],
    ['normal', at(8, 0), false],
    ['major', at(7, 23), true],
    ['standard', at(9, 21), true],
    ['standard', at(9, 22), false],
    ['security_patch', at(9, 21), true],
    ['own_tenant', at(1, 0), false],
    ['emergency', at(1, 0), false],
  ] as const)('against a %s change at %i', (kind, now, may) => {
    expect(mayObject(kind, now, at(9, 22), everyDay)).toBe(may);
  });
});

describe('until when an institution may object', () => {
  it.each([
    ['normal', at(1, 9), at(8, 0)],
    ['normal', at(8, 0), undefined],
    ['standard', at(1, 9), at(9, 22)],
    ['own_tenant', at(1, 9), undefined],
  ] as const)('against a %s change from %i on', (kind, now, until) => {
    expect(objectionsUntil(kind, now, at(9, 22), everyDay)).toBe(until);
  });

  it('is never where an agreement has no working days', () => {
    expect(objectionsUntil('normal', at(1, 9), at(9, 22), () => undefined)).toBeUndefined();
  });
});
