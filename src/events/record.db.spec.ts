import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { UnitOfWork, type Actor } from '../database/index.js';
import { openWorld, type World } from '../database/wall.spec-support.js';
import { ticketRow } from '../database/wall-tickets.spec-support.js';
import type { NewEvent } from './event.js';
import { Events } from './events.store.js';

let world: World;
let source: DataSource;
let work: UnitOfWork;
let nudges = 0;
const events = new Events({ nudge: () => (nudges += 1) });

beforeAll(async () => {
  world = await openWorld();
  source = await new DataSource({ type: 'postgres', url: world.urls.api, poolSize: 6 }).initialize();
  work = new UnitOfWork(source, () => new Date());
});
afterAll(async () => {
  await source.destroy();
  await world.close();
});

const at = (text: string) => new Date(`2026-03-10T${text}Z`);

function actorOf(code: string): Actor {
  return {
    personId: world.id[`agent ${code}`]!,
    name: 'Somebody',
    institution: { id: world.id[code]!, code, name: code },
    scope: 'staff',
    userServices: 'all',
    providerServices: 'all',
    roles: new Map(),
  };
}

let tickets = 0;

/** A ticket of ULCO at FUN, with an empty record. */
async function stream(): Promise<string> {
  const { admin, id } = world;
  const ticket = randomUUID();
  const reference = `ULCO-2026-${String((tickets += 1)).padStart(5, '0')}`;
  await admin.query(ticketRow, [
    ticket,
    id['ULCO'],
    reference,
    id['site ULCO'],
    id['service'],
    id['requester ULCO'],
    id['agent ULCO'],
    at('09:00:00'),
  ]);
  await work.run(actorOf('ULCO'), (tx) =>
    tx.query('select ticket_admit($1, $2, $3)', [ticket, id['FUN'], at('09:00:00')]),
  );
  return ticket;
}

function event(code: string, type: string, changes: Partial<NewEvent> = {}): NewEvent {
  const side = code === 'ULCO' ? 'user' : 'provider';
  const readers = [`${world.id['ULCO']!}/user`, `${world.id['FUN']!}/provider`];
  return { type, audience: 'shared', side, readers, data: {}, ...changes };
}

const inside = (code: string, type: string) =>
  event(code, type, {
    audience: 'internal',
    readers: [`${world.id[code]!}/${code === 'ULCO' ? 'user' : 'provider'}`],
  });

const say = (code: string, ticket: string, when: Date, said: NewEvent[]) =>
  work.run(actorOf(code), (tx) => events.append(tx, ticket, when, said));

interface Row {
  number: number;
  domain: string;
  hash: string;
  previous: string;
  canonical: string;
  occurred_at: Date;
}

/** JSON as PostgreSQL writes a jsonb: the shorter key first, then by bytes; a space behind each colon and comma. */
function jsonbText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonbText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const byKey = (a: string, b: string) =>
    Buffer.byteLength(a) - Buffer.byteLength(b) || Buffer.compare(Buffer.from(a), Buffer.from(b));
  const members = Object.keys(value).sort(byKey);
  return `{${members.map((key) => `${JSON.stringify(key)}: ${jsonbText((value as Record<string, unknown>)[key])}`).join(', ')}}`;
}

/** The record of a stream as the tables hold it, with the text that the hash of each event has to cover. */
async function record(ticket: string): Promise<Row[]> {
  const { rows } = await world.admin.query(
    `select *, encode(hash, 'hex') as hash, encode(previous_hash, 'hex') as previous
       from event where stream_id = $1 order by number`,
    [ticket],
  );
  return rows.map((row) => ({
    ...row,
    canonical: [
      row.stream_id,
      String(row.number),
      row.domain,
      row.id,
      row.type,
      row.audience,
      (row.occurred_at as Date).toISOString(),
      row.actor_id,
      row.actor_institution_id,
      row.actor_side,
      jsonbText(row.readers),
      jsonbText(row.data),
    ].join('\u001f'),
  }));
}

/** Numbers of the events that do not follow from those before them, by the rules alone; plus what the heads say. */
async function flaws(ticket: string): Promise<string[]> {
  const rows = await record(ticket);
  const found: string[] = [];
  const heads = new Map<string, { hash: string; number: number }>();
  let last = new Date(0);
  rows.forEach((row, index) => {
    if (row.number !== index + 1) found.push(`number ${row.number} stands at ${index + 1}`);
    if (row.occurred_at < last) found.push(`${row.number} goes back in time`);
    last = row.occurred_at;
    const start = createHash('sha256').update(`${ticket}/${row.domain}`).digest('hex');
    const previous = heads.get(row.domain)?.hash ?? start;
    if (row.previous !== previous) found.push(`${row.number} does not follow`);
    const hash = createHash('sha256').update(Buffer.from(previous, 'hex')).update(row.canonical).digest('hex');
    if (row.hash !== hash) found.push(`${row.number} was changed`);
    heads.set(row.domain, { hash: row.hash, number: row.number });
  });
  const { rows: kept } = await world.admin.query<{ domain: string; number: number; hash: string }>(
    `select domain, last_number as number, encode(last_hash, 'hex') as hash from event_chain where stream_id = $1`,
    [ticket],
  );
  for (const head of kept) {
    const reached = heads.get(head.domain);
    if (reached?.hash !== head.hash || reached.number !== head.number)
      found.push(`the head of ${head.domain} is elsewhere`);
  }
  if (kept.length !== heads.size) found.push('there are other chains');
  return found;
}

/** A record with everything in it: two institutions, three domains, texts that JSON writes in more than one way. */
async function story(): Promise<string> {
  const ticket = await stream();
  await say('ULCO', ticket, at('09:00:00'), [
    event('ULCO', 'ticket.opened', { audience: 'requester', readers: [`${world.id['ULCO']!}/user`] }),
    inside('ULCO', 'ticket.assigned'),
  ]);
  await say('FUN', ticket, at('09:00:01.234'), [
    event('FUN', 'escalation.accepted', {
      data: { n: 1, é: 'à "b" \\ / \u2028 \n', list: [1, 2.5, null, true], nested: { bb: 1, a: 2, aa: 3 }, empty: {} },
    }),
    inside('FUN', 'escalation.assigned'),
  ]);
  await say('ULCO', ticket, at('09:00:02'), [inside('ULCO', 'ticket.assigned'), event('ULCO', 'ticket.taken')]);
  return ticket;
}

describe('the record of a ticket', () => {
  it('has numbers without gaps, and a chain of hashes for each domain that can be computed again elsewhere', async () => {
    const ticket = await story();
    expect(await flaws(ticket)).toEqual([]);
    expect((await record(ticket)).map(({ number, domain }) => [number, domain])).toEqual([
      [1, 'common'],
      [2, `${world.id['ULCO']!}/user`],
      [3, 'common'],
      [4, `${world.id['FUN']!}/provider`],
      [5, `${world.id['ULCO']!}/user`],
      [6, 'common'],
    ]);
  });

  it.each<[what: string, change: string, flaw: RegExp]>([
    ['its data', `update event set data = data || '{"x": 1}' where number = 3`, /3 was changed/],
    ['its instant', `update event set occurred_at = occurred_at + interval '1 ms' where number = 3`, /3 was changed/],
    ['who did it', 'update event set actor_id = gen_random_uuid() where number = 3', /3 was changed/],
    ['for whom', 'update event set actor_institution_id = gen_random_uuid() where number = 3', /3 was changed/],
    ['on which side', `update event set actor_side = 'user' where number = 3`, /3 was changed/],
    ['its type', `update event set type = 'escalation.returned' where number = 3`, /3 was changed/],
    ['its audience', `update event set audience = 'requester' where number = 3`, /3 was changed/],
    ['its readers', `update event set readers = readers || 'x'::text where number = 3`, /3 was changed/],
    [
      'where its readers end',
      `update event set readers = array[array_to_string(readers, ',')] where number = 3`,
      /3 was changed/,
    ],
    ['its id', `update event set id = gen_random_uuid() where number = 6`, /6 was changed/],
    ['its chain', `update event set domain = 'common' where number = 4`, /4 does not follow/],
    ['that it happened', 'delete from event where number = 3', /number 4 stands at 3/],
    ['that the last one happened', 'delete from event where number = 6', /head of common is elsewhere/],
    [
      'its hash, computed anew',
      `update event set data = '{}', hash = sha256(previous_hash) where number = 3`,
      /6 does not follow/,
    ],
  ])('shows when somebody with every right changed %s', async (_what, change, flaw) => {
    const ticket = await story();
    await world.admin.query('begin');
    try {
      // the rest of the database has no part in this
      await world.admin.query('set local session_replication_role = replica');
      await world.admin.query(`${change} and stream_id = '${ticket}'`);
      expect((await flaws(ticket)).join('; ')).toMatch(flaw);
    } finally {
      await world.admin.query('rollback');
    }
    expect(await flaws(ticket)).toEqual([]);
  });

  it('never goes back in time, whatever the clocks of the processes say', async () => {
    const ticket = await stream();
    expect(await say('ULCO', ticket, at('10:00:00'), [event('ULCO', 'first')])).toEqual(at('10:00:00'));
    expect(await say('FUN', ticket, at('09:00:00'), [event('FUN', 'second')])).toEqual(at('10:00:00'));
    expect(await say('ULCO', ticket, at('10:00:00.001'), [event('ULCO', 'third')])).toEqual(at('10:00:00.001'));
    const instants = (await record(ticket)).map(({ occurred_at }) => occurred_at.toISOString().slice(11, -1));
    expect(instants).toEqual(['10:00:00.000', '10:00:00.000', '10:00:00.001']);
  });

  it('keeps its numbers and chains when forty write at once', async () => {
    const ticket = await stream();
    const codes = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 'ULCO' : 'FUN'));
    await Promise.all(
      codes.map((code, index) =>
        say(code, ticket, at('10:00:00'), [index % 3 === 0 ? inside(code, 'note') : event(code, `said ${index}`)]),
      ),
    );
    expect(await record(ticket)).toHaveLength(40);
    expect(await flaws(ticket)).toEqual([]);
  });

  it('shows no gap when a transaction that had a number is taken back', async () => {
    const ticket = await stream();
    await say('ULCO', ticket, at('10:00:00'), [event('ULCO', 'first')]);
    const failing = work.run(actorOf('ULCO'), async (tx) => {
      await events.append(tx, ticket, at('10:00:00'), [event('ULCO', 'lost'), inside('ULCO', 'lost')]);
      throw new Error('changed its mind');
    });
    await expect(failing).rejects.toThrow('changed its mind');
    await say('ULCO', ticket, at('10:00:00'), [event('ULCO', 'second')]);
    expect(await flaws(ticket)).toEqual([]);
    expect(await record(ticket)).toHaveLength(2);
  });
});

describe('the outbox', () => {
  const rows = async (ticket: string) =>
    (
      await world.admin.query<{ type: string; institutions: string[] }>(
        `select e.type, o.institution_ids as institutions
           from outbox o join event e on e.id = o.event_id where o.stream_id = $1 order by e.number`,
        [ticket],
      )
    ).rows;

  it('holds each event with the institutions that read it, and nudges after the commit', async () => {
    const ticket = await stream();
    const before = nudges;
    await say('ULCO', ticket, at('10:00:00'), [event('ULCO', 'shared'), inside('ULCO', 'note')]);
    const held = await rows(ticket);
    expect(held.map(({ type, institutions }) => [type, [...institutions].sort()])).toEqual([
      ['shared', [world.id['ULCO'], world.id['FUN']].sort()],
      ['note', [world.id['ULCO']]],
    ]);
    expect(nudges).toBe(before + 1);
  });

  it('and the record hold neither when the transaction is taken back', async () => {
    const ticket = await stream();
    const before = nudges;
    const failing = work.run(actorOf('ULCO'), async (tx) => {
      await events.append(tx, ticket, at('10:00:00'), [event('ULCO', 'lost')]);
      throw new Error('changed its mind');
    });
    await expect(failing).rejects.toThrow('changed its mind');
    expect(await rows(ticket)).toEqual([]);
    expect(await record(ticket)).toEqual([]);
    expect(nudges).toBe(before);
  });
});
