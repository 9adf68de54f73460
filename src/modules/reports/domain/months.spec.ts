import { localDate } from '../../../kernel/index.js';
import { describe, expect, it } from '@jest/globals';
import { beginningOf, coverOf } from './local-months.js';
import { addMonths, monthIn, monthsOf, parseRange, quartersOf, rollingTo } from './months.js';

const range = (from?: string, to?: string) => {
  const parsed = parseRange(from, to, '2026-04');
  return parsed.ok
    ? `${parsed.value.from}..${parsed.value.to}`
    : parsed.refusal.errors?.map((e) => `${e.pointer} ${e.code}`);
};

describe('the months asked for', () => {
  it('are twelve up to now, or up to the last one, or from the first one to now', () => {
    expect(range()).toBe('2025-05..2026-04');
    expect(range(undefined, '2025-12')).toBe('2025-01..2025-12');
    expect(range('2026-02')).toBe('2026-02..2026-04');
    expect(range('2026-02-28', '2026-03-01')).toBe('2026-02..2026-03');
    expect(range('2023-05', '2026-04')).toBe('2023-05..2026-04');
  });

  it.each([
    ['2026-5', '2026-06', ['/from is_month']],
    ['2026-00', '2026-06', ['/from is_month']],
    ['2026-01', '2026-02-29', ['/to is_month']],
    ['x', '', ['/from is_month', '/to is_month']],
    ['2026-05', '2026-04', ['/from reversed']],
    ['2023-04', '2026-04', ['/from too_long']],
    ['1969-12', '1970-01', ['/from is_month']],
  ])('are refused with the place: %s to %s', (from, to, errors) => {
    expect(range(from, to)).toEqual(errors);
  });
});

describe('months', () => {
  it('follow one another over the years, in quarters and in twelves', () => {
    expect(addMonths('2025-12', 1)).toBe('2026-01');
    expect(addMonths('2026-01', -13)).toBe('2024-12');
    expect(monthsOf({ from: '2025-11', to: '2026-02' })).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
    expect(quartersOf({ from: '2025-12', to: '2026-04' })).toEqual([
      { quarter: '2025-Q4', range: { from: '2025-10', to: '2025-12' } },
      { quarter: '2026-Q1', range: { from: '2026-01', to: '2026-03' } },
      { quarter: '2026-Q2', range: { from: '2026-04', to: '2026-06' } },
    ]);
    expect(rollingTo({ from: '2026-04', to: '2026-04' })).toEqual({ from: '2025-05', to: '2026-04' });
    expect([monthIn('2026-02-30'), monthIn('2026-02-28'), monthIn('2026-02')]).toEqual([
      undefined,
      '2026-02',
      '2026-02',
    ]);
  });

  it('begin where one is, also where the clocks change, and at the ends of the earth', () => {
    const begins = (month: string, zone: string) => new Date(beginningOf(month, zone)).toISOString();
    expect(begins('2026-03', 'Europe/Paris')).toBe('2026-02-28T23:00:00.000Z');
    expect(begins('2026-04', 'Europe/Paris')).toBe('2026-03-31T22:00:00.000Z');
    expect(begins('2026-04', 'America/Martinique')).toBe('2026-04-01T04:00:00.000Z');
    expect(begins('2026-04', 'Pacific/Kiritimati')).toBe('2026-03-31T10:00:00.000Z');
    // Samoa had no 30 December 2011
    expect(begins('2012-01', 'Pacific/Apia')).toBe('2011-12-31T10:00:00.000Z');
    expect(localDate(Date.UTC(2026, 2, 31, 22), 'Europe/Paris')).toBe('2026-04-01');
  });

  it('that a report is made of cover its quarters, its twelve months, and the budget of its instant', () => {
    const at = Date.UTC(2026, 4, 20);
    expect(coverOf({ from: '2026-04', to: '2026-05' }, at)).toEqual({ from: '2025-06', to: '2026-06' });
    expect(coverOf({ from: '2024-02', to: '2024-02' }, at)).toEqual({ from: '2023-03', to: '2026-06' });
    expect(coverOf({ from: '2030-01', to: '2030-02' }, at)).toEqual({ from: '2026-02', to: '2030-03' });
  });
});
