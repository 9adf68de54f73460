import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { copyFileSync, cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createHmac } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { SignedHeads as Signed } from '../../src/record/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { compiled } from '../support/compiled.js';

const record = await compiled<typeof import('../../src/record/index.js')>('record/index.js');

let guichet: TestApp, admin: pg.Client, folder: string, signed: Signed;
/** As somebody who holds the whole database would, past every privilege and trigger. */
const tamper = (sql: string) => admin.query(`set session_replication_role = replica; ${sql}`);
const flaws = async () => (await record.checkRecord(guichet.urls.maintenance, signed)).flaws;

beforeAll(async () => {
  guichet = await startTestApp();
  folder = mkdtempSync(join(tmpdir(), 'guichet-heads-'));
  signed = new record.SignedHeads(folder, ['a key for this test']);
  admin = new pg.Client({ connectionString: guichet.urls.admin });
  await admin.connect();
  const agent = await guichet.as('agent.ulco');
  for (const title of ['Un', 'Deux']) {
    const { body } = await agent.post('/tickets', { kind: 'incident', service: 'OAE', title, description: title });
    await agent.post(`/tickets/${body.reference}/take`);
    await agent.post(`/tickets/${body.reference}/resolve`, { code: 'fixed', text: 'Fait.' });
  }
  await signed.keep(guichet.urls.maintenance, guichet.clock.now());
  await admin.query('create table kept_event as select * from event');
  await admin.query('create table kept_chain as select * from event_chain');
  await admin.query('create table kept_stream as select * from event_stream');
});
afterAll(async () => {
  await admin.end();
  await guichet.close();
  rmSync(folder, { recursive: true, force: true });
});

const some = '(select stream_id from kept_event order by stream_id limit 1)';
const restored = `delete from event; insert into event select * from kept_event;
  delete from event_chain; insert into event_chain select * from kept_chain;
  delete from event_stream; insert into event_stream select * from kept_stream`;

/** A forged event that links to the first, with everything after it moved on. */
const inserted = `
  update event set number = -(number + 1) where stream_id = ${some} and number >= 2;
  update event set number = -number where number < 0;
  insert into event
  select gen_random_uuid(), stream_id, 2, domain, type, audience, occurred_at, actor_id, actor_institution_id,
         actor_side, readers, data, hash, hash
    from event
   where stream_id = ${some} and number = 1;
  update event e set hash = sha256(e.previous_hash || convert_to(event_canonical(e), 'UTF8'))
   where stream_id = ${some} and number = 2`;

const reordered = `
  update event set number = -2 where stream_id = ${some} and number = 2;
  update event set number = 2 where stream_id = ${some} and number = 3;
  update event set number = 3 where number = -2`;

/** Computes every hash of the stream again, and the heads inside the database with them. */
const hashedAgain = `
  do $$
  declare e event; head bytea;
  begin
    for e in select * from event where stream_id = ${some} order by number loop
      select hash into head
        from event
       where stream_id = e.stream_id and domain = e.domain and number < e.number
       order by number desc
       limit 1;
      e.previous_hash := coalesce(head, sha256(convert_to(e.stream_id::text || '/' || e.domain, 'UTF8')));
      e.hash := sha256(e.previous_hash || convert_to(event_canonical(e), 'UTF8'));
      update event set previous_hash = e.previous_hash, hash = e.hash where id = e.id;
      update event_chain set last_number = e.number, last_hash = e.hash
       where stream_id = e.stream_id and domain = e.domain;
      update event_stream set last_number = e.number where stream_id = e.stream_id;
    end loop;
  end $$`;
const rewritten = `update event set actor_id = gen_random_uuid() where stream_id = ${some} and number = 1; ${hashedAgain}`;

const isGone = /^stream .*: event \d+ stood there on .* and is gone or another$/;

it.each<[string, string, RegExp]>([
  ['an inserted event', inserted, /event 3 of stream .*: was changed/],
  ['two events in another order', reordered, /event 2 of stream .*: was changed/],
  [
    'a stream removed with its heads',
    `delete from event where stream_id = ${some};
    delete from event_chain where stream_id = ${some};
    delete from event_stream where stream_id = ${some}`,
    isGone,
  ],
  [
    'a stream that was emptied',
    `delete from event where stream_id = ${some};
    delete from event_chain where stream_id = ${some}`,
    /^stream .*: it counts 4 events and has none$/,
  ],
  [
    'a stream that would go on with another number',
    `update event_stream set last_number = last_number + 1 where stream_id = ${some}`,
    /^stream .*: it counts 5 events and has 4$/,
  ],
  [
    'a stream that counts nothing any more',
    `delete from event_stream where stream_id = ${some}`,
    /^stream .*: it counts no events and has 4$/,
  ],
])('names %s', async (_what, attack, flaw) => {
  await tamper(attack);
  expect(await flaws()).toContainEqual(expect.stringMatching(flaw));
  await tamper(restored);
  expect(await flaws()).toEqual([]);
});

it.each([
  ['a changed event', rewritten],
  ['an inserted event', `${inserted}; ${hashedAgain}`],
  ['two events in another order', `${reordered}; ${hashedAgain}`],
])(
  'names %s by the heads kept outside alone, where the chain was made to agree with itself again',
  async (_what, attack) => {
    await tamper(attack);
    const named = await flaws();
    expect(named.length).toBeGreaterThan(0);
    for (const flaw of named) expect(flaw).toMatch(isGone);
    await tamper(restored);
    expect(await flaws()).toEqual([]);
  },
);

describe('what happens to the files in which the heads are kept', () => {
  const key = 'a key for this test';
  const nextDay = (n: number) => new Date(guichet.clock.now().getTime() + n * 86_400_000);
  const dayOf = (n: number) => nextDay(n).toISOString().slice(0, 10);
  let other: string;
  const fileOf = (n: number) => join(other, `${dayOf(n)}.json`);
  const found = async () =>
    (await record.checkRecord(guichet.urls.maintenance, new record.SignedHeads(other, [key]))).flaws;

  beforeEach(async () => {
    other = mkdtempSync(join(tmpdir(), 'guichet-heads-'));
    const heads = new record.SignedHeads(other, [key]);
    for (const n of [0, 1, 2]) await heads.keep(guichet.urls.maintenance, nextDay(n));
    expect(readdirSync(other)).toHaveLength(3);
    expect(await found()).toEqual([]);
  });
  afterEach(() => {
    rmSync(other, { recursive: true, force: true });
  });

  it('one that is missing is missed by the next', async () => {
    rmSync(fileOf(1));
    expect(await found()).toEqual([
      `the heads kept on ${dayOf(1)} are gone or others: those of ${dayOf(2)} followed them`,
    ]);
  });

  it('one that was signed for another day is not taken for this one', async () => {
    copyFileSync(fileOf(0), fileOf(1));
    expect(await found()).toEqual([
      `the heads kept on ${dayOf(1)} are not signed by this installation for that day`,
      `the heads kept on ${dayOf(1)} are gone or others: those of ${dayOf(2)} followed them`,
    ]);
  });

  it('one that was kept of another history, and signed with the same key, is missed by the next', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'guichet-heads-'));
    cpSync(other, elsewhere, { recursive: true });
    rmSync(join(elsewhere, `${dayOf(1)}.json`));
    rmSync(join(elsewhere, `${dayOf(0)}.json`));
    await new record.SignedHeads(elsewhere, [key]).keep(guichet.urls.maintenance, nextDay(1));
    copyFileSync(join(elsewhere, `${dayOf(1)}.json`), fileOf(1));
    rmSync(elsewhere, { recursive: true });
    expect(await found()).toEqual([
      `the heads kept on ${dayOf(1)} are gone or others: those of ${dayOf(2)} followed them`,
    ]);
  });

  it('those of before days followed one another are read, and not put where they do', async () => {
    const body = '[]';
    const signature = createHmac('sha256', key).update(`record heads\n${body}`).digest('hex');
    const old = `${signature}\n${body}\n`;
    writeFileSync(fileOf(-1), old);
    expect(await found()).toEqual([]);
    writeFileSync(fileOf(3), old);
    expect(await found()).toEqual([`the heads kept on ${dayOf(3)} are not signed by this installation for that day`]);
  });

  it('the last ones, when things happened for days after', async () => {
    for (const n of [0, 1, 2]) rmSync(fileOf(n));
    await new record.SignedHeads(other, [key]).keep(guichet.urls.maintenance, nextDay(-2));
    expect(await found()).toContainEqual(expect.stringMatching(`^no heads are kept of after ${dayOf(-2)}, and events`));
    rmSync(fileOf(-2));
    await new record.SignedHeads(other, [key]).keep(guichet.urls.maintenance, nextDay(-1));
    expect(await found()).toEqual([]);
  });
});
