import { describe, expect, it } from '@jest/globals';
import { holidaysEndSoon, storedHours, type HoursInput, type StoredHours } from './stored-hours.js';

const day: [string, string][] = [['08:00', '18:00']];
const base: HoursInput = { timeZone: 'Europe/Paris', weekly: { mon: day, fri: day } };
const now = Date.UTC(2026, 10, 20);
const effect = Date.UTC(2027, 0, 1);

function hoursOf(input: Partial<HoursInput>, from = effect): StoredHours {
  const parsed = storedHours({ ...base, ...input }, from, now);
  if ('errors' in parsed) throw new Error(JSON.stringify(parsed.errors));
  return parsed.hours;
}
const errorsOf = (input: Partial<HoursInput>) => {
  const parsed = storedHours({ ...base, ...input }, effect, now);
  return 'errors' in parsed ? parsed.errors.map(({ pointer, code }) => `${pointer} ${code}`) : [];
};

describe('service hours that are to be recorded', () => {
  it('store the holidays of their region as dates, from the year before the effect to ten years after', () => {
    const { holidays } = hoursOf({ holidayRegion: 'FR-57' });
    expect(holidays.filter(({ date }) => date.startsWith('2027-0')).map(({ date }) => date)).toEqual([
      ...['2027-01-01', '2027-03-26', '2027-03-29', '2027-05-01', '2027-05-06', '2027-05-08', '2027-05-17'],
      ...['2027-07-14', '2027-08-15'],
    ]);
    expect([holidays[0]?.date, holidays.at(-1)?.date]).toEqual(['2026-01-01', '2037-12-26']);
    expect(holidays.find(({ date }) => date === '2027-07-14')?.name).toBe('Fête Nationale de la France');
  });

  it('reach ten years beyond today also when their effect lies in the past', () => {
    const { holidays } = hoursOf({ holidayRegion: 'FR' }, Date.UTC(2020, 5, 1));
    expect([holidays[0]?.date, holidays.at(-1)?.date]).toEqual(['2019-01-01', '2036-12-25']);
  });

  it('leave out a holiday that is worked, and add days that the region does not know', () => {
    const { holidays } = hoursOf({
      holidayRegion: 'FR',
      workedDays: ['2027-05-17'],
      holidays: [
        { date: '2027-05-07', name: 'Pont' },
        { date: '2027-07-14', name: 'Fête du campus' },
      ],
    });
    const named = new Map(holidays.map(({ date, name }) => [date, name]));
    expect(named.has('2027-05-17')).toBe(false);
    expect(named.has('2028-06-05')).toBe(true);
    expect([named.get('2027-05-07'), named.get('2027-07-14')]).toEqual(['Pont', 'Fête du campus']);
    expect(holidays).toHaveLength(named.size);
  });

  it('without a region close only what is said', () => {
    expect(hoursOf({ holidays: [{ date: '2027-05-07', name: 'Pont' }] })).toEqual({
      timeZone: 'Europe/Paris',
      weekly: { mon: day, fri: day },
      holidayRegion: null,
      holidays: [{ date: '2027-05-07', name: 'Pont' }],
      closures: [],
    });
  });

  const year = Array.from({ length: 12 }, (_, month) => ({
    date: `2027-${String(month + 1).padStart(2, '0')}-15`,
    name: 'Fermé',
  }));

  it.each<[string, Partial<HoursInput>, string[]]>([
    ['an unknown zone', { timeZone: 'Europe/Lorraine' }, ['/timeZone unknown_time_zone']],
    ['an unknown region', { holidayRegion: 'FR-54' }, ['/holidayRegion unknown_holiday_region']],
    ['25:00', { weekly: { mon: [['08:00', '25:00']] } }, ['/weekly/mon/0/1 past_midnight']],
    ['a reversed interval', { weekly: { tue: [['18:00', '08:00']] } }, ['/weekly/tue/0 reversed_interval']],
    [
      'overlapping intervals',
      {
        weekly: {
          wed: [
            ['08:00', '12:00'],
            ['11:00', '14:00'],
          ],
        },
      },
      ['/weekly/wed/1 overlapping_interval'],
    ],
    ['a week without working time', { weekly: {} }, ['/weekly no_working_time']],
    [
      'a closure that ends before it begins',
      { closures: [['2027-02-02', '2027-02-01']] },
      ['/closures/0 reversed_closure'],
    ],
    ['closures that leave nothing', { closures: [['2000-01-01', '2199-12-31']] }, ['/closures no_working_time']],
    [
      'a worked day that is no holiday',
      { holidayRegion: 'FR', workedDays: ['2027-05-18'] },
      ['/workedDays/0 no_holiday'],
    ],
    [
      'a worked day that is none',
      { holidayRegion: 'FR', workedDays: ['2027-13-01'] },
      ['/workedDays/0 malformed_date'],
    ],
    ['a date that does not exist', { holidays: [{ date: '2027-02-29', name: 'x' }] }, ['/holidays/0 malformed_date']],
    [
      'a year of holidays listed twice',
      { holidays: [...year, ...year] },
      year.map((_, index) => `/holidays/${index + 12} listed_twice`),
    ],
  ])('are refused: %s', (_, input, expected) => {
    expect(errorsOf(input)).toEqual(expected);
  });

  it('name everything that is wrong at once', () => {
    const wrong = {
      timeZone: 'Nowhere',
      holidayRegion: 'XX',
      weekly: { mon: [['9:00', '18:00']] as [string, string][] },
    };
    expect(errorsOf(wrong)).toEqual([
      '/timeZone unknown_time_zone',
      '/weekly/mon/0/0 malformed_time',
      '/holidayRegion unknown_holiday_region',
    ]);
  });
});

describe('stored holidays that end', () => {
  const hours = { holidayRegion: 'FR', holidays: [{ date: '2027-12-25', name: 'Noël' }] };

  it.each([
    ['2026-12-24', false],
    ['2026-12-26', true],
    ['2030-01-01', true],
  ])('within twelve months of %s: %s', (date, isSoon) => {
    expect(holidaysEndSoon(hours, Date.parse(date))).toBe(isSoon);
  });

  it('are no matter where there is no region', () => {
    expect(holidaysEndSoon({ holidayRegion: null, holidays: [] }, now)).toBe(false);
  });
});
