import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

// An institution brings its freezes from the calendar in which it keeps them.

let guichet: TestApp;
let spoc: Browser, agent: Browser, lead: Browser;

beforeAll(async () => {
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z' });
  const names = ['spoc.ulco', 'agent.ulco', 'change-manager.fun'];
  [spoc, agent, lead] = (await Promise.all(names.map((one) => guichet.as(one)))) as [Browser, Browser, Browser];
});
afterAll(() => guichet.close());

const told = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];

describe('a file', () => {
  const calendar = (...lines: string[]) =>
    ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
  const event = (sequence: number, ...lines: string[]) => [
    'BEGIN:VEVENT',
    'UID:exams-1',
    `SEQUENCE:${String(sequence)}`,
    'SUMMARY:Partiels',
    ...lines,
    'END:VEVENT',
  ];
  const send = (text: string, query = '', who = spoc) =>
    who.send('POST', `/freezes/import?scope=institution${query}`, text, { 'content-type': 'text/calendar' });
  const partiels = async () =>
    ((await spoc.get('/freezes?institution=ULCO')).body.items as any[]).filter(({ title }) => title === 'Partiels');

  it('is shown first, and then taken; what cannot be used is told by its line', async () => {
    const text = calendar(
      ...event(0, 'DTSTART;VALUE=DATE:20260907', 'DTEND;VALUE=DATE:20260909'),
      ...[
        'BEGIN:VEVENT',
        'UID:ever',
        'SUMMARY:Toujours',
        'DTSTART;VALUE=DATE:20260907',
        'RRULE:FREQ=DAILY',
        'END:VEVENT',
      ],
    );
    const preview = await send(text, '&preview=true');
    expect(preview.body).toMatchObject({
      preview: true,
      events: [{ line: 3, uid: 'exams-1', action: 'declare', id: null, startsAt: '2026-09-06T22:00:00Z' }],
      refusals: [{ line: 10, uid: 'ever', code: 'endless_recurrence' }],
    });
    expect(await partiels()).toEqual([]);
    expect((await send(text)).body.events[0].id).toEqual(expect.any(String));
    expect(await partiels()).toMatchObject([{ isImported: true, from: '2026-09-07', to: '2026-09-08', version: 1 }]);
  });

  it('changes what it brought before if it is newer, and never doubles it', async () => {
    const later = (sequence: number) =>
      calendar(...event(sequence, 'DTSTART;VALUE=DATE:20260914', 'DTEND;VALUE=DATE:20260916'));
    expect((await send(later(0))).body.events).toMatchObject([{ action: 'unchanged' }]);
    expect(await partiels()).toMatchObject([{ from: '2026-09-07' }]);
    expect((await send(later(1))).body.events).toMatchObject([{ action: 'change' }]);
    expect(await partiels()).toMatchObject([{ from: '2026-09-14', to: '2026-09-15', version: 2 }]);
    expect(
      (await send(calendar(...event(2, 'STATUS:CANCELLED', 'DTSTART;VALUE=DATE:20260914')))).body.events,
    ).toMatchObject([{ action: 'lift' }]);
    expect(await partiels()).toMatchObject([{ lifted: { reason: 'Partiels' } }]);
    expect((await send(later(3))).body.events).toMatchObject([{ action: 'skip', code: 'lifted' }]);
  });

  it('comes in a form too', async () => {
    const form = new FormData();
    form.set(
      'file',
      new Blob([
        calendar(
          'BEGIN:VEVENT',
          'UID:f',
          'SUMMARY:Formulaire',
          'DTSTART:20261001T080000Z',
          'DTEND:20261001T090000Z',
          'END:VEVENT',
        ),
      ]),
      'examens.ics',
    );
    const { status, body } = await spoc.send('POST', '/freezes/import?scope=institution', form);
    expect([status, body.events[0].action]).toEqual([200, 'declare']);
    expect(told(await spoc.send('POST', '/freezes/import?scope=institution', new FormData()))).toEqual([
      400,
      'no_file',
    ]);
  });

  it('is refused to whoever may not declare, before it is read; and where it is none', async () => {
    expect(told(await send('nonsense', '', agent))).toEqual([403, 'forbidden']);
    expect(told(await send('nonsense', '', lead))).toEqual([403, 'forbidden']);
    expect(told(await send('nonsense'))).toEqual([422, 'no_calendar']);
    expect((await spoc.post('/freezes/import?scope=institution', {})).status).toBe(415);
    expect((await spoc.send('POST', '/freezes', calendar(), { 'content-type': 'text/calendar' })).status).toBe(415);
    expect(told(await send(calendar(), '&timeZone=Mars/Olympus'))).toEqual([422, 'unknown_time_zone']);
    const latin = await spoc.raw('/freezes/import?scope=institution', {
      method: 'POST',
      headers: { 'content-type': 'text/calendar' },
      body: Buffer.from([0xe9, 0xff]),
    });
    expect([latin.status, ((await latin.json()) as { code: string }).code]).toEqual([400, 'not_utf8']);
  });

  it.each([
    ['that says its length', 'content-length'],
    ['that does not', 'transfer-encoding'],
  ])('of 50 MB %s is cut off', async (_, how) => {
    const status = await new Promise<number>((resolve, reject) => {
      const size = 50_000_000;
      const asked = request(
        `${spoc.url}/api/v1/freezes/import?scope=institution`,
        {
          method: 'POST',
          headers: {
            ...spoc.authorization,
            'content-type': 'text/calendar',
            ...(how === 'content-length' ? { 'content-length': size } : {}),
          },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
          asked.destroy();
        },
      );
      asked.on('error', reject);
      const chunk = Buffer.alloc(1_000_000, 'x');
      let left = size / chunk.length;
      const next = () => {
        for (; left > 0 && !asked.destroyed; left -= 1) {
          if (!asked.write(chunk)) {
            left -= 1;
            asked.once('drain', next);
            return;
          }
        }
        asked.end();
      };
      next();
    });
    expect(status).toBe(413);
  });
});
