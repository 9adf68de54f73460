import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { RecordCheck, SignedHeads as Signed } from '../../src/record/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { compiled } from '../support/compiled.js';

const record = await compiled<typeof import('../../src/record/index.js')>('record/index.js');

let guichet: TestApp, admin: pg.Client, folder: string, signed: Signed;
const check = (): Promise<RecordCheck> => record.checkRecord(guichet.urls.maintenance, signed);
/** As somebody who holds the whole database would, past every privilege and trigger. */
const tamper = (sql: string) => admin.query(`set session_replication_role = replica; ${sql}`);

beforeAll(async () => {
  guichet = await startTestApp();
  folder = mkdtempSync(join(tmpdir(), 'guichet-heads-'));
  signed = new record.SignedHeads(folder, ['a key for this test']);
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  const agent = await guichet.as('agent.ulco');
  for (const title of ['Un', 'Deux', 'Trois']) {
    const { body } = await agent.post('/tickets', { kind: 'incident', service: 'OAE', title, description: title });
    await agent.post(`/tickets/${body.reference}/take`);
    await agent.post(`/tickets/${body.reference}/resolve`, { code: 'fixed', text: 'Fait.' });
  }
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
  rmSync(folder, { recursive: true, force: true });
});

it('is found whole, and says how much was compared', async () => {
  expect(await signed.keep(guichet.urls.maintenance, guichet.clock.now())).toBe(6);
  expect(await signed.keep(guichet.urls.maintenance, guichet.clock.now())).toBeUndefined();
  expect(await check()).toEqual({ events: 12, chains: 6, heads: 6, days: 1, flaws: [] });
});

const some = `(select stream_id from event order by stream_id limit 1)`;
it.each<[string, string, string, RegExp]>([
  [
    'a changed event',
    `update event set data = data || '{"state": "closed"}' where stream_id = ${some} and number = 2`,
    `update event set data = data || '{"state": "in_progress"}' where stream_id = ${some} and number = 2`,
    /event 2 of .*was changed/,
  ],
  [
    'a changed author',
    `update event set actor_id = gen_random_uuid() where stream_id = ${some} and number = 1`,
    '',
    /event 1 of .*was changed/,
  ],
])('%s is named', async (_what, attack, repair, flaw) => {
  await admin.query('create table kept as select * from event');
  await tamper(attack);
  expect((await check()).flaws.join('\n')).toMatch(flaw);
  if (repair !== '') await tamper(repair);
  await tamper('delete from event; insert into event select * from kept; drop table kept');
  expect((await check()).flaws).toEqual([]);
});

it('a removed event leaves a gap', async () => {
  await admin.query('create table kept as select * from event');
  await tamper(`delete from event where stream_id = ${some} and number = 2`);
  expect((await check()).flaws.join('\n')).toMatch(/number 2 is missing/);
  await tamper('delete from event; insert into event select * from kept; drop table kept');
});

it('a cut tail shows by the heads kept outside, even when the heads inside were cut with it', async () => {
  await tamper(`delete from event where stream_id = ${some} and number = 4`);
  await tamper(`update event_chain c set last_number = e.number, last_hash = e.hash
    from (select distinct on (stream_id, domain) stream_id, domain, number, hash from event order by stream_id, domain, number desc) e
    where e.stream_id = c.stream_id and e.domain = c.domain`);
  expect((await check()).flaws.join('\n')).toMatch(/it counts 4 events and has 3/);
  await tamper(`update event_stream set last_number = 3 where stream_id = ${some}`);
  const { flaws } = await check();
  expect(flaws).toHaveLength(1);
  expect(flaws[0]).toMatch(/stood there on .* and is gone or another/);
});

it('heads that somebody else signed are refused', async () => {
  const file = join(folder, readdirSync(folder)[0]!);
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"number":\d+/, '"number":1'));
  expect((await check()).flaws.join('\n')).toMatch(/not signed by this installation/);
});

it('an empty record is a failure of the check', async () => {
  await tamper('delete from event; delete from event_chain');
  expect((await check()).flaws).toContainEqual(expect.stringMatching(/it counts 4 events and has none/));
  expect((await check()).flaws).toContain('there was no event to check');
});
