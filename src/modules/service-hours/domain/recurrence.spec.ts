import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseLocalDate } from './local-date.js';
import { movings, occurrencesAfter, parseRecurrence, type Moving, type Recurrence } from './recurrence.js';

const usual = { startsOn: '2026-01-05', atTime: '08:00', timeZone: 'Europe/Paris' };

function recurrence(rule: string, more: Partial<typeof usual> = {}): Recurrence {
  const parsed = parseRecurrence({ rule, ...usual, ...more });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusal));
  return parsed.value;
}

const day = (date: string) => parseLocalDate(date) ?? NaN;
const weekdays = (one: number) => (((one + 3) % 7) + 7) % 7 < 5;

function dates(
  rule: string,
  count: number,
  { moving = 'none', ...more }: Partial<typeof usual> & { moving?: Moving } = {},
): string[] {
  const found = occurrencesAfter(recurrence(rule, more), day('2025-12-01'), count, moving, weekdays);
  return found.map(({ date }) => date);
}

function refusalOf(rule: string, more: Partial<typeof usual> = {}): string | undefined {
  const parsed = parseRecurrence({ rule, ...usual, ...more });
  return parsed.ok ? undefined : parsed.refusal.code;
}

describe('a recurrence', () => {
  it.each<[rule: string, dates: string[]]>([
    ['FREQ=DAILY', ['2026-01-05', '2026-01-06', '2026-01-07']],
    ['RRULE:FREQ=WEEKLY;BYDAY=MO,TH', ['2026-01-05', '2026-01-08', '2026-01-12']],
    ['freq=weekly;interval=2', ['2026-01-05', '2026-01-19', '2026-02-02']],
    ['FREQ=MONTHLY;BYDAY=1MO', ['2026-01-05', '2026-02-02', '2026-03-02']],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', ['2026-01-30', '2026-02-27', '2026-03-31']],
    // a month without a 31st has none
    ['FREQ=MONTHLY;BYMONTHDAY=31', ['2026-01-31', '2026-03-31', '2026-05-31']],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', ['2028-02-29', '2032-02-29', '2036-02-29']],
    ['FREQ=DAILY;COUNT=2', ['2026-01-05', '2026-01-06']],
    ['FREQ=WEEKLY;UNTIL=20260112', ['2026-01-05', '2026-01-12']],
    ['FREQ=WEEKLY;UNTIL=20260112T065959Z', ['2026-01-05']],
    ['FREQ=WEEKLY;UNTIL=20260112T070000Z', ['2026-01-05', '2026-01-12']],
  ])('%s comes on %j', (rule, expected) => {
    expect(dates(rule, 3)).toEqual(expected);
  });

  it('is moved to a working day, and what falls on one day is one', () => {
    const rule = 'FREQ=MONTHLY;BYMONTHDAY=1';
    expect(dates(rule, 3, { moving: 'next', startsOn: '2026-02-01' })).toEqual([
      '2026-02-02',
      '2026-03-02',
      '2026-04-01',
    ]);
    expect(dates(rule, 3, { moving: 'previous', startsOn: '2026-02-01' })).toEqual([
      '2026-01-30',
      '2026-02-27',
      '2026-04-01',
    ]);
    expect(dates('FREQ=DAILY', 6, { moving: 'next' })).toEqual(dates('FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR', 6));
  });

  it('is looked through so far and no further', () => {
    let asked = 0;
    const firstOfMonth = (one: number) => {
      asked += 1;
      return new Date(one * 86_400_000).getUTCDate() === 1;
    };
    const found = occurrencesAfter(recurrence('FREQ=DAILY'), day('2026-01-05'), 100, 'next', firstOfMonth);
    expect(found.map(({ date }) => date)).toEqual([
      ...['02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'].map((month) => `2026-${month}-01`),
      '2027-01-01',
      '2027-02-01',
      '2027-03-01',
    ]);
    expect(asked).toBeLessThan(400 * 32);
  });

  it('stays at its time of day when the clocks change, and comes once where they skip it or repeat it', () => {
    const at = (rule: Partial<typeof usual>, date: string) =>
      new Date(recurrence('FREQ=DAILY', rule).instantOf(day(date))).toISOString();
    expect(at({}, '2026-03-28')).toBe('2026-03-28T07:00:00.000Z');
    expect(at({}, '2026-03-29')).toBe('2026-03-29T06:00:00.000Z');
    expect(at({ atTime: '02:30' }, '2026-03-29')).toBe('2026-03-29T01:30:00.000Z');
    expect(at({ atTime: '02:30' }, '2026-10-25')).toBe('2026-10-25T00:30:00.000Z');
    expect(at({ atTime: '03:00' }, '2026-10-25')).toBe('2026-10-25T02:00:00.000Z');
    expect(at({ timeZone: 'Pacific/Apia', atTime: '12:00' }, '2026-01-05')).toBe('2026-01-04T23:00:00.000Z');
  });

  it.each([
    ['FREQ=SECONDLY', 'invalid_recurrence'],
    ['FREQ=MINUTELY', 'invalid_recurrence'],
    ['FREQ=HOURLY', 'invalid_recurrence'],
    ['FREQ=DAILY;BYHOUR=8,9', 'invalid_recurrence'],
    ['FREQ=DAILY;BYSECOND=0,1', 'invalid_recurrence'],
    ['FREQ=DAILY;RSCALE=CHINESE', 'invalid_recurrence'],
    ['FREQ=DAILY;FREQ=WEEKLY', 'invalid_recurrence'],
    ['FREQ=DAILY;INTERVAL=0', 'invalid_recurrence'],
    ['FREQ=DAILY;INTERVAL=1001', 'invalid_recurrence'],
    ['FREQ=DAILY;COUNT=367', 'invalid_recurrence'],
    ['FREQ=DAILY;COUNT=2;UNTIL=20270101', 'invalid_recurrence'],
    ['FREQ=WEEKLY;UNTIL=20260230', 'invalid_recurrence'],
    ['FREQ=DAILY;BYDAY=5MO', 'invalid_recurrence'],
    ['FREQ=MONTHLY;BYMONTHDAY=32', 'invalid_recurrence'],
    [`FREQ=YEARLY;BYYEARDAY=${Array.from({ length: 366 }, (_, n) => n + 1).join(',')}`, 'invalid_recurrence'],
    [`FREQ=YEARLY;BYWEEKNO=${Array.from({ length: 13 }, (_, n) => n + 1).join(',')}`, 'invalid_recurrence'],
    [`FREQ=YEARLY;BYMONTHDAY=${'1,'.repeat(5000)}1`, 'invalid_recurrence'],
    ['', 'invalid_recurrence'],
    ['BYDAY=MO', 'invalid_recurrence'],
    ['__proto__=1;FREQ=DAILY', 'invalid_recurrence'],
    ['FREQ=DAILY\nDTSTART:20260101T000000Z', 'invalid_recurrence'],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'recurrence_never'],
    ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30', 'recurrence_never'],
    ['FREQ=MONTHLY;BYDAY=MO;BYSETPOS=30', 'recurrence_never'],
    ['FREQ=WEEKLY;UNTIL=20250101', 'recurrence_never'],
    // on 1 January 5590
    ['FREQ=DAILY;INTERVAL=894;BYDAY=MO;BYMONTHDAY=1;BYMONTH=1', 'recurrence_never'],
  ])('%# is refused', (rule, code) => {
    expect(refusalOf(rule)).toBe(code);
  });

  it('says of everything what is wrong', () => {
    const parsed = parseRecurrence({ rule: 'X', startsOn: '2026-02-30', atTime: '24:00', timeZone: 'Mars/Base' });
    const pointers = parsed.ok ? [] : (parsed.refusal.errors ?? []).map(({ pointer }) => pointer);
    expect(pointers).toEqual(['/timeZone', '/startsOn', '/atTime', '/recurrence']);
  });
});

it('ends with the year 2199', () => {
  const found = occurrencesAfter(recurrence('FREQ=YEARLY;INTERVAL=100'), day('2025-12-01'), 5, 'none', () => true);
  expect(found.map(({ date }) => date)).toEqual(['2026-01-05', '2126-01-05']);
});

describe('any rule whatever', () => {
  const part = (name: string, values: fc.Arbitrary<number | string>, most = 4) =>
    fc
      .option(fc.array(values, { minLength: 1, maxLength: most }), { nil: undefined, freq: 2 })
      .map((some) => (some ? `;${name}=${some.join(',')}` : ''));
  const signed = (most: number) => fc.integer({ min: -most, max: most }).filter((n) => n !== 0);
  const rules = fc
    .tuple(
      fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
      part('INTERVAL', fc.integer({ min: 1, max: 1000 }), 1),
      part('BYDAY', fc.constantFrom('MO', 'TU', 'SU', '1FR', '-1SA', '5WE')),
      part('BYMONTHDAY', signed(31)),
      part('BYMONTH', fc.integer({ min: 1, max: 12 })),
      part('BYSETPOS', signed(40), 2),
      part('COUNT', fc.integer({ min: 1, max: 366 }), 1),
    )
    .map(([freq, ...parts]) => `FREQ=${freq}${parts.join('')}`);

  it('is refused or comes on dates that go up, each once, on or after its start, in bounded work', () => {
    fc.assert(
      fc.property(rules, fc.constantFrom(...movings), (rule, moving) => {
        const parsed = parseRecurrence({ rule, ...usual });
        if (!parsed.ok) return;
        const found = occurrencesAfter(parsed.value, day('2025-12-01'), 5, moving, weekdays);
        expect(found.length).toBeGreaterThan(0);
        found.forEach(({ date, at }, index) => {
          const before = found[index - 1];
          if (before) expect([before.date < date, before.at < at]).toEqual([true, true]);
          if (moving !== 'previous') expect(date >= usual.startsOn).toBe(true);
          if (moving !== 'none') expect(weekdays(day(date))).toBe(true);
        });
        // asked again from where one is, it goes on where it was
        const [first, ...others] = found;
        const rest = first ? occurrencesAfter(parsed.value, day(first.date), others.length, moving, weekdays) : [];
        if (others.length > 0) expect(rest).toEqual(others);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('is refused or read, never thrown at', () => {
    const pieces = fc.constantFrom(
      'FREQ',
      'BYDAY',
      'UNTIL',
      '=',
      ';',
      ',',
      'DAILY',
      '1',
      '-1',
      'MO',
      '\n',
      ':',
      'T',
      '9'.repeat(20),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (some) => {
        expect(typeof parseRecurrence({ rule: some.join(''), ...usual }).ok).toBe('boolean');
      }),
      { numRuns: 300 },
    );
  });
});
