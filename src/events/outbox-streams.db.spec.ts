import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { OutboxStreams1795700000036 } from '../../migrations/0036-outbox-streams.js';
import { WorkerUnitOfWork } from '../database/index.js';
import { acting, idOf, levelOneOf, openWorld, type World } from '../database/wall.spec-support.js';
import { ticketRow } from '../database/wall-tickets.spec-support.js';
import type { JobQueue } from '../jobs/index.js';
import { SystemClock } from '../kernel/index.js';
import { Consumers } from './consumers.js';
import { OutboxDispatcher } from './outbox-dispatcher.js';
import type { StreamKind } from './streams.js';

const AT = '2026-03-10T09:00:00.000Z';

let world: World;
let source: DataSource;
let consumers: Consumers;
let dispatcher: OutboxDispatcher;
let woken: string[];
let ulco: string;
let ticket: string;

beforeAll(async () => {
  world = await openWorld();
  const { id, admin } = world;
  ulco = idOf(id, 'ULCO');
  ticket = randomUUID();
  const people = [id['requester ULCO'], id['agent ULCO']];
  await admin.query(ticketRow, [ticket, ulco, 'ULCO-2026-00001', id['site ULCO'], id['service'], ...people, AT]);
  source = await new DataSource({ type: 'postgres', url: world.urls.worker, poolSize: 2 }).initialize();
});
afterAll(async () => {
  await source.destroy();
  await world.close();
});
beforeEach(async () => {
  await world.admin.query('truncate outbox');
  const work = new WorkerUnitOfWork(source, () => new Date());
  consumers = new Consumers(work, new SystemClock());
  woken = [];
  const queue = {
    add: (_name: string, jobs: readonly { data: { consumer: string; streamId: string } }[]) => {
      for (const { data } of jobs) woken.push(`${data.consumer} for ${data.streamId === ticket ? 'ticket' : 'other'}`);
      return Promise.resolve();
    },
  };
  dispatcher = new OutboxDispatcher(work, queue as unknown as JobQueue, consumers, new SystemClock());
});

const reads = (name: string, ...streams: StreamKind[]) => {
  consumers.register({ name, streams, handle: () => Promise.resolve() });
};
const makesOf = (types: string[], name: string) => {
  consumers.register({ name, streams: ['ticket'], types, handle: () => Promise.resolve() });
};

/** Something happens in a stream, written through its door. */
async function happens(door: 'event_append' | 'institution_append', streamId: string, type = 'x'): Promise<void> {
  const readers = [`${ulco}/user`];
  const event = { id: randomUUID(), type, audience: 'internal', side: 'user', readers, data: {}, at: AT };
  const call = `select ${door}($1, $2)`;
  const write = { keep: true };
  const actor = levelOneOf(world, 'ULCO');
  await acting(
    world.connections.api,
    actor,
    (client) => client.query(call, [streamId, JSON.stringify([event])]),
    write,
  );
}
const inTicket = (type?: string) => happens('event_append', ticket, type);
const inInstitution = () => happens('institution_append', ulco);

const waiting = async () =>
  (await world.admin.query<{ kind: string }>('select kind from outbox order by kind')).rows.map(({ kind }) => kind);

describe('a consumer is woken', () => {
  it('for the streams that it reads, and for no others', async () => {
    reads('of tickets', 'ticket');
    reads('of institutions', 'institution', 'agreement');
    reads('of both', 'institution', 'ticket');
    await inTicket();
    await dispatcher.drain();
    expect(woken).toEqual(['of tickets for ticket', 'of both for ticket']);
    woken = [];
    await inInstitution();
    await dispatcher.drain();
    expect(woken).toEqual(['of institutions for other', 'of both for other']);
  });

  it('for each of several kinds that are handed over at once', async () => {
    reads('of tickets', 'ticket');
    reads('of institutions', 'institution');
    await inTicket();
    await inInstitution();
    expect(await dispatcher.drain()).toBe(2);
    expect(woken.sort()).toEqual(['of institutions for other', 'of tickets for ticket']);
  });

  it('for the types of events that it names, once for all of them, and for no others', async () => {
    makesOf(['opened'], 'of openings');
    makesOf(['moved', 'ended'], 'of moves');
    reads('of everything', 'ticket');
    await inTicket('opened');
    await dispatcher.drain();
    expect(woken).toEqual(['of openings for ticket', 'of everything for ticket']);
    woken = [];
    await inTicket('moved');
    await inTicket('ended');
    await inTicket('x');
    await dispatcher.drain();
    expect(woken.sort()).toEqual(['of everything for ticket', 'of moves for ticket']);
  });

  it('for whatever was written down before types were', async () => {
    makesOf(['opened'], 'of openings');
    await inTicket('x');
    await world.admin.query('update outbox set type = null');
    await dispatcher.drain();
    expect(woken).toEqual(['of openings for ticket']);
  });

  it('by nothing that it does not read, which waits for nobody', async () => {
    reads('of changes', 'change');
    await inTicket();
    await inInstitution();
    expect(await dispatcher.drain()).toBe(2);
    expect(woken).toEqual([]);
    expect(await waiting()).toEqual([]);
  });
});

it('what waited while the outbox learned of kinds is handed over by its own', async () => {
  const owner = await new DataSource({ type: 'postgres', url: world.urls.owner }).initialize();
  try {
    const runner = owner.createQueryRunner();
    const migration = new OutboxStreams1795700000036();
    await migration.down(runner);
    await inTicket();
    await inInstitution();
    await runner.startTransaction();
    await migration.up(runner);
    await runner.commitTransaction();
  } finally {
    await owner.destroy();
  }
  await inTicket();
  expect(await waiting()).toEqual(['institution', 'ticket', 'ticket']);
});
