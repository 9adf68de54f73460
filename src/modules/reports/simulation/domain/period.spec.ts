import { expect, it } from '@jest/globals';
import { knownHolidays } from './known-holidays.js';
import { addMonths, monthsOf } from '../../domain/months.js';
import { flawsOfPeriod, startOfMonth } from './period.js';

const codes = (from: string, to: string) =>
  flawsOfPeriod({ from, to }, '2026-11').map(({ pointer, code }) => `${pointer} ${code}`);

it('takes up to 36 months that have begun', () => {
  expect(codes('2026-11', '2026-11')).toEqual([]);
  expect(codes('2023-12', '2026-11')).toEqual([]);
  expect(codes('2023-11', '2026-11')).toEqual(['/to period_too_long']);
  expect(codes('2026-11', '2026-12')).toEqual(['/to in_the_future']);
  expect(codes('2026-12', '2026-12')).toEqual(['/from in_the_future', '/to in_the_future']);
  expect(codes('2026-02', '2026-01')).toEqual(['/to reversed_period']);
});

it('walks over the turn of the year', () => {
  expect(monthsOf({ from: '2025-11', to: '2026-02' })).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
  expect(addMonths('2026-12', 1)).toBe('2027-01');
  expect(addMonths('2026-01', -1)).toBe('2025-12');
  expect(new Date(startOfMonth('2026-03')).toISOString()).toBe('2026-03-01T00:00:00.000Z');
});

it('takes holidays of years before a version from the versions before it', () => {
  const days = (...dates: string[]) => dates.map((date) => ({ date, name: date }));
  const dates = (own: string[], ...earlier: string[][]) =>
    knownHolidays(
      days(...own),
      earlier.map((each) => days(...each)),
    ).map(({ date }) => date);
  expect(dates(['2027-01-01', '2026-05-01'])).toEqual(['2026-05-01', '2027-01-01']);
  // the middle one dropped 1 May 2025; of 2024 only the oldest knows
  expect(dates(['2026-05-01'], ['2024-05-01', '2025-05-01', '2026-06-01'], ['2025-01-01', '2026-07-01'])).toEqual([
    '2024-05-01',
    '2025-01-01',
    '2026-05-01',
  ]);
  expect(dates([], ['2024-05-01'])).toEqual([]);
});
