import { describe, expect, it } from '@jest/globals';
import { orThrow } from '../../../kernel/index.js';
import { regionalHolidays } from './holidays.js';
import { type Schedule } from './schedule.js';
import { segments } from './segments.js';
import { endOfWorkingDay } from './working-day.js';
import { due, elapsed, nextOpening } from './working-time.js';
import { at, HOUR, schedule } from './working-time.spec-support.js';

const inRegion = (region: string): Schedule => schedule({ holidaysOf: orThrow(regionalHolidays(region)) });
const [nancy, metz] = [inRegion('FR'), inRegion('FR-57')];

describe('Good Friday and 26 December', () => {
  const thursday = at('2026-04-02T17:00:00+02:00');

  it('are worked in Nancy and not in Metz', () => {
    expect(orThrow(due(nancy, thursday, 4 * HOUR))).toBe(at('2026-04-03T11:00:00+02:00'));
    // Easter Monday is a holiday for both
    expect(orThrow(due(metz, thursday, 4 * HOUR))).toBe(at('2026-04-07T11:00:00+02:00'));
    const christmas = [at('2025-12-24T18:00:00+01:00'), at('2025-12-27T00:00:00+01:00')] as const;
    expect(elapsed(nancy, ...christmas)).toBe(10 * HOUR);
    expect(elapsed(metz, ...christmas)).toBe(0);
  });

  it('are named in the explanation, from midnight to midnight', () => {
    expect(segments(metz, thursday, at('2026-04-04T12:00:00+02:00'))).toEqual([
      { from: thursday, to: at('2026-04-02T18:00:00+02:00'), counted: true },
      { from: at('2026-04-02T18:00:00+02:00'), to: at('2026-04-03T00:00:00+02:00'), counted: false, reason: 'closed' },
      {
        from: at('2026-04-03T00:00:00+02:00'),
        to: at('2026-04-04T00:00:00+02:00'),
        counted: false,
        reason: 'holiday',
        name: 'Vendredi saint',
      },
      { from: at('2026-04-04T00:00:00+02:00'), to: at('2026-04-04T12:00:00+02:00'), counted: false, reason: 'closed' },
    ]);
  });

  it('are known thirty years ahead', () => {
    // Easter 2056 is on 2 April
    const eve = at('2056-03-30T20:00:00+02:00');
    expect(nextOpening(nancy, eve)).toBe(at('2056-03-31T08:00:00+02:00'));
    expect(nextOpening(metz, eve)).toBe(at('2056-04-04T08:00:00+02:00'));
  });

  it('do not make a working day', () => {
    expect(orThrow(endOfWorkingDay(nancy, thursday, 1))).toBe(at('2026-04-03T18:00:00+02:00'));
    expect(orThrow(endOfWorkingDay(metz, thursday, 1))).toBe(at('2026-04-07T18:00:00+02:00'));
    expect(orThrow(endOfWorkingDay(metz, thursday, 5))).toBe(at('2026-04-13T18:00:00+02:00'));
  });

  it('go before a closure of the institution, and a name given by hand before that of the region', () => {
    const hours = schedule({
      holidays: ['2026-04-06', { date: '2026-04-03', name: 'Pont de Pâques' }],
      closures: [['2026-04-03', '2026-04-07']],
      holidaysOf: orThrow(regionalHolidays('FR-57')),
    });
    const shown = segments(hours, at('2026-04-03T12:00:00Z'), at('2026-04-08T12:00:00Z'));
    expect(shown.map((part) => [part.reason, part.name])).toEqual([
      ['holiday', 'Pont de Pâques'],
      ['closure', undefined],
      ['holiday', 'Lundi de Pâques'],
      ['closure', undefined],
      ['closed', undefined],
      [undefined, undefined],
    ]);
  });
});

describe('a holiday overseas', () => {
  it('is a local date, whatever the date in UTC', () => {
    const holidaysOf = orThrow(regionalHolidays('NC'));
    const noumea = schedule({ timeZone: 'Pacific/Noumea', holidaysOf });
    // 24 September 2026 in Nouméa begins on the 23rd in UTC
    expect(nextOpening(noumea, at('2026-09-23T13:00:00Z'))).toBe(at('2026-09-25T08:00:00+11:00'));
  });
});
