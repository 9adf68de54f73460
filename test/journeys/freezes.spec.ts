import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { convertIcsCalendar } from 'ts-ics';
import { PASSWORD, startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

// Periods without changes: declared by those for whom they speak, imported, lifted; and the calendar in which they stand.

let guichet: TestApp;
let admin: pg.Client;
let operator: Browser,
  lead: Browser,
  spoc: Browser,
  manager: Browser,
  agent: Browser,
  requester: Browser,
  stranger: Browser;

beforeAll(async () => {
  // a Tuesday
  guichet = await startTestApp({ now: '2026-03-10T09:00:00Z' });
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  await admin.query(
    `insert into person (id, email, display_name, locale, is_operator)
     values ('00000000-0000-7000-8000-00000000000a', 'the.operator@guichet.example', 'L’opératrice', 'fr', true)
     on conflict do nothing`,
  );
  await admin.query(
    `insert into credential
     select '00000000-0000-7000-8000-00000000000a', c.password_hash
       from credential c join person p on p.id = c.person_id where p.email = 'spoc.ulco@guichet.example'`,
  );
  operator = await guichet.anybody.signIn('the.operator@guichet.example', PASSWORD);
  const names = ['change-manager.fun', 'spoc.ulco', 'manager.uphf', 'agent.ulco', 'requester.ulco', 'spoc.ujm'];
  [lead, spoc, manager, agent, requester, stranger] = (await Promise.all(names.map((one) => guichet.as(one)))) as [
    Browser,
    Browser,
    Browser,
    Browser,
    Browser,
    Browser,
  ];
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

const told = ({ status, body }: { status: number; body: { code?: string } }) => [status, body.code];
const plain = ({ status, body }: { status: number; body: Record<string, unknown> }) => {
  const { requestId, instance, ...rest } = body;
  return { status, rest, named: [typeof requestId, typeof instance] };
};
const week = { title: 'Examens', reason: 'Les examens du second semestre', from: '2026-06-01', to: '2026-06-05' };
const declare = (who: Browser, more: object = {}) => who.post('/freezes', { scope: 'institution', ...week, ...more });
const nobody = '00000000-0000-7000-8000-000000000000';
const listed = async (who: Browser) =>
  ((await who.get('/freezes')).body.items as { title: string }[]).map(({ title }) => title);
const recorded = async (id: string) =>
  (await admin.query<{ type: string }>('select type from event where stream_id = $1 order by number', [id])).rows.map(
    ({ type }) => type,
  );

const ids: Record<string, string> = {};

describe('a freeze is declared', () => {
  it('by the operator for the consortium, by the lead provider for a service, by an institution for itself', async () => {
    const consortium = await declare(operator, {
      scope: 'consortium',
      title: 'Fin d’année',
      timeZone: 'Europe/Paris',
      from: '2026-12-19',
      to: '2027-01-03',
    });
    expect(consortium.status).toBe(201);
    expect(consortium.body).toMatchObject({
      institution: null,
      service: null,
      wholeDays: true,
      periodCount: 1,
      version: 1,
    });
    expect(consortium.body.periods).toMatchObject([
      { from: '2026-12-18T23:00:00Z', to: '2027-01-03T23:00:00Z', blocksShared: null },
    ]);
    const service = await declare(lead, { scope: 'service', service: 'FUNCAMPUS', title: 'Rentrée' });
    expect([service.status, service.body.service.code, service.headers.get('etag')]).toEqual([201, 'FUNCAMPUS', '"1"']);
    const own = await declare(spoc, { title: 'Examens de l’ULCO' });
    expect([own.status, own.body.institution.code]).toEqual([201, 'ULCO']);
    Object.assign(ids, { consortium: consortium.body.id, service: service.body.id, own: own.body.id });
    expect(await recorded(ids['own']!)).toEqual(['freeze.declared']);
    expect(await recorded(ids['consortium']!)).toEqual(['freeze.declared']);
  });

  it('by nobody else', async () => {
    for (const who of [agent, requester]) expect(told(await declare(who))).toEqual([403, 'forbidden']);
    expect(told(await declare(spoc, { scope: 'consortium', timeZone: 'UTC' }))).toEqual([403, 'forbidden']);
    expect(told(await declare(operator))).toEqual([403, 'forbidden']);
    expect(told(await declare(spoc, { scope: 'service', service: 'FUNCAMPUS' }))).toEqual([403, 'forbidden']);
    const elsewhere = await guichet.as('change-manager.ulco');
    expect(told(await declare(elsewhere, { scope: 'service', service: 'FUNCAMPUS' }))).toEqual([403, 'forbidden']);
    expect(told(await declare(lead))).toEqual([403, 'forbidden']);
  });

  it.each<[string, object, number, string]>([
    ['a service that there is not', { scope: 'service', service: 'RIEN' }, 422, 'unknown_service'],
    ['a service of none', { scope: 'service' }, 422, 'unknown_service'],
    ['an end before the begin', { to: '2026-05-31' }, 422, 'ends_before_it_begins'],
    ['more than a year at a time', { to: '2027-06-05' }, 422, 'too_long'],
    ['what is over', { from: '2026-02-01', to: '2026-02-02' }, 422, 'over'],
    ['a day that does not exist', { from: '2026-02-30' }, 400, 'invalid_input'],
    ['an instant without an offset', { from: '2026-06-01T10:00:00', to: '2026-06-01T11:00:00' }, 400, 'invalid_input'],
    ['a day and an instant', { to: '2026-06-05T10:00:00Z' }, 422, 'mixed'],
    ['a rule without an end', { recurrence: 'FREQ=WEEKLY' }, 422, 'endless_recurrence'],
    ['a rule of every second', { recurrence: 'FREQ=SECONDLY;COUNT=3' }, 422, 'invalid_recurrence'],
    ['a zone that is none', { timeZone: 'Mars/Olympus' }, 422, 'unknown_time_zone'],
    ['no title', { title: '  ' }, 400, 'invalid_input'],
    ['a title that turns the direction of writing', { title: 'x\u202E' }, 400, 'invalid_input'],
    ['a field that is not known', { blocksShared: true }, 400, 'invalid_input'],
  ])('but not for %s', async (_, more, status, code) => {
    const who = 'scope' in more ? lead : spoc;
    expect(told(await declare(who, more))).toEqual([status, code]);
  });
});

describe('a freeze is seen', () => {
  it('of the consortium by everybody, of a service where it is used or run, of an institution at home and by its providers', async () => {
    expect(await listed(requester)).toEqual(['Fin d’année']);
    expect(await listed(operator)).toEqual(['Fin d’année']);
    expect(await listed(agent)).toEqual(['Rentrée', 'Examens de l’ULCO', 'Fin d’année']);
    expect(await listed(stranger)).toEqual(['Rentrée', 'Fin d’année']);
    expect(await listed(await guichet.as('spoc.uphf'))).not.toContain('Examens de l’ULCO');
    expect(await listed(lead)).toEqual(['Rentrée', 'Examens de l’ULCO', 'Fin d’année']);
    // level 1 of the provider is nobody's provider
    expect(await listed(await guichet.as('spoc.fun'))).not.toContain('Examens de l’ULCO');
  });

  it('and is for everybody else as if there were none', async () => {
    const { body } = await spoc.get(`/freezes/${ids['own']!}`);
    expect(body.title).toBe('Examens de l’ULCO');
    for (const who of [stranger, requester, operator, await guichet.as('agent.uphf')]) {
      for (const [method, path, sent] of [
        ['GET', '', undefined],
        ['PATCH', '', { title: 'À moi' }],
        ['POST', '/lift', { reason: 'À moi' }],
      ] as const) {
        const ask = (id: string) => who.send(method, `/freezes/${id}${path}`, sent, { 'if-match': '"1"' });
        expect(plain(await ask(ids['own']!))).toEqual(plain(await ask(nobody)));
        expect((await ask(ids['own']!)).status).toBe(404);
      }
      expect(JSON.stringify((await who.get('/freezes?institution=ULCO')).body)).not.toContain('ULCO');
    }
  });

  it('but moved and lifted by those alone who declare it', async () => {
    for (const who of [agent, lead])
      expect(told(await who.post(`/freezes/${ids['own']!}/lift`, { reason: 'x' }))).toEqual([403, 'forbidden']);
    expect(told(await spoc.post(`/freezes/${ids['consortium']!}/lift`, { reason: 'x' }))).toEqual([403, 'forbidden']);
    expect((await spoc.send('PATCH', `/freezes/${ids['own']!}`, { title: 'x' })).status).toBe(428);
    expect((await spoc.send('PATCH', `/freezes/${ids['own']!}`, { title: 'x' }, { 'if-match': '"9"' })).status).toBe(
      412,
    );
  });
});

describe('the ten working days of an institution', () => {
  const first = async (more: object) => (await declare(manager, more)).body.periods[0];

  it('are used by what was declared twenty working days ahead, in the order of declaration', async () => {
    expect(await first({ title: 'Huit jours', from: '2026-06-01', to: '2026-06-10' })).toMatchObject({
      blocksShared: true,
      why: 'within_allowance',
      workingDays: 8,
      declaredAhead: 20,
      allowance: { year: 2026, used: 8, of: 10 },
    });
    expect(await first({ title: 'Trois de trop', from: '2026-09-07', to: '2026-09-09' })).toMatchObject({
      blocksShared: false,
      why: 'allowance_used',
      allowance: { used: 8 },
    });
    expect(await first({ title: 'Encore deux', from: '2026-09-14', to: '2026-09-15' })).toMatchObject({
      blocksShared: true,
      allowance: { used: 10 },
    });
    expect(await first({ title: 'Trop tard', from: '2026-04-01', to: '2026-04-01' })).toMatchObject({
      blocksShared: false,
      why: 'declared_too_late',
    });
    expect(await first({ title: 'L’an prochain', from: '2027-06-01', to: '2027-06-04' })).toMatchObject({
      blocksShared: true,
      allowance: { year: 2027, used: 4 },
    });
  });

  it('come back when a freeze is lifted, and go to the one that lacked them', async () => {
    const { body } = await manager.get('/freezes?institution=UPHF');
    const of = (title: string) => (body.items as any[]).find((one) => one.title === title);
    const lifted = await manager.post(`/freezes/${of('Huit jours').id}/lift`, {
      reason: 'Reportés',
      from: '2026-06-02T22:00:00Z',
    });
    expect(lifted.body).toMatchObject({ lifted: { from: '2026-06-02T22:00:00Z', reason: 'Reportés' }, version: 2 });
    expect(lifted.body.periods).toMatchObject([
      { to: '2026-06-02T22:00:00Z', workingDays: 2, blocksShared: true, isLifted: false },
    ]);
    const again = await manager.get(`/freezes/${of('Trois de trop').id}`);
    expect(again.body.periods).toMatchObject([{ blocksShared: true, why: 'within_allowance', allowance: { used: 7 } }]);
    expect(told(await manager.post(`/freezes/${of('Huit jours').id}/lift`, { reason: 'x' }))).toEqual([409, 'lifted']);
    expect(await recorded(of('Huit jours').id)).toEqual(['freeze.declared', 'freeze.lifted']);
  });
});

describe('the calendar', () => {
  const inJune = '/calendar?from=2026-06-01&to=2026-06-30';

  it('shows freezes and agreed maintenance of the own services, and nobody else’s', async () => {
    const { status, body } = await spoc.get(inJune);
    expect([status, body.nextCursor]).toEqual([200, null]);
    const of = (kind: string) => (body.items as any[]).filter((one) => one.kind === kind);
    expect(of('freeze').map(({ title }) => title)).toEqual(expect.arrayContaining(['Rentrée', 'Examens de l’ULCO']));
    expect(of('freeze').map(({ title }) => title)).not.toContain('Huit jours');
    expect(of('maintenance')).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          from: '2026-06-02T04:30:00Z',
          to: '2026-06-02T06:00:00Z',
          service: expect.objectContaining({ code: 'FUNCAMPUS' }),
        }),
      ]),
    );
    const foreign = JSON.stringify((await stranger.get(inJune)).body);
    expect(foreign).toContain('maintenance');
    expect(foreign).not.toContain('ULCO');
    expect((await requester.get('/calendar?from=2026-12-01&to=2026-12-31')).body.items).toMatchObject([
      { title: 'Fin d’année' },
    ]);
  });

  it.each<[string, number, string]>([
    ['', 400, 'invalid_input'],
    ['?from=2026-06-01', 400, 'invalid_input'],
    ['?from=2026-06-31&to=2026-07-01', 400, 'invalid_input'],
    ['?from=2026-06-02&to=2026-06-01', 422, 'ends_before_it_begins'],
    ['?from=2026-06-01&to=2027-07-06', 422, 'too_long'],
  ])('is not shown for %s', async (query, status, code) => {
    expect(told(await spoc.get(`/calendar${query}`))).toEqual([status, code]);
  });

  it('is fetched at a secret address, as long as it is not revoked, with the rights of the moment', async () => {
    const { status, body } = await spoc.post('/calendar/feeds', { name: 'Mon guichet' });
    expect([status, Object.keys(body)]).toEqual([201, expect.arrayContaining(['id', 'url'])]);
    const path = new URL(body.url as string).pathname;
    const fetched = (headers: Record<string, string> = {}) => fetch(`${spoc.url}${path}`, { headers });
    const first = await fetched();
    const text = await first.text();
    expect([first.status, first.headers.get('content-type'), first.headers.get('cache-control')]).toEqual([
      200,
      'text/calendar; charset=utf-8',
      'private, no-cache',
    ]);
    const titles = (calendar: string) =>
      (convertIcsCalendar(undefined, calendar).events ?? []).map(({ summary }) => summary);
    expect(titles(text)).toEqual(
      expect.arrayContaining(['Gel : Fin d’année', 'Gel : Examens de l’ULCO', 'Gel : Rentrée']),
    );
    expect(titles(text).some((title) => title.startsWith('Maintenance convenue : '))).toBe(true);
    expect(text).toContain('X-WR-CALNAME:Mon guichet');

    const known = { 'if-none-match': first.headers.get('etag') ?? '' };
    expect((await fetched(known)).status).toBe(304);
    await spoc.post(`/freezes/${ids['own']!}/lift`, { reason: 'Reportés' });
    const after = await fetched(known);
    expect(after.status).toBe(200);
    const events = convertIcsCalendar(undefined, await after.text()).events ?? [];
    expect(events.find(({ uid }) => uid === `freeze-${ids['own']!}@guichet`)).toMatchObject({
      status: 'CANCELLED',
      sequence: 1,
    });

    const grants = `from role_grant where person_id = (select id from person where email = 'spoc.ulco@guichet.example')`;
    await admin.query(`create temporary table taken as select * ${grants}`);
    await admin.query(`delete ${grants}`);
    await admin.query(`insert into role_grant select institution_id, person_id, 'requester', null from taken limit 1`);
    expect(titles(await (await fetched()).text())).toEqual(['Gel : Fin d’année']);
    await admin.query(`delete ${grants}`);
    await admin.query('insert into role_grant select * from taken');

    expect((await spoc.get('/calendar/feeds')).body.items).toMatchObject([
      { name: 'Mon guichet', lastReadAt: '2026-03-10T09:00:00Z' },
    ]);
    expect(JSON.stringify((await spoc.get('/calendar/feeds')).body)).not.toContain(path.split('/').at(-1));
    const mine = `/calendar/feeds/${body.id as string}`;
    expect(plain(await stranger.send('DELETE', mine, undefined))).toEqual(
      plain(await stranger.send('DELETE', `/calendar/feeds/${nobody}`, undefined)),
    );
    expect((await spoc.send('DELETE', mine, undefined)).status).toBe(204);
    const gone = await fetched();
    const never = await fetch(`${spoc.url}/api/v1/calendar/${'x'.repeat(43)}.ics`);
    const kept = async (response: Response) => ({
      ...((await response.json()) as object),
      instance: '',
      requestId: '',
    });
    expect([gone.status, never.status]).toEqual([404, 404]);
    expect(await kept(gone)).toEqual(await kept(never));
  });
});

// the clock goes on, and sessions end
it('the allowance of a freeze stays with it when it is shortened; one that is moved counts as declared now', async () => {
  const { body } = await declare(await guichet.as('spoc.amu'), {
    title: 'Examens',
    from: '2026-06-08',
    to: '2026-06-12',
  });
  guichet.clock.advance(80 * 86_400_000); // 29 May
  const amu = await guichet.as('spoc.amu');
  const at = `/freezes/${body.id as string}`;
  const shorter = await amu.send('PATCH', at, { to: '2026-06-10' }, { 'if-match': '"1"' });
  expect(shorter.body.periods).toMatchObject([{ blocksShared: true, workingDays: 3, declaredAhead: 20 }]);
  const moved = await amu.send('PATCH', at, { to: '2026-06-11' }, { 'if-match': '"2"' });
  expect(moved.body.periods).toMatchObject([{ blocksShared: false, why: 'declared_too_late' }]);
});
