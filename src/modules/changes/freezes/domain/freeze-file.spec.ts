import { describe, expect, it } from '@jest/globals';
import { readFreezes } from './freeze-file.js';

const settings = { timeZone: 'Europe/Paris', until: null as string | null };
const calendar = (...lines: string[]) => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: string[]) => ['BEGIN:VEVENT', 'UID:one', 'SUMMARY:Examens', ...lines, 'END:VEVENT'];
const called = (uid: string, ...lines: string[]) =>
  event(...lines).map((line) => line.replace('UID:one', `UID:${uid}`));
const read = (text: string, more: Partial<typeof settings> = {}) => {
  const found = readFreezes(text, { ...settings, ...more });
  if (!found.ok) return { refused: found.refusal.code };
  return {
    events: found.value.events.map(({ uid, title, periods }) => [
      uid,
      title,
      ...periods.map(
        ({ from, to }) => `${new Date(from).toISOString().slice(0, 16)} ${new Date(to).toISOString().slice(0, 16)}`,
      ),
    ]),
    refusals: found.value.refusals.map(({ line, code }) => [line, code]),
  };
};
const only = (lines: string[], more: Partial<typeof settings> = {}) => {
  const { events, refusals } = read(calendar(...lines), more);
  expect(refusals).toEqual([]);
  return events?.[0]?.slice(2);
};

describe('an iCalendar file', () => {
  it('has whole days, the end after the last of them; without an end, one day', () => {
    expect(only(event('DTSTART;VALUE=DATE:20260601', 'DTEND;VALUE=DATE:20260604'))).toEqual([
      '2026-05-31T22:00 2026-06-03T22:00',
    ]);
    expect(only(event('DTSTART;VALUE=DATE:20260601'))).toEqual(['2026-05-31T22:00 2026-06-01T22:00']);
    expect(only(event('DTSTART;VALUE=DATE:20260601', 'DURATION:P1W'))).toEqual(['2026-05-31T22:00 2026-06-07T22:00']);
  });

  it('has times in a zone, in UTC, and in none, which is the zone of whoever imports it', () => {
    expect(
      only(event('DTSTART;TZID=Indian/Reunion:20260601T080000', 'DTEND;TZID=Indian/Reunion:20260601T120000')),
    ).toEqual(['2026-06-01T04:00 2026-06-01T08:00']);
    expect(only(event('DTSTART:20260601T080000Z', 'DURATION:PT90M'))).toEqual(['2026-06-01T08:00 2026-06-01T09:30']);
    expect(only(event('DTSTART:20260601T080000', 'DTEND:20260601T090000'))).toEqual([
      '2026-06-01T06:00 2026-06-01T07:00',
    ]);
  });

  it('may describe a zone by itself, under a name that is no one else’s', () => {
    const zone = (tzid: string, summer: string, winter: string) => [
      'BEGIN:VTIMEZONE',
      `TZID:${tzid}`,
      'BEGIN:STANDARD',
      'DTSTART:16010101T030000',
      `TZOFFSETFROM:${summer}`,
      `TZOFFSETTO:${winter}`,
      'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
      'END:STANDARD',
      'BEGIN:DAYLIGHT',
      'DTSTART:16010101T020000',
      `TZOFFSETFROM:${winter}`,
      `TZOFFSETTO:${summer}`,
      'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
      'END:DAYLIGHT',
      'END:VTIMEZONE',
    ];
    const within = (tzid: string, ...more: string[]) =>
      event(`DTSTART;TZID=${tzid}:20260601T080000`, `DTEND;TZID=${tzid}:20260601T090000`, ...more);
    expect(only([...zone('Chez nous', '+0500', '+0400'), ...within('Chez nous')])).toEqual([
      '2026-06-01T03:00 2026-06-01T04:00',
    ]);
    const recurring = within('Romance Standard Time', 'RRULE:FREQ=MONTHLY;BYMONTHDAY=1;COUNT=6');
    expect(only([...zone('Romance Standard Time', '+0200', '+0100'), ...recurring])?.at(-1)).toBe(
      '2026-11-01T07:00 2026-11-01T08:00',
    );
    const unlike = read(
      calendar(...zone('Ailleurs', '+0500', '+0400'), ...within('Ailleurs', 'RRULE:FREQ=DAILY;COUNT=2')),
    );
    expect(unlike.refusals).toEqual([[18, 'unknown_time_zone']]);
    expect(read(calendar(...within('Nulle part'))).refusals).toEqual([[3, 'unknown_time_zone']]);
  });

  it('recurs by the clocks on the wall, without what is excepted, and with what was moved or cancelled by itself', () => {
    const weekly = event(
      'DTSTART;TZID=Europe/Paris:20261012T080000',
      'DTEND;TZID=Europe/Paris:20261012T090000',
      'RRULE:FREQ=WEEKLY;COUNT=5',
      'EXDATE;TZID=Europe/Paris:20261019T080000',
    );
    const moved = event(
      'RECURRENCE-ID;TZID=Europe/Paris:20261026T080000',
      'DTSTART;TZID=Europe/Paris:20261027T100000',
      'DTEND;TZID=Europe/Paris:20261027T110000',
    );
    const cancelled = event(
      'RECURRENCE-ID;TZID=Europe/Paris:20261102T080000',
      'DTSTART;TZID=Europe/Paris:20261102T080000',
      'DTEND;TZID=Europe/Paris:20261102T090000',
      'STATUS:CANCELLED',
    );
    expect(read(calendar(...weekly, ...moved, ...cancelled))).toEqual({
      events: [
        ['one', 'Examens', '2026-10-12T06:00 2026-10-12T07:00', '2026-11-09T07:00 2026-11-09T08:00'],
        ['one', 'Examens', '2026-10-27T09:00 2026-10-27T10:00'],
        ['one', 'Examens'],
      ],
      refusals: [],
    });
  });

  it('that recurs for ever is refused, or cut at the day that was said', () => {
    const lines = event('DTSTART;VALUE=DATE:20260601', 'RRULE:FREQ=WEEKLY');
    expect(read(calendar(...lines))).toEqual({ events: [], refusals: [[3, 'endless_recurrence']] });
    expect(only(lines, { until: '2026-06-15' })).toHaveLength(3);
    expect(
      only(event('DTSTART;VALUE=DATE:20260601', 'RRULE:FREQ=WEEKLY;COUNT=9'), { until: '2026-06-15' }),
    ).toHaveLength(3);
    expect(
      only(event('DTSTART:20260601T080000', 'DTEND:20260601T090000', 'RRULE:FREQ=DAILY;UNTIL=20260603T080000')),
    ).toHaveLength(3);
  });

  it('says with its line what cannot be used, and goes on with the rest', () => {
    const text = calendar(
      ...event('DTSTART;VALUE=DATE:20260230'),
      'BEGIN:VEVENT',
      'SUMMARY:Sans UID',
      'DTSTART;VALUE=DATE:20260601',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'UID:two',
      'DTSTART;VALUE=DATE:20260601',
      'END:VEVENT',
      ...event('SUMMARY:Sans début'),
      ...called('back', 'DTSTART:20260601T080000Z', 'DTEND:20260601T070000Z'),
      ...called('hourly', 'DTSTART:20260601T080000Z', 'DTEND:20260601T090000Z', 'RRULE:FREQ=HOURLY;COUNT=3'),
      ...event('DTSTART:20260601T080000Z', 'DTEND:20260601T090000Z', 'RDATE:20260701T080000Z'),
      ...event('this is no property'),
      'BEGIN:VEVENT',
      'UID:three',
      'SUMMARY:Bon',
      'DTSTART;VALUE=DATE:20260601',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'UID:four',
      'SUMMARY:Coupé',
    );
    const { events, refusals } = read(text);
    expect(events).toEqual([['three', 'Bon', '2026-05-31T22:00 2026-06-01T22:00']]);
    expect(refusals?.map(([, code]) => code)).toEqual([
      'malformed_time',
      'no_uid',
      'no_title',
      'no_start',
      'ends_before_it_begins',
      'invalid_recurrence',
      'unsupported',
      'malformed_event',
      'cut_off',
    ]);
    const lines = text.split('\r\n');
    for (const [line] of refusals ?? []) expect(lines[Number(line) - 1]).toBe('BEGIN:VEVENT');
  });

  it('counts once what stands in it twice: the newer one', () => {
    const [older, newer] = [
      event('SEQUENCE:1', 'DTSTART;VALUE=DATE:20260601'),
      event('SEQUENCE:2', 'DTSTART;VALUE=DATE:20260701'),
    ];
    for (const lines of [
      [...older, ...newer],
      [...newer, ...older],
    ]) {
      const found = read(calendar(...lines));
      expect([found.events?.map(([, , period]) => period), found.refusals?.[0]?.[1]]).toEqual([
        ['2026-06-30T22:00 2026-07-01T22:00'],
        'twice',
      ]);
    }
  });

  const described = (...clocks: string[]) =>
    calendar(
      'BEGIN:VTIMEZONE',
      'TZID:Autre',
      'BEGIN:STANDARD',
      'TZOFFSETFROM:+0200',
      'TZOFFSETTO:+0100',
      ...clocks,
      'END:STANDARD',
      'END:VTIMEZONE',
      ...event('DTSTART;TZID=Autre:20260601T080000', 'DTEND;TZID=Autre:20260601T090000'),
    );

  it.each([
    'FREQ=SECONDLY',
    'FREQ=MINUTELY;BYMONTH=10',
    'FREQ=HOURLY',
    'FREQ=DAILY;BYMONTH=10',
    'FREQ=YEARLY',
    'FREQ=YEARLY;BYMONTH=1,2',
    'FREQ=YEARLY;BYMONTH=10;BYHOUR=1,2;BYMINUTE=1,2,3',
    'FREQ=YEARLY;BYMONTH=10;BYSECOND=1',
    'FREQ=YEARLY;BYMONTH=10;BYYEARDAY=1',
    'FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1,2,3,4,5,6,7,8',
    'FREQ=YEARLY;FREQ=SECONDLY;BYMONTH=10',
    'FREQ=YEARLY;BYMONTH=10;BYDAY=MO,TU',
    'INTERVAL=1',
  ])('does not follow %s, by which no clocks change', (rule) => {
    const text = described('DTSTART:19700101T030000', `RRULE:${rule}`);
    const since = performance.now();
    expect(read(text).refusals).toEqual([[expect.anything(), 'unknown_time_zone']]);
    expect(performance.now() - since).toBeLessThan(10_000);
  });

  it('follows those of clocks, also as programs write them', () => {
    for (const rule of [
      'FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
      'BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14;BYMONTH=3;FREQ=YEARLY',
    ])
      expect(read(described('DTSTART:16010101T030000', `RRULE:${rule}`)).refusals).toEqual([]);
    expect(read(described('DTSTART:00010101T030000', 'RRULE:FREQ=YEARLY;BYMONTH=10')).refusals).toHaveLength(1);
  });

  it('gives titles without what a title cannot hold, put together from lines that were folded', () => {
    const text = calendar(
      'BEGIN:VEVENT',
      'UID:x',
      'SUMMARY:Un \u202Etitre\\, long\\net pli',
      ' é\u0007',
      'DTSTART;VALUE=DATE:20260601',
      'END:VEVENT',
    );
    expect(read(text).events?.[0]?.[1]).toBe('Un  titre, long et plié');
  });

  it.each<[string, string, string]>([
    ['no calendar', 'Bonjour', 'no_calendar'],
    ['nothing', '', 'no_calendar'],
    ['a page', '<html>BEGIN:VCALENDAR</html>', 'no_calendar'],
    [
      '501 events',
      calendar(...Array.from({ length: 501 }, () => event('DTSTART;VALUE=DATE:20260601')).flat()),
      'too_many_events',
    ],
  ])('is refused as a whole: %s', (_, text, code) => {
    expect(read(text)).toEqual({ refused: code });
  });

  it('is bounded in rules of which nothing comes', () => {
    const many = Array.from({ length: 60 }, (_, n) =>
      called(String(n), 'DTSTART;VALUE=DATE:20260601', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5'),
    );
    const codes = read(calendar(...many.flat())).refusals?.map(([, code]) => code);
    expect(codes?.filter((code) => code === 'too_many_periods')).toHaveLength(10);
  });

  it('is bounded in all that recurs', () => {
    const many = Array.from({ length: 12 }, (_, n) => [
      'BEGIN:VEVENT',
      `UID:${String(n)}`,
      'SUMMARY:x',
      'DTSTART;VALUE=DATE:20260601',
      'RRULE:FREQ=DAILY;COUNT=300',
      'END:VEVENT',
    ]);
    const { events, refusals } = read(calendar(...many.flat()));
    expect([events?.length, refusals?.every(([, code]) => code === 'too_many_periods')]).toEqual([4, true]);
  });
});
