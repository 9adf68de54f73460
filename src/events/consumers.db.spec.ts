import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { WorkerUnitOfWork, type Transaction } from '../database/index.js';
import { levelOneOf, acting, openWorld, type World } from '../database/wall.spec-support.js';
import { ticketRow } from '../database/wall-tickets.spec-support.js';
import type { JobQueue } from '../jobs/index.js';
import { MovableClock } from '../kernel/index.js';
import { Consumers } from './consumers.js';
import type { RecordedEvent } from './event.js';
import { OutboxDispatcher } from './outbox-dispatcher.js';

const START = new Date('2026-03-10T09:00:00Z');

let world: World;
let source: DataSource;
let work: WorkerUnitOfWork;
let clock: MovableClock;
let consumers: Consumers;
let ulco: string;

beforeAll(async () => {
  Logger.overrideLogger(false);
  world = await openWorld();
  source = await new DataSource({ type: 'postgres', url: world.urls.worker, poolSize: 6 }).initialize();
  work = new WorkerUnitOfWork(source, () => new Date());
  ulco = world.id['ULCO']!;
  // where the consumers of these tests leave what they do: a row of the institution, as a mail would be
  await world.admin.query(`
    create table effect (stream_id uuid, consumer text, type text, number serial);
    grant select, insert on effect to guichet_worker;
    grant usage on sequence effect_number_seq to guichet_worker;
  `);
});
afterAll(async () => {
  await source.destroy();
  await world.close();
});
beforeEach(async () => {
  await world.admin.query('truncate effect, outbox, consumer_cursor');
  clock = new MovableClock(START);
  consumers = new Consumers(work, clock);
});

let tickets = 0;

/** A ticket of ULCO with these events in its record. */
async function stream(...types: string[]): Promise<string> {
  const { admin, id } = world;
  const ticket = randomUUID();
  const reference = `ULCO-2026-${String((tickets += 1)).padStart(5, '0')}`;
  const row = [
    ticket,
    id['ULCO'],
    reference,
    id['site ULCO'],
    id['service'],
    id['requester ULCO'],
    id['agent ULCO'],
    START,
  ];
  await admin.query(ticketRow, row);
  await happen(ticket, ...types);
  return ticket;
}

async function happen(ticket: string, ...types: string[]): Promise<void> {
  const readers = [`${ulco}/user`];
  const at = START.toISOString();
  const items = types.map((type) => ({
    id: randomUUID(),
    type,
    audience: 'shared',
    side: 'user',
    readers,
    data: {},
    at,
  }));
  const call = 'select event_append($1, $2)';
  await acting(
    world.connections.api,
    levelOneOf(world, 'ULCO'),
    (client) => client.query(call, [ticket, JSON.stringify(items)]),
    {
      keep: true,
    },
  );
}

async function leave(tx: Transaction, consumer: string, events: readonly RecordedEvent[]): Promise<void> {
  for (const { streamId, type } of events) {
    await tx.run('insert into effect (stream_id, consumer, type) values ($1, $2, $3)', [streamId, consumer, type]);
  }
}

/** A consumer that leaves a row for each event, and throws as long as `fails` says so, after it has. */
function register(name: string, fails: (events: readonly RecordedEvent[]) => boolean = () => false): void {
  consumers.register({
    name,
    streams: ['ticket'],
    handle: async (tx, _institution, events) => {
      await leave(tx, name, events);
      if (fails(events)) throw new Error(`${name} stumbles`);
    },
  });
}

const effects = async (ticket: string) =>
  (
    await world.admin.query<{ type: string }>('select type from effect where stream_id = $1 order by number', [ticket])
  ).rows.map(({ type }) => type);
const cursor = async (ticket: string) =>
  (
    await world.admin.query<{
      number: number;
      attempts: number;
      retry: string | null;
      parked: boolean;
      error: string | null;
    }>(
      `select last_number as number, attempts, extract(epoch from retry_at - $2::timestamptz)::integer as retry,
              parked_at is not null as parked, error
         from consumer_cursor where stream_id = $1`,
      [ticket, START],
    )
  ).rows[0];

describe('a consumer', () => {
  it('reads each event of a stream once, in order, and goes on where it ended', async () => {
    register('teller');
    const ticket = await stream('a', 'b', 'c');
    await consumers.wake('teller', ticket, ulco);
    await consumers.wake('teller', ticket, ulco);
    expect(await effects(ticket)).toEqual(['a', 'b', 'c']);
    await happen(ticket, 'd');
    await consumers.wake('teller', ticket, ulco);
    expect(await effects(ticket)).toEqual(['a', 'b', 'c', 'd']);
    expect(await cursor(ticket)).toEqual({ number: 4, attempts: 0, retry: null, parked: false, error: null });
  });

  it('reads more than one batch in one go', async () => {
    register('teller');
    const types = Array.from({ length: 401 }, (_, index) => `e${index}`);
    const ticket = await stream(...types);
    await consumers.wake('teller', ticket, ulco);
    expect(await effects(ticket)).toEqual(types);
  });

  it('has its effect once when it is woken five times at the same moment', async () => {
    register('teller');
    const ticket = await stream('a', 'b');
    await Promise.all(Array.from({ length: 5 }, () => consumers.wake('teller', ticket, ulco)));
    expect(await effects(ticket)).toEqual(['a', 'b']);
    expect(await cursor(ticket)).toMatchObject({ number: 2, attempts: 0 });
  });

  it('has its effect once when it stopped between the effect and its acknowledgement', async () => {
    let stops = 1;
    register('teller', () => stops-- > 0);
    const ticket = await stream('a', 'b');
    await consumers.wake('teller', ticket, ulco);
    expect(await effects(ticket)).toEqual([]);
    expect(await cursor(ticket)).toMatchObject({ number: 0, attempts: 1, error: 'teller stumbles' });
    await consumers.wake('teller', ticket, ulco);
    expect(await effects(ticket)).toEqual(['a', 'b']);
    expect(await cursor(ticket)).toEqual({ number: 2, attempts: 0, retry: null, parked: false, error: null });
  });

  it('has its effect once when its connection was cut in the middle', async () => {
    let cut = true;
    consumers.register({
      name: 'teller',
      streams: ['ticket'],
      handle: async (tx, _institution, events) => {
        await leave(tx, 'teller', events);
        if (!cut) return;
        cut = false;
        const [row] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
        await world.admin.query('select pg_terminate_backend($1)', [row?.pid]);
      },
    });
    const ticket = await stream('a');
    await consumers.wake('teller', ticket, ulco);
    expect(await effects(ticket)).toEqual([]);
    await consumers.wake('teller', ticket, ulco);
    expect(await effects(ticket)).toEqual(['a']);
  });

  it('stands in the name of one institution, and sees of the stream what that one may read', async () => {
    const seen: string[] = [];
    consumers.register({
      name: 'teller',
      streams: ['ticket'],
      handle: async (tx, _institution, events) => {
        const [row] = await tx.query<{ at: string }>(`select current_setting('app.institution') as at`);
        seen.push(`${row?.at ?? ''}: ${events.map(({ type }) => type).join()}`);
      },
    });
    const ticket = await stream('a');
    await consumers.wake('teller', ticket, ulco);
    await consumers.wake('teller', ticket, world.id['UPHF']!);
    expect(seen).toEqual([`${ulco}: a`]);
  });

  it('has a name of its own', () => {
    register('teller');
    expect(() => {
      register('teller');
    }).toThrow('two consumers');
  });

  it('says which streams it reads, or the program does not start', () => {
    expect(() => {
      consumers.register({ name: 'idler', streams: [], handle: () => Promise.resolve() });
    }).toThrow('the consumer idler reads no streams');
  });
});

describe('an event that cannot be digested', () => {
  const poisoned = (events: readonly RecordedEvent[]) => events.some(({ type }) => type === 'poison');

  it('is tried again ever later, then parks its stream, and leaves the others alone', async () => {
    register('teller', poisoned);
    const [ill, well] = [await stream('poison'), await stream('a')];
    const waits: unknown[] = [];
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await consumers.wake('teller', ill, ulco);
      const { retry, parked } = (await cursor(ill))!;
      waits.push(parked ? 'parked' : retry);
      const due = clock.now().getTime();
      // due when it is, and not a millisecond before
      if (retry !== null) {
        const at = START.getTime() + Number(retry) * 1000;
        clock.moveTo(new Date(Math.max(due, at - 1)));
        expect(await consumers.due()).toEqual([]);
        clock.moveTo(new Date(at));
        expect(await consumers.due()).toEqual([{ consumer: 'teller', streamId: ill, institutionId: ulco }]);
      }
    }
    expect(waits).toEqual([2, 6, 14, 30, 62, 126, 254, 'parked']);
    expect(await consumers.due()).toEqual([]);
    expect(await cursor(ill)).toMatchObject({ number: 0, attempts: 8, error: 'teller stumbles' });
    await consumers.wake('teller', well, ulco);
    expect(await effects(well)).toEqual(['a']);
  });

  it('is not tried any more once its stream is parked, whatever else happens in it', async () => {
    let tries = 0;
    register('teller', (events) => {
      tries += 1;
      return poisoned(events);
    });
    const ticket = await stream('poison');
    for (let attempt = 0; attempt < 8; attempt += 1) await consumers.wake('teller', ticket, ulco);
    await happen(ticket, 'a');
    await consumers.wake('teller', ticket, ulco);
    expect(tries).toBe(8);
    expect(await effects(ticket)).toEqual([]);
  });

  it('parks the stream for that consumer only', async () => {
    register('teller', poisoned);
    register('counter');
    const ticket = await stream('poison', 'a');
    for (let attempt = 0; attempt < 8; attempt += 1) await consumers.wake('teller', ticket, ulco);
    await consumers.wake('counter', ticket, ulco);
    expect(await effects(ticket)).toEqual(['poison', 'a']);
  });

  it('does not hold back what happened before it', async () => {
    register('teller', poisoned);
    const ticket = await stream('a', 'poison');
    for (let attempt = 0; attempt < 8; attempt += 1) await consumers.wake('teller', ticket, ulco);
    expect(await effects(ticket)).toEqual(['a']);
  });
});

describe('the outbox is handed over', () => {
  interface Job {
    id: string;
    data: { consumer: string; streamId: string; institutionId: string };
  }
  const dispatcherTo = (add: (jobs: readonly Job[]) => void) => {
    const queue = {
      // eslint-disable-next-line @typescript-eslint/require-await -- it throws as a queue does: later
      add: async (_name: string, jobs: readonly Job[]) => {
        add(jobs);
      },
    };
    return new OutboxDispatcher(work, queue as unknown as JobQueue, consumers);
  };
  const waiting = async () => (await world.admin.query('select 1 from outbox')).rowCount;

  it('as one wake for each consumer, stream and institution, with ids only', async () => {
    register('teller');
    register('counter');
    const ticket = await stream('a', 'b', 'c');
    const jobs: Job[] = [];
    const dispatcher = dispatcherTo((added) => jobs.push(...added));
    expect(await dispatcher.drain()).toBe(3);
    expect(await waiting()).toBe(0);
    expect(jobs.map(({ data }) => data)).toEqual(
      ['teller', 'counter'].map((consumer) => ({ consumer, streamId: ticket, institutionId: ulco })),
    );
    expect(await dispatcher.drain()).toBe(0);
  });

  it('again when the queue could not take it', async () => {
    register('teller');
    await stream('a');
    let fails = true;
    const jobs: Job[] = [];
    const dispatcher = dispatcherTo((added) => {
      if (fails) throw new Error('no queue');
      jobs.push(...added);
    });
    await expect(dispatcher.drain()).rejects.toThrow('no queue');
    expect(await waiting()).toBe(1);
    fails = false;
    expect(await dispatcher.drain()).toBe(1);
    expect(jobs).toHaveLength(1);
  });

  it('once by several processes that drain at the same moment', async () => {
    register('teller');
    const streams: string[] = [];
    for (let index = 0; index < 20; index += 1) streams.push(await stream('a'));
    const jobs: Job[] = [];
    const dispatchers = [1, 2, 3].map(() => dispatcherTo((added) => jobs.push(...added)));
    const drained = await Promise.all(dispatchers.map((dispatcher) => dispatcher.drain()));
    expect(drained.reduce((sum, count) => sum + count, 0)).toBe(20);
    expect(jobs.map(({ data }) => data.streamId).sort()).toEqual([...streams].sort());
  });
});
