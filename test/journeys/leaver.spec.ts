import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { PASSWORD, startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';

// Somebody comes, works and leaves: by the command line, the mail and the page it links to, and what the audit says of it.

let guichet: TestApp;
let admin: pg.Client;
let chief: Browser, auditor: Browser, elsewhere: Browser, spoc: Browser;
const ids: Record<string, string> = {};
const NEW = 'quatre chevaux sous la pluie';

beforeAll(async () => {
  // the command line has no clock but the real one
  guichet = await startTestApp({ now: new Date().toISOString(), environment: { SESSION_HOURS: '720' } });
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  [chief, auditor, elsewhere, spoc] = (await Promise.all(
    ['admin.ulco', 'auditor.ulco', 'admin.uphf', 'spoc.ulco'].map((one) => guichet.as(one)),
  )) as [Browser, Browser, Browser, Browser];
  for (const name of ['lou', 'sacha']) {
    const { rows } = await admin.query<{ id: string }>(
      `with person as (
         insert into person (id, email, display_name, locale)
         values (gen_random_uuid(), $1, $2, 'fr')
         returning id
       ), member as (
         insert into membership (person_id, institution_id)
         select p.id, i.id from person p cross join institution i where i.code = 'ULCO'
         returning person_id, institution_id
       )
       insert into role_grant (institution_id, person_id, role)
       select institution_id, person_id, 'agent' from member
       returning person_id as id`,
      [`${name}@ulco.example`, name === 'lou' ? 'Lou Martin' : 'Sacha Petit'],
    );
    ids[name] = rows[0]!.id;
  }
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

const program = fileURLToPath(new URL('../../dist/src/admin/main.js', import.meta.url));
/** The clock of the program stands where the command line's is afterwards. */
async function run(...words: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const ran = await command(words);
  guichet.clock.advance(Math.max(0, Date.now() - guichet.clock.now().getTime()));
  return ran;
}
async function command(words: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const { owner, api, worker, jobs, maintenance } = guichet.urls;
  const environment = {
    PATH: process.env['PATH'],
    DEMO: 'off',
    DATA_DIR: guichet.dataDir,
    SECRET_KEY: 'a secret key that lives as long as a journey does',
    DATABASE_OWNER_URL: owner,
    DATABASE_API_URL: api,
    DATABASE_WORKER_URL: worker,
    DATABASE_JOBS_URL: jobs,
    DATABASE_MAINTENANCE_URL: maintenance,
  };
  return promisify(execFile)(process.execPath, [program, ...words], { env: environment }).then(
    ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
    (error: unknown) => {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { status: code, stdout, stderr };
    },
  );
}

async function linkTo(email: string, subject: string, but: string[] = []): Promise<string> {
  const path = (text = '') => /https?:\/\/[^/\s]+(\/password\/gup_[\w-]+)/.exec(text)?.[1] ?? '';
  const { mail, from } = await guichet.mailbox.expect(
    email,
    (one) => one.subject === subject && !but.includes(path(one.text)),
  );
  const headers = Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]));
  expect([from, headers['auto-submitted']]).toEqual(['', expect.stringMatching(/^auto-/)]);
  expect(path(mail.text)).not.toBe('');
  return path(mail.text);
}

/** As a browser without scripts. */
async function page(path: string, form?: Record<string, string>) {
  const answer = await fetch(`${guichet.anybody.url}${path}`, {
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    headers: { 'accept-language': 'en' },
  });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
}
const signIn = async (email: string, password: string) =>
  (await guichet.anybody.post('/auth/login', { email, password })).status;
const lou = 'lou@ulco.example';

describe('somebody comes', () => {
  it('by a link that a scanner may open, that sets a password once, and that a new invitation replaces', async () => {
    const first = await run('user', 'invite', lou);
    expect(first).toMatchObject({ status: 0, stdout: expect.stringContaining('is invited; the link serves until') });
    const old = await linkTo(lou, 'Votre compte Guichet');
    expect((await run('user', 'invite', lou)).status).toBe(0);
    const path = await linkTo(lou, 'Votre compte Guichet', [old]);

    // neither looking nor a prefetch changes anything
    const before = (await admin.query('select ended_at from password_link order by made_at')).rows;
    for (let n = 0; n < 3; n += 1) expect((await page(path)).status).toBe(200);
    expect((await page(path)).headers.get('cache-control')).toBe('no-store');
    expect((await admin.query('select ended_at from password_link order by made_at')).rows).toEqual(before);

    // one answer for what opens nothing: replaced, unknown, malformed
    const gone = await page(old, { password: NEW });
    expect(gone.status).toBe(404);
    for (const path of [`/password/gup_${'x'.repeat(43)}`, '/password/none'])
      expect(await page(path, { password: NEW })).toMatchObject({ status: 404, text: gone.text });
    for (const password of ['court', 'aaaaaaaaaaaaaaa', 'Lou@ulco.example'])
      expect((await page(path, { password })).status).toBe(422);
    expect(await signIn(lou, NEW)).toBe(401);
    expect((await page(path, { password: NEW })).status).toBe(200);
    expect(await signIn(lou, NEW)).toBe(200);
    // it worked once
    expect(await page(path, { password: 'un autre mot de passe' })).toMatchObject({ status: 404, text: gone.text });
    expect(await signIn(lou, 'un autre mot de passe')).toBe(401);
    expect((await run('user', 'invite', lou)).stderr).toContain('a reset gives them another');
    // the token stands nowhere
    const { rows } = await admin.query<{ all: string }>(
      `select concat((select json_agg(l)::text from password_link l), (select json_agg(m)::text from mail m),
                     (select json_agg(e.data)::text from event e)) as all`,
    );
    for (const token of [old, path].map((one) => one.split('/').at(-1)!)) expect(rows[0]?.all).not.toContain(token);
  });

  it('changes their password by the old one, and every other session ends', async () => {
    const [one, other] = [await guichet.anybody.signIn(lou, NEW), await guichet.anybody.signIn(lou, NEW)];
    const asked = { oldPassword: NEW, newPassword: 'cinq chevaux sous la neige' };
    expect((await one.post('/auth/password', { ...asked, oldPassword: 'faux' })).status).toBe(401);
    expect((await one.post('/auth/password', { ...asked, newPassword: NEW })).body).toMatchObject({
      code: 'bad_password',
      errors: [{ pointer: '/newPassword', code: 'unchanged' }],
    });
    const { status, body } = await one.post('/auth/password', asked);
    expect([status, body.accessToken]).toEqual([200, expect.stringMatching(/^gu_/)]);
    expect([(await one.get('/me')).status, (await other.get('/me')).status]).toEqual([401, 401]);
    const me = await guichet.anybody.send('GET', '/me', undefined, {
      authorization: `Bearer ${body.accessToken as string}`,
    });
    expect(me.status).toBe(200);
    expect([await signIn(lou, NEW), await signIn(lou, asked.newPassword)]).toEqual([401, 200]);
  });

  it('has forgotten it: one answer whether or not somebody has the address, and three mails an hour', async () => {
    const ask = async (email: string) => (await guichet.anybody.post('/auth/forgotten', { email })).status;
    expect([await ask('Lou@ulco.example'), await ask('nobody@ulco.example')]).toEqual([204, 204]);
    const path = await linkTo(lou, 'Mot de passe oublié');
    // the password stays until the link is used
    expect(await signIn(lou, 'cinq chevaux sous la neige')).toBe(200);
    for (let n = 0; n < 4; n += 1) expect([await ask(lou), await ask('nobody@ulco.example')]).toEqual([204, 204]);
    const { rows } = await admin.query('select 1 from password_link where person_id = $1 and purpose = $2', [
      ids['lou'],
      'forgotten',
    ]);
    expect(rows).toHaveLength(3);
    expect((await page(path, { password: NEW })).status).toBe(200);
    for (let n = 0; n < 6; n += 1) await Promise.all([ask(lou), ask('nobody@ulco.example')]);
    expect([await ask(lou), await ask('nobody@ulco.example')]).toEqual([429, 429]);
  });

  it('is reset: the old password and the sessions end at once', async () => {
    const session = await guichet.anybody.signIn(lou, NEW);
    expect((await run('user', 'reset', lou)).status).toBe(0);
    expect([(await session.get('/me')).status, await signIn(lou, NEW)]).toEqual([401, 401]);
    const path = await linkTo(lou, 'Choisissez un nouveau mot de passe');
    expect((await page(path, { password: NEW })).status).toBe(200);
    expect(await signIn(lou, NEW)).toBe(200);
  });
});

describe('a token for programs', () => {
  it('is made, listed and ended on the command line, and told once', async () => {
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const made = await run(
      'token',
      'make',
      'passerelle',
      '--of',
      'operator@guichet.example',
      '--scope',
      'mail:inbound',
      '--until',
      until,
    );
    expect(made).toMatchObject({ status: 0, stdout: expect.stringMatching(/^gut_[\w-]{43}\n$/) });
    const id = made.stderr.split(',')[0]!;
    const { stdout } = await run('token', 'list');
    expect(stdout).toMatch(new RegExp(`${id} .* never +mail:inbound .*passerelle`));
    expect(stdout).not.toContain(made.stdout.trim());
    expect(
      (
        await run(
          'token',
          'make',
          'x',
          '--of',
          lou,
          '--institution',
          'ULCO',
          '--scope',
          'mail:inbound',
          '--until',
          until,
        )
      ).status,
    ).toBe(1);
    expect((await run('token', 'end', id)).status).toBe(0);
    expect((await run('token', 'end', id)).status).toBe(1);
  });
});

describe('somebody leaves', () => {
  it('and their work is printed, mailed to the admins, and seen by the desk', async () => {
    const agent = await guichet.anybody.signIn(lou, NEW);
    const opened = await agent.post('/tickets', {
      kind: 'incident',
      service: 'FUNCAMPUS',
      title: 'Un titre que personne ne doit lire',
      description: 'x',
    });
    const reference = opened.body.reference as string;
    expect((await agent.post(`/tickets/${reference}/take`)).status).toBe(200);
    expect((await run('user', 'leaver', lou, '--on', '2999-01-01')).status).toBe(1);
    expect((await agent.get('/me')).status).toBe(200);

    const left = await run('user', 'leaver', lou);
    expect(left.status).toBe(0);
    expect(left.stdout).toMatch(new RegExp(`ULCO +ticket +${reference}`));
    expect(left.stdout).not.toContain('Un titre');
    expect((await agent.get('/me')).status).toBe(401);
    expect(await signIn(lou, NEW)).toBe(401);
    const { mail } = await guichet.mailbox.expect(
      'admin.ulco',
      ({ subject }) => subject?.includes('Lou Martin') === true,
    );
    expect(mail.text).toContain(reference);
    expect(mail.text).not.toContain('Un titre');

    // nothing is lost: the desk still sees it, by whom it was, and takes it
    const ticket = (await spoc.get(`/tickets/${reference}`)).body;
    expect(ticket).toMatchObject({ state: 'in_progress', assignee: { name: 'Lou Martin' } });
    const sacha = (await run('user', 'show', lou)).stdout;
    expect(sacha).toContain(reference);
    const { id } = (await spoc.get('/me')).body;
    expect((await spoc.post(`/tickets/${reference}/assign`, { assignee: id })).status).toBe(200);
    expect((await run('user', 'show', lou)).stdout).toContain('nothing is theirs to do');
    expect((await run('user', 'leaver', lou)).stderr).toContain('They have left.');
  });

  it('and the audit tells all of it to the own admins, and nothing to others', async () => {
    const { status, body } = await chief.get(`/audit?person=${ids['lou']!}&limit=100`);
    expect(status).toBe(200);
    const types = body.items.map(({ type }: { type: string }) => type);
    expect(types).toEqual([
      'person.left',
      'person.password_set',
      'person.reset',
      'person.password_set',
      'person.password_changed',
      'person.password_set',
      'person.invited',
      'person.invited',
    ]);
    expect(body.items[0]).toMatchObject({
      kind: 'people',
      actor: { name: 'Guichet' },
      institution: { code: 'ULCO' },
      person: { id: ids['lou'], name: 'Lou Martin' },
      details: { personId: ids['lou'] },
    });
    expect(body.items[1].actor).toEqual({ id: ids['lou'], name: 'Lou Martin' });
    const numbers = body.items.map(({ number }: { number: number }) => number);
    expect(numbers).toEqual([...numbers].sort((a: number, b: number) => b - a));
    expect(JSON.stringify(body)).not.toMatch(/lou@ulco|gup_|argon/);
    for (const [who, expected] of [
      [elsewhere, 200],
      [spoc, 403],
      [await guichet.as('manager.ulco'), 403],
      [await guichet.as('operator'), 403],
    ] as const) {
      const answer = await who.get(`/audit?person=${ids['lou']!}`);
      expect([answer.status, answer.body.items ?? []]).toEqual([expected, []]);
    }
    // tickets are for auditors, and say who and what alone
    expect((await chief.get('/audit?kind=tickets')).status).toBe(403);
    const work = (await auditor.get(`/audit?kind=tickets&person=${ids['lou']!}`)).body.items;
    expect(work.map(({ type }: { type: string }) => type)).toEqual(
      expect.arrayContaining(['ticket.taken', 'ticket.opened']),
    );
    expect(work[0]).toMatchObject({ details: null, number: null, actor: { name: 'Lou Martin' } });
    const byRef = await auditor.get(`/audit?ref=${work[0].ref as string}&kind=tickets`);
    expect(byRef.body.items.length).toBeGreaterThanOrEqual(3);
    expect((await auditor.get('/audit?ref=ULCO-2026-99999')).body.items).toEqual([]);
  });

  it('and pages and exports tell the same', async () => {
    const all = (await chief.get('/audit?limit=100&kind=people')).body.items;
    const paged: unknown[] = [];
    let next: string | null = '';
    while (next !== null) {
      const path: string = `/audit?limit=3&kind=people${next ? `&cursor=${next}` : ''}`;
      const { body } = await chief.get<{ items: unknown[]; nextCursor: string | null }>(path);
      paged.push(...body.items);
      next = body.nextCursor;
    }
    expect(paged).toEqual(all);
    const jsonl = await (await chief.raw('/audit/export?format=jsonl&kind=people')).text();
    const lines = jsonl
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.slice(0, -1)).toEqual(all);
    expect(lines.at(-1)).toEqual({ count: all.length });
    const csv = await (await chief.raw('/audit/export?format=csv&kind=people')).text();
    expect(csv.split('\r\n')).toHaveLength(Number(all.length) + 2);
    const half = all[Math.floor(all.length / 2)].at as string;
    const early = (await chief.get(`/audit?kind=people&to=${half}`)).body.items;
    const late = (await chief.get(`/audit?kind=people&from=${half}`)).body.items;
    expect([...late, ...early]).toEqual(all);
    expect((await elsewhere.raw('/audit/export?format=jsonl')).status).toBe(200);
  });
});

it('keeps the passwords of everybody else', async () => {
  expect(await signIn('spoc.ulco@guichet.example', PASSWORD)).toBe(200);
});
