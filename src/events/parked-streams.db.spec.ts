import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { WorkerUnitOfWork } from '../database/index.js';
import { ticketRow } from '../database/wall-tickets.spec-support.js';
import { acting, levelOneOf, openWorld, type World } from '../database/wall.spec-support.js';
import { MovableClock } from '../kernel/index.js';
import { Consumers } from './consumers.js';
import { ParkedStreams } from './parked-streams.js';

const START = new Date('2026-03-10T09:00:00Z');

let world: World;
let source: DataSource;
let work: WorkerUnitOfWork;
let clock: MovableClock;
let consumers: Consumers;
let parked: ParkedStreams;
let ulco: string;
/** What the consumers do while they can. */
let isPoisoned: boolean;
let handled: string[];

beforeAll(async () => {
  Logger.overrideLogger(false);
  world = await openWorld();
  source = await new DataSource({ type: 'postgres', url: world.urls.worker, poolSize: 4 }).initialize();
  work = new WorkerUnitOfWork(source, () => clock.now());
  ulco = world.id['ULCO']!;
});
afterAll(async () => {
  await source.destroy();
  await world.close();
});
beforeEach(async () => {
  await world.admin.query('truncate outbox, consumer_cursor');
  clock = new MovableClock(START);
  consumers = new Consumers(work, clock);
  parked = new ParkedStreams(work, clock);
  [isPoisoned, handled] = [true, []];
  for (const name of ['teller', 'counter'])
    consumers.register({
      name,
      streams: ['ticket'],
      handle: async (tx, _institution, events) => {
        for (const { type } of events) {
          if (isPoisoned && type === 'poison') await tx.query(`select 'alice@example.org'::uuid`);
          handled.push(`${name}: ${type}`);
        }
      },
    });
});

let tickets = 0;
const referenceOf = (n: number) => `ULCO-2026-${String(n).padStart(5, '0')}`;

/** A ticket of ULCO in whose record there is something that cannot be digested, and that was tried until it was parked. */
async function poisoned(...names: string[]): Promise<string> {
  const { admin, id } = world;
  const ticket = randomUUID();
  const people = [id['requester ULCO'], id['agent ULCO'], START];
  await admin.query(ticketRow, [ticket, ulco, referenceOf((tickets += 1)), id['site ULCO'], id['service'], ...people]);
  const items = ['a', 'poison', 'b'].map((type) => ({
    id: randomUUID(),
    type,
    audience: 'shared',
    side: 'user',
    readers: [`${ulco}/user`],
    data: {},
    at: START.toISOString(),
  }));
  await acting(
    world.connections.api,
    levelOneOf(world, 'ULCO'),
    (client) => client.query('select event_append($1, $2)', [ticket, JSON.stringify(items)]),
    { keep: true },
  );
  // the first fails with all of them, the second gets past the one before, and eight fail with that alone
  for (const name of names) for (let attempt = 0; attempt < 9; attempt += 1) await consumers.wake(name, ticket, ulco);
  return ticket;
}

async function wakeTheDue(): Promise<number> {
  const due = await consumers.due();
  for (const { consumer, streamId, institutionId } of due) await consumers.wake(consumer, streamId, institutionId);
  return due.length;
}

it('is told by what it is about, since when and by which kind of error, without what the error said', async () => {
  const ticket = await poisoned('teller');
  const found = await parked.list();
  expect(found).toEqual({
    count: 1,
    streams: [
      {
        consumer: 'teller',
        streamId: ticket,
        kind: 'ticket',
        reference: referenceOf(tickets),
        institution: 'ULCO',
        parkedAt: START,
        attempts: 8,
        errorKind: 'DatabaseError 22P02',
      },
    ],
  });
  expect(JSON.stringify(found)).not.toContain('alice');
});

it('goes on from where it stopped once the cause is gone and it is retried; a second time changes nothing', async () => {
  await poisoned('teller');
  expect(await parked.retry({})).toBe(1);
  expect(await parked.retry({})).toBe(0);
  [isPoisoned, handled] = [false, []];
  expect(await wakeTheDue()).toBe(1);
  expect(handled).toEqual(['teller: poison', 'teller: b']);
  expect(await parked.list()).toEqual({ streams: [], count: 0 });
  expect(await wakeTheDue()).toBe(0);
});

it('is parked again when the cause is not gone', async () => {
  const ticket = await poisoned('teller');
  await parked.retry({ stream: ticket });
  for (let attempt = 0; attempt < 8; attempt += 1) await consumers.wake('teller', ticket, ulco);
  expect((await parked.list()).streams).toMatchObject([{ streamId: ticket, attempts: 8 }]);
});

it('is retried by stream, by reference or by consumer, and nothing else is', async () => {
  const [first, second] = [await poisoned('teller', 'counter'), await poisoned('teller')];
  const left = async () => (await parked.list()).streams.map(({ consumer, streamId }) => [consumer, streamId]);
  expect(await parked.retry({ consumer: 'counter' })).toBe(1);
  expect(await left()).toEqual(expect.arrayContaining([first, second].map((id) => ['teller', id])));
  expect(await parked.retry({ stream: first })).toBe(1);
  expect(await left()).toEqual([['teller', second]]);
  expect(await parked.retry({ stream: 'ULCO-2026-99999' })).toBe(0);
  expect(await parked.retry({ consumer: 'nobody' })).toBe(0);
  expect(await parked.retry({ stream: referenceOf(tickets) })).toBe(1);
  expect(await left()).toEqual([]);
});
