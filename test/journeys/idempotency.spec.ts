import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Browser } from '../support/browser.js';
import { compiled } from '../support/compiled.js';

/** Creations that are sent twice happen once. */
let guichet: TestApp;
let admin: pg.Client;
let agent: Browser, spoc: Browser, foreign: Browser;

beforeAll(async () => {
  guichet = await startTestApp();
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  [agent, spoc, foreign] = await Promise.all([
    guichet.as('agent.ulco'),
    guichet.as('spoc.ulco'),
    guichet.as('agent.uphf'),
  ]);
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
});

const ticket = (title = 'Un titre') => ({ kind: 'incident', service: 'FUNCAMPUS', title, description: 'Un texte' });
const open = (who: Browser, key: string, body: object = ticket()) =>
  who.post('/tickets', body, { 'idempotency-key': key });
const howMany = async (table: string, where = 'true') =>
  (await admin.query<{ n: number }>(`select count(*)::integer as n from ${table} where ${where}`)).rows[0]?.n;

describe('a creation with a key', () => {
  it('sent again gets the same answer, and nothing is made twice', async () => {
    const key = randomUUID();
    const before = await howMany('ticket');
    const first = await open(agent, key);
    const again = await open(agent, key, {
      description: 'Un texte',
      title: 'Un titre',
      service: 'FUNCAMPUS',
      kind: 'incident',
    });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(first.body));
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(await howMany('ticket')).toBe(before! + 1);
    // the answer of then, whatever has happened since
    await agent.post(`/tickets/${first.body.reference}/take`);
    expect((await open(agent, key)).body.state).toBe('new');
    const write = (body: string) =>
      agent.post(
        `/tickets/${first.body.reference}/messages`,
        { body, audience: 'requester' },
        { 'idempotency-key': `m${key}` },
      );
    expect((await write('Bonjour')).body.id).toBe((await write('Bonjour')).body.id);
    expect((await agent.get(`/tickets/${first.body.reference}/messages`)).body.items).toHaveLength(1);
  });

  it('of a problem and of a note on it is done once, and the note is answered as it is listed', async () => {
    const engineer = await guichet.as('engineer.fun');
    const key = { 'idempotency-key': randomUUID() };
    const before = await howMany('problem');
    const twice = async (path: string, body: object, more: string) => {
      const send = () => engineer.post(path, body, { 'idempotency-key': `${key['idempotency-key']}${more}` });
      const answers = [await send(), await send()];
      expect(answers.map(({ status }) => status)).toEqual([201, 201]);
      expect(JSON.stringify(answers[1]?.body)).toBe(JSON.stringify(answers[0]?.body));
      return answers[0]?.body;
    };
    const problem = await twice('/problems', { service: 'FUNCAMPUS', title: 'Une cause' }, 'p');
    expect(await howMany('problem')).toBe(before! + 1);
    const notes = `/problems/${problem.reference as string}/notes`;
    const note = await twice(notes, { body: 'Une note' }, 'n');
    expect((await engineer.get(notes)).body.items).toEqual([note]);
    const hostile = await engineer.post(notes, { body: 'Vu \u202E' });
    expect([hostile.status, hostile.body.errors]).toMatchObject([400, [{ pointer: '/body', code: 'lines' }]]);
  });

  it('that cannot be done under a key says so, and does nothing', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const reference = (await open(agent, randomUUID())).body.reference as string;
    const admin = await guichet.as('admin.ulco');
    const before = [await howMany('attachment'), await howMany('api_token')];
    const body = { name: 'Un jeton', scopes: ['mail:inbound'], expiresAt: '2027-01-01T00:00:00Z' };
    const form = new FormData();
    form.set('audience', 'requester');
    form.set('file', new Blob(['du texte']), 'note.txt');
    for (const answer of [
      await admin.post('/tokens', body, key),
      await agent.post(`/tickets/${reference}/attachments`, form, key),
    ])
      expect([answer.status, answer.body.code]).toEqual([400, 'idempotency_not_offered']);
    expect([await howMany('attachment'), await howMany('api_token')]).toEqual(before);
  });

  it('is refused under the key of another request, of whatever kind, and leaves no trace', async () => {
    const key = randomUUID();
    const { body } = await open(agent, key);
    const before = await howMany('ticket');
    for (const other of [
      () => open(agent, key, ticket('Un autre titre')),
      () => agent.post(`/tickets/${body.reference}/tasks`, { title: 'Une tâche' }, { 'idempotency-key': key }),
    ]) {
      const answer = await other();
      expect([answer.status, answer.body.code]).toEqual([422, 'idempotency_key_reused']);
    }
    expect(await howMany('ticket')).toBe(before);
  });

  it('shows its answer to nobody who has lost the rights that it was given with', async () => {
    const key = randomUUID();
    const { body } = await open(agent, key);
    const limit = (services: string) =>
      admin.query(
        `update role_grant set service_ids = ${services}
          where person_id = (select id from person where email = 'agent.ulco@guichet.example')`,
      );
    await limit(`array(select id from service where code = 'OAE')`);
    const again = await open(agent, key);
    expect([again.status, again.body.code]).toEqual([422, 'idempotency_key_reused']);
    expect(JSON.stringify(again.body)).not.toContain(body.reference);
    await limit('null');
    expect((await open(agent, key)).body.reference).toBe(body.reference);
  });

  it('is one’s own: the same key of somebody else, here or elsewhere, is another one', async () => {
    const key = randomUUID();
    const references = new Set<string>();
    for (const who of [agent, spoc, foreign]) references.add((await open(who, key)).body.reference as string);
    expect(references.size).toBe(3);
  });

  it('that is refused keeps nothing: it may be sent right under the same key', async () => {
    const key = randomUUID();
    expect((await open(agent, key, { ...ticket(), service: 'NOTHING' })).status).toBe(422);
    expect((await open(agent, key, { ...ticket(), unknown: 1 })).status).toBe(400);
    expect((await open(agent, key)).status).toBe(201);
  });

  it.each(['', ' ', 'with a space', 'é', 'x'.repeat(256)])(
    'has a key of 1 to 255 visible ASCII characters, not %j',
    async (key) => {
      // what fetch itself would refuse or trim is not what this is about
      if (key.trim() === '' || key === 'é') {
        const answer = await agent.raw('/tickets', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': key === 'é' ? 'Ã©' : key },
          body: JSON.stringify(ticket()),
        });
        expect(answer.status).toBe(400);
        return;
      }
      const answer = await open(agent, key);
      expect([answer.status, answer.body.code]).toEqual([400, 'bad_idempotency_key']);
    },
  );

  it('sent ten times at once has one effect; whoever comes too early is told to come back', async () => {
    const key = randomUUID();
    const before = await howMany('ticket');
    const answers = await Promise.all(Array.from({ length: 10 }, () => open(agent, key)));
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map(({ body }) => body.reference)).size).toBe(1);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect([answer.status, answer.body.code]).toEqual([409, 'idempotency_in_progress']);
      expect(answer.headers.get('retry-after')).toBe('1');
    }
    expect(await howMany('ticket')).toBe(before! + 1);
  });

  it('stands or falls with its effect: where the answer cannot be kept, nothing was made', async () => {
    const before = [await howMany('ticket'), await howMany('event')];
    await admin.query(`create function fall() returns trigger language plpgsql as $$ begin
      if new.key like 'falls%' then raise exception 'the process dies here'; end if; return new; end $$;
      create trigger fall before insert on idempotent_answer for each row execute function fall()`);
    expect((await open(agent, 'falls')).status).toBe(500);
    await admin.query('drop trigger fall on idempotent_answer; drop function fall()');
    expect([await howMany('ticket'), await howMany('event')]).toEqual(before);
    expect((await open(agent, 'falls')).status).toBe(201);
  });

  it('is forgotten after a day', async () => {
    const key = randomUUID();
    const { body } = await open(agent, key);
    guichet.clock.advance(24 * 3_600_000);
    const later = await guichet.as('agent.ulco');
    expect((await open(later, key)).body.reference).not.toBe(body.reference);
    const { IdempotentAnswers } =
      await compiled<typeof import('../../src/http/idempotency.module.js')>('http/idempotency.module.js');
    await guichet.app.get(IdempotentAnswers).clear();
    expect(await howMany('idempotent_answer', `key <> '${key}'`)).toBe(0);
    expect(await howMany('idempotent_answer')).toBe(1);
  });
});
