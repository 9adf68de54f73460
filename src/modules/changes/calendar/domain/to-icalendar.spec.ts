import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { convertIcsCalendar, type IcsEvent } from 'ts-ics';
import { toICalendar, type CalendarEvent } from './to-icalendar.js';

const entry: CalendarEvent = {
  uid: 'freeze-1@guichet',
  sequence: 3,
  title: 'Gel : examens',
  description: null,
  from: Date.parse('2026-03-28T09:00:00Z'),
  to: Date.parse('2026-03-29T09:00:00Z'),
  dates: null,
  status: 'confirmed',
  url: 'https://guichet.example/freezes/1',
  updatedAt: Date.parse('2026-03-01T12:00:00Z'),
  zone: 'Europe/Paris',
};
const text = (...entries: Partial<CalendarEvent>[]) =>
  toICalendar({ name: 'Guichet', entries: entries.map((one) => ({ ...entry, ...one })) });
/** As a program reads it that shares nothing with ours. */
const other = (calendar: string): IcsEvent[] => convertIcsCalendar(undefined, calendar).events ?? [];
const own = (calendar: string) => {
  const read = new ICAL.Component(ICAL.parse(calendar) as unknown[]);
  const zones = read.getAllSubcomponents('vtimezone').map((one) => new ICAL.Timezone(one));
  return read.getAllSubcomponents('vevent').map((event) => {
    const instant = (name: string) => {
      const property = event.getFirstProperty(name)!;
      const time = property.getFirstValue() as ICAL.Time;
      const zone = zones.find(({ tzid }) => tzid === property.getParameter('tzid'));
      if (zone) time.zone = zone;
      return time.toUnixTime() * 1000;
    };
    return {
      from: instant('dtstart'),
      to: instant('dtend'),
      summary: event.getFirstPropertyValue('summary'),
      description: event.getFirstPropertyValue('description'),
    };
  });
};

describe('a calendar as text', () => {
  it('is what the RFC asks for, read by another program', () => {
    const calendar = text({});
    expect(calendar.startsWith('BEGIN:VCALENDAR\r\n')).toBe(true);
    expect(calendar.endsWith('END:VCALENDAR\r\n')).toBe(true);
    const [read] = other(calendar);
    expect(read).toMatchObject({
      uid: 'freeze-1@guichet',
      sequence: 3,
      summary: 'Gel : examens',
      status: 'CONFIRMED',
      url: 'https://guichet.example/freezes/1',
      stamp: { date: new Date(entry.updatedAt) },
      lastModified: { date: new Date(entry.updatedAt) },
    });
    expect([read!.start.date, read!.end!.date]).toEqual([new Date(entry.from), new Date(entry.to)]);
  });

  it('tells local time in the zone, on both sides of a change of the clocks, and carries the zone', () => {
    const calendar = text({});
    expect(calendar).toContain('DTSTART;TZID=Europe/Paris:20260328T100000\r\n');
    expect(calendar).toContain('DTEND;TZID=Europe/Paris:20260329T110000\r\n');
    expect(calendar).toContain('DTSTART:20260329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n');
    expect(own(calendar)).toMatchObject([{ from: entry.from, to: entry.to }]);
  });

  it('tells the second of two equal times in UTC, and the first one too', () => {
    const twice = { from: Date.parse('2026-10-25T00:30:00Z'), to: Date.parse('2026-10-25T01:30:00Z') };
    const calendar = text(twice);
    expect(calendar).toContain('DTEND:20261025T013000Z');
    expect(own(calendar)).toMatchObject([twice]);
  });

  it('tells whole days as dates, the end after the last of them', () => {
    const calendar = text({ dates: { first: '2026-12-24', last: '2027-01-03' } });
    expect(calendar).toContain('DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20270104\r\n');
    expect(calendar).not.toContain('VTIMEZONE');
    expect(other(calendar)[0]).toMatchObject({ start: { type: 'DATE' }, end: { type: 'DATE' } });
  });

  it('says that something is cancelled, by the UID it had', () => {
    const [read] = other(text({ status: 'cancelled', sequence: 4 }));
    expect(read).toMatchObject({ uid: 'freeze-1@guichet', status: 'CANCELLED', sequence: 4 });
  });

  it('is the same text for the same things', () => {
    expect(text({}, { uid: 'b' })).toBe(text({}, { uid: 'b' }));
  });

  it('holds nothing: a calendar without events', () => {
    expect(text()).toContain('VERSION:2.0');
    expect(other(text())).toEqual([]);
  });
});

describe('whatever is written in it', () => {
  const words = fc.oneof(
    fc.constantFrom(',', ';', '\\', '\n', ':', '"', '🎉', '👩‍🔬', 'é', ' ', 'BEGIN:VEVENT', '\\n', '\t', 'a'.repeat(80)),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
  );
  const texts = fc
    .array(words, { maxLength: 30 })
    // eslint-disable-next-line no-control-regex
    .map((parts) => parts.join('').replace(/[\u0000-\u0008\u000b-\u001f\u007f\u0085\u2028\u2029\ufffd]/g, ''));

  it('comes back as it was, from lines of at most 75 octets that break no character', () => {
    fc.assert(
      fc.property(texts, texts, (title, description) => {
        const calendar = text({ title, description });
        const lines = calendar.split('\r\n');
        expect(lines.pop()).toBe('');
        for (const line of lines) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
          expect(line).not.toMatch(/[\r\n\ufffd]/);
        }
        expect(own(calendar)).toMatchObject([{ summary: title, description }]);
      }),
      { numRuns: 300 },
    );
  });

  it('is read alike by another program', () => {
    const simple = fc.array(fc.constantFrom(',', ';', '\n', '🎉', 'é', 'a', 'un mot', 'x'.repeat(80)), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(
        simple.map((parts) => `a${parts.join('')}z`),
        (title) => {
          expect(other(text({ title }))[0]?.summary).toBe(title);
        },
      ),
    );
  });

  it('begins and ends at the instants that were meant, in any zone', () => {
    const zones = fc.constantFrom(
      'Europe/Paris',
      'Indian/Reunion',
      'America/Guadeloupe',
      'Pacific/Tahiti',
      'Africa/Casablanca',
      'Europe/Dublin',
      'UTC',
    );
    const minute = fc.integer({ min: Date.UTC(2024, 0, 1) / 60_000, max: Date.UTC(2031, 0, 1) / 60_000 });
    fc.assert(
      fc.property(zones, minute, fc.integer({ min: 1, max: 500_000 }), (zone, start, length) => {
        const [from, to] = [start * 60_000, (start + length) * 60_000];
        expect(own(text({ zone, from, to }))).toMatchObject([{ from, to }]);
      }),
    );
  });
});

it('a calendar that is sent out says so, and in whose name', () => {
  const organizer = { name: 'Le "Guichet"\nunique', address: 'guichet@example.org' };
  const sent = toICalendar({ name: '', entries: [entry], organizer });
  const read = new ICAL.Component(ICAL.parse(sent) as unknown[]);
  expect(read.getFirstPropertyValue('method')).toBe('PUBLISH');
  const said = read.getFirstSubcomponent('vevent')?.getFirstProperty('organizer');
  expect([said?.getFirstValue(), said?.getParameter('cn')]).toEqual(['mailto:guichet@example.org', 'Le Guichetunique']);
  expect(other(sent)[0]).toMatchObject({ uid: entry.uid, sequence: 3, organizer: { email: 'guichet@example.org' } });
  expect(text({})).not.toMatch(/METHOD|ORGANIZER/);
});
