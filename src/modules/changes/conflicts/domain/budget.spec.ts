import { describe, expect, it } from '@jest/globals';
import { leavesOf, minutesIn, type Interruption, type Promised } from './budget.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Months of a thousand hours, one after the other, of which every other hour is agreed. */
const monthOf = (_: string, at: number) => {
  const n = Math.floor(at / (1000 * HOUR));
  return { name: String(n), from: n * 1000 * HOUR, to: (n + 1) * 1000 * HOUR };
};
const everyOther = (from: number, to: number) => {
  let sum = 0;
  for (let hour = Math.floor(from / HOUR); hour * HOUR < to; hour += 1)
    if (hour % 2 === 0) sum += Math.max(0, Math.min(to, (hour + 1) * HOUR) - Math.max(from, hour * HOUR));
  return sum;
};
const named = (code: string) => ({ code, name: code });
const promised = (code: string, more: Partial<Promised> = {}): Promised => ({
  institutionId: code,
  institution: named(code),
  service: named('OAE'),
  zone: 'UTC',
  agreed: everyOther,
  ...more,
});
const interruption = (from: number, minutes: number, tenantId: string | null = null): Interruption => ({
  from,
  to: from + 2 * HOUR,
  minutes,
  tenantId,
});

it('an interruption costs as much as may fall into agreed time', () => {
  expect(minutesIn(everyOther, interruption(0, 45))).toBe(45);
  expect(minutesIn(everyOther, interruption(0, 90))).toBe(60);
  expect(minutesIn(everyOther, { from: HOUR, to: 2 * HOUR, minutes: 45, tenantId: null })).toBe(0);
  expect(minutesIn(everyOther, { from: 0, to: MINUTE + 1, minutes: 45, tenantId: null })).toBe(2);
});

describe('what is left of a month', () => {
  const others = (more: Partial<Interruption> = {}) => [{ ...interruption(10 * HOUR, 30), services: ['OAE'], ...more }];

  it('is a hundredth of the agreed minutes without what is announced and what is planned', () => {
    // 500 hours are 30,000 minutes
    expect(leavesOf(interruption(0, 20), others(), [promised('ULCO')], monthOf)).toEqual([
      { service: named('OAE'), institution: named('ULCO'), month: '0', agreedMinutes: 30_000, leftMinutes: 250 },
    ]);
  });

  it('goes below zero', () => {
    const many = Array.from({ length: 12 }, (_, n) => ({ ...interruption(n * 10 * HOUR, 30), services: ['OAE'] }));
    expect(leavesOf(interruption(0, 20), many, [promised('ULCO')], monthOf)).toMatchObject([{ leftMinutes: -80 }]);
  });

  it.each<[string, object, number]>([
    ['another month', { from: 1000 * HOUR, to: 1002 * HOUR }, 280],
    ['another service', { services: ['POD'] }, 280],
    ['another institution’s own', { tenantId: 'UPHF' }, 280],
    ['its own', { tenantId: 'ULCO' }, 250],
  ])('is used up by changes of %s or not', (_, more, left) => {
    expect(leavesOf(interruption(0, 20), others(more), [promised('ULCO')], monthOf)).toMatchObject([
      { leftMinutes: left },
    ]);
  });

  it('is told where it is least, for each service', () => {
    const half = (from: number, to: number) => everyOther(from, to) / 2;
    const found = leavesOf(
      interruption(0, 20),
      [],
      [promised('ULCO'), promised('UPHF', { agreed: half }), promised('UJM', { service: named('POD') })],
      monthOf,
    );
    expect(found.map(({ service, institution, leftMinutes }) => [service.code, institution.code, leftMinutes])).toEqual(
      [
        ['OAE', 'UPHF', 130],
        ['POD', 'UJM', 280],
      ],
    );
  });
});
