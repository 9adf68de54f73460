import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { formWith } from '../security/operations.js';
import { PASSWORD, startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { compiled } from '../support/compiled.js';
import { everyRow } from '../support/everywhere.js';
import { until } from '../support/until.js';

// Somebody asks for help across institutions, leaves, and is erased: what others see of it, and where nothing of it stands.

const { writeBackup } = await compiled<typeof import('../../src/backup/index.js')>('backup/index.js');
const { checkRecord, SignedHeads, headsFolder } =
  await compiled<typeof import('../../src/record/index.js')>('record/index.js');
const KEY = 'a secret key that lives as long as a journey does';

let guichet: TestApp;
let admin: pg.Client;
let lou: Browser, agent: Browser, chief: Browser, spoc: Browser, engineer: Browser, stranger: Browser;
let person: string, ticket: string, file: string;
const ADDRESS = 'lou.zibeline@ulco.example';
/** Of the name, the address, and what they wrote of themselves. */
const TRACE = /zibeline|quokka|migraine|radiographie/i;

const erase = (who: Browser, email = ADDRESS, id = person) => who.post(`/people/${id}/erase`, { email });
const figuresNow = async () => {
  const manager = await guichet.as('manager.ulco');
  const [handled, held, timers] = [
    await manager.get('/reports/handled-in-time?service=FUNCAMPUS'),
    await spoc.get(`${ticket}/time-held`),
    await spoc.get(`${ticket}/timers`),
  ];
  expect([handled.status, held.status, timers.status]).toEqual([200, 200, 200]);
  const { rows } = await admin.query<object>('select * from event order by stream_id, number');
  const events = rows.filter((row) => (row as { type: string }).type !== 'person.erased');
  return JSON.stringify([handled.body, held.body, timers.body, events]);
};

beforeAll(async () => {
  guichet = await startTestApp();
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  const { rows } = await admin.query<{ id: string }>(
    `with come as (
       insert into person (id, email, display_name, locale) values (gen_random_uuid(), $1, 'Lou Zibeline', 'fr') returning id
     ), member as (
       insert into membership (person_id, institution_id)
       select p.id, i.id from come p cross join institution i where i.code = 'ULCO' returning person_id, institution_id
     ), password as (
       insert into credential select p.id, c.password_hash from come p cross join credential c
         join person o on o.id = c.person_id where o.email = 'requester.ulco@guichet.example'
     )
     insert into role_grant (institution_id, person_id, role) select institution_id, person_id, 'requester' from member
     returning person_id as id`,
    [ADDRESS],
  );
  person = rows[0]!.id;
  lou = await guichet.anybody.signIn(ADDRESS, PASSWORD);
  [agent, chief, spoc, engineer, stranger] = (await Promise.all(
    ['agent.ulco', 'admin.ulco', 'spoc.ulco', 'engineer.fun', 'admin.uphf'].map((one) => guichet.as(one)),
  )) as [Browser, Browser, Browser, Browser, Browser];
  const opened = await lou.post(
    '/tickets',
    { kind: 'incident', service: 'FUNCAMPUS', title: 'Ma migraine', description: 'Un quokka me regarde.' },
    { 'idempotency-key': '3f2b8a52-8a55-4a9e-9a55-00000000lou1' },
  );
  ticket = `/tickets/${opened.body.reference as string}`;
  const sent = await lou.send(
    'POST',
    `${ticket}/attachments`,
    formWith('ma radiographie', 'radiographie.txt', { audience: 'requester' }),
    {},
  );
  expect([opened.status, sent.status, sent.body]).toEqual([201, 201, expect.anything()]);
  const attached = await admin.query<{ id: string }>('select id from attachment');
  file = `${ticket}/attachments/${attached.rows[0]!.id}`;
  const described = (await spoc.get(`${ticket}/messages`)).body.items[0].id as string;
  const done = [
    opened,
    sent,
    await agent.post(`${ticket}/messages`, { body: 'Bonjour, et ce quokka ?', audience: 'requester' }),
    await agent.post(`${ticket}/messages`, {
      body: `Lou Zibeline (${ADDRESS}) rappelle demain.`,
      audience: 'internal',
    }),
    await spoc.post(`${ticket}/escalate`, {
      function: 'support',
      summary: 'Voir avec ZIBELINE Lou.',
      messages: [described],
    }),
    await engineer.post(`${ticket}/escalations/1/accept`),
    await engineer.post(`${ticket}/messages`, { body: 'Lou Zibeline a raison.', audience: 'shared' }),
    await engineer.post(`${ticket}/escalations/1/deliver`, { code: 'fixed', textForRequester: 'Réglé, Lou Zibeline.' }),
    await lou.put(`${ticket}/draft`, { body: 'Un autre quokka', audience: 'requester' }, { 'if-match': '"0"' }),
  ];
  expect(done.map(({ status }) => status).filter((status) => status > 201)).toEqual([]);
  // everybody who is told has been told
  await until(
    async () => (await admin.query('select 1 from outbox union all select 1 from mail_queue')).rows.length === 0,
  );
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

describe('nobody is erased', () => {
  it('whom it does not concern, by who may not, or by a slip', async () => {
    const { body: me } = await chief.get('/me');
    const answers = [
      await erase(stranger),
      await erase(chief, ADDRESS, '11111111-1111-4111-8111-111111111111'),
      await erase(agent),
      await erase(chief, 'lou@ulco.example'),
      await chief.get(`/people/${person}/erasure`),
      await agent.get(`/people/${person}/erasure`),
      await erase(chief, me.email as string, me.id as string),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 403, 422, 404, 403, 403]);
    expect(answers[0]!.body.detail).toBe(answers[1]!.body.detail);
  });

  it('who is still here, or for whom something is open', async () => {
    expect((await erase(chief)).body).toMatchObject({ status: 409, code: 'has_not_left' });
    await admin.query('update person set left_at = $2 where id = $1', [person, guichet.clock.now()]);
    const { body } = await erase(chief);
    expect(body).toMatchObject({
      status: 409,
      code: 'work_open',
      errors: [{ code: 'ticket', message: ticket.split('/').at(-1) }],
    });
    expect((await spoc.post(`${ticket}/escalations/1/confirm`, { resolve: true })).status).toBe(200);
    await until(
      async () => (await admin.query('select 1 from outbox union all select 1 from mail_queue')).rows.length === 0,
    );
  });
});

describe('somebody who was erased', () => {
  let before: string;

  it('is out at once, and gone before long', async () => {
    before = await figuresNow();
    const asked = await erase(chief, ` ${ADDRESS.toUpperCase()}`);
    expect([asked.status, asked.body]).toEqual([202, expect.objectContaining({ id: person })]);
    expect((await lou.get('/me')).status).toBe(401);
    expect((await guichet.anybody.post('/auth/login', { email: ADDRESS, password: PASSWORD })).status).toBe(401);
    await until(async () => (await chief.get(`/people/${person}/erasure`)).body.state === 'done');
    const again = await erase(chief, 'whatever@ulco.example');
    expect([again.status, again.body]).toEqual([
      202,
      {
        id: person,
        state: 'done',
        askedAt: expect.anything(),
        doneAt: expect.anything(),
      },
    ]);
    expect((await erase(stranger)).status).toBe(404);
  });

  it('stands in no table, no queue, no file, and in no fresh backup', async () => {
    const rows = await everyRow(async <T extends object>(text: string) => (await admin.query<T>(text)).rows);
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter((row) => TRACE.test(row))).toEqual([]);
    const folder = mkdtempSync(join(tmpdir(), 'guichet-erased-'));
    try {
      await writeBackup({
        maintenanceUrl: guichet.urls.maintenance,
        to: join(folder, 'backup'),
        attachments: join(guichet.dataDir, 'attachments'),
        recordHeads: headsFolder(guichet.dataDir),
        secretKeys: [KEY],
        now: guichet.clock.now(),
      });
      const held = [...filesIn(folder), ...filesIn(guichet.dataDir)];
      expect(held.length).toBeGreaterThan(100);
      expect(held.filter(([, text]) => TRACE.test(text)).map(([path]) => path)).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is nobody in particular to others, who keep what they wrote', async () => {
    const here = await spoc.get(`${ticket}/messages`);
    const there = await engineer.get(`${ticket}/messages`);
    for (const { body } of [here, there, await spoc.get(ticket), await engineer.get(ticket)])
      expect(JSON.stringify(body)).not.toMatch(TRACE);
    const said = (items: { body: string }[]) => items.map(({ body }) => body);
    expect(said(here.body.items)).toEqual(
      expect.arrayContaining(['[effacé]', '[effacé] ([effacé]) rappelle demain.', '[effacé] a raison.']),
    );
    expect(said(there.body.items)).toEqual(
      expect.arrayContaining(['[effacé]', 'Réglé, [effacé].', '[effacé] a raison.']),
    );
    const summary = await admin.query<{ body: string }>("select body from message where kind = 'summary'");
    expect(summary.rows).toEqual([{ body: 'Voir avec [effacé].' }]);
    expect((await spoc.get(ticket)).body).toMatchObject({ title: '[effacé]', requester: { name: 'Personne effacée' } });
    expect((await spoc.get(file)).body).toMatchObject({ status: 409, code: 'erased' });
    for (const word of ['quokka', 'zibeline', 'migraine'])
      expect((await spoc.get(`/tickets?q=${word}`)).body.items).toEqual([]);
    expect((await chief.get('/audit?kind=people&limit=1')).body.items[0]).toMatchObject({
      type: 'person.erased',
      person: { id: person, name: 'Personne effacée' },
    });
  });

  it('leaves every figure as it was, and a record that verifies', async () => {
    expect(await figuresNow()).toBe(before);
    const { events, flaws } = await checkRecord(
      guichet.urls.maintenance,
      new SignedHeads(headsFolder(guichet.dataDir), [KEY]),
    );
    expect([events > 5, flaws]).toEqual([true, []]);
  });
});

describe('after an older backup was brought back', () => {
  it('an erasure is done again from a list of ids, also of an account that had not ended by then', async () => {
    const { WorkerUnitOfWork } = await compiled<typeof import('../../src/database/index.js')>('database/index.js');
    const privacy = await compiled<typeof import('../../src/modules/privacy/index.js')>('modules/privacy/index.js');
    const erasures = () => privacy.allErasures(guichet.app.get(WorkerUnitOfWork));
    const [kept] = await erasures();
    expect(kept).toEqual({
      personId: person,
      institutionId: expect.any(String),
      askedAt: expect.any(Date),
      state: 'done',
      rowsChanged: expect.any(Number),
      isNameShared: false,
    });
    expect(kept!.rowsChanged).toBeGreaterThan(10);
    const again = guichet.app.get(privacy.ErasingService);
    const institution = kept!.institutionId;
    expect(await again.repeat(person, institution)).toBe('asked');
    expect(await again.repeat('11111111-1111-4111-8111-111111111111', institution)).toBe('unknown');
    const { rows } = await admin.query<{ id: string }>('select id from person where email = $1', [
      'requester.ulco@guichet.example',
    ]);
    const back = rows[0]!.id;
    expect(await again.repeat(back, institution)).toBe('erased');
    await until(async () => (await erasures()).every(({ state }) => state === 'done'));
    expect((await chief.get(`/people/${back}/erasure`)).body).toMatchObject({ id: back, state: 'done' });
    const types = (await chief.get('/audit?kind=people&limit=2')).body.items.map(({ type }: { type: string }) => type);
    expect(types).toEqual(['person.erased', 'person.left']);
  });
});

/** Every file below, with what is in it; of what is packed, what it says. */
function filesIn(folder: string): [string, string][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => {
      const path = join(one.parentPath, one.name);
      const bytes = readFileSync(path);
      return [path, (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')];
    });
}
