import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { orThrow } from '../../../kernel/index.js';
import { holidaysOf, isHolidayRegion, regionalHolidays } from './holidays.js';

const file = new URL('../../../../test/data/holidays.json', import.meta.url);
const { holidays } = JSON.parse(readFileSync(file, 'utf8')) as { holidays: Record<string, Record<string, string[]>> };

const datesOf = (region: string, year: number): string[] => orThrow(holidaysOf(region, year)).map((day) => day.date);

describe('public holidays', () => {
  const cases = Object.entries(holidays).flatMap(([region, years]) =>
    Object.entries(years).map(([year, dates]) => ({ region, year: Number(year), dates })),
  );

  it('are listed for eleven regions over seven years', () => {
    expect(cases).toHaveLength(77);
  });

  it.each(cases)('of $region in $year are exactly the listed dates', ({ region, year, dates }) => {
    expect(datesOf(region, year)).toEqual(dates);
  });

  it('of Polynesia, New Caledonia, Wallis and Saint-Pierre have the days of their own', () => {
    expect(datesOf('NC', 2026)).toContain('2026-09-24');
    expect(datesOf('PF', 2026)).toEqual(expect.arrayContaining(['2026-03-05', '2026-04-03', '2026-11-20']));
    expect(datesOf('WF', 2026)).toEqual(expect.arrayContaining(['2026-04-28', '2026-06-29', '2026-07-29']));
    expect(datesOf('PM', 2026)).toEqual(holidays['FR']?.['2026']);
  });

  it('have French names, and both where two fall on one date', () => {
    expect(orThrow(holidaysOf('FR', 2026))[1]).toEqual({ date: '2026-04-06', name: 'Lundi de Pâques' });
    const shared = orThrow(holidaysOf('GF', 2030)).find((day) => day.date === '2030-06-10');
    expect(shared?.name).toBe('Abolition de l’esclavage, Lundi de Pentecôte');
  });

  it.each(['FR-974', 'FR-RE', 'FR-NC', 'FR-54', 'fr', 'XX', '', 'constructor', '__proto__'])(
    'are refused for the region "%s"',
    (region) => {
      expect(isHolidayRegion(region)).toBe(false);
      expect(holidaysOf(region, 2026)).toMatchObject({ ok: false, refusal: { code: 'unknown_holiday_region' } });
      expect(regionalHolidays(region)).toMatchObject({ ok: false });
    },
  );

  it('are the same list when asked again', () => {
    expect(orThrow(holidaysOf('RE', 2027))).toBe(orThrow(holidaysOf('RE', 2027)));
    expect(isHolidayRegion('RE')).toBe(true);
  });
});
