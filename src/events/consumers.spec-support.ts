import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { WorkerUnitOfWork, type Transaction } from '../database/index.js';
import { levelOneOf, acting, openWorld, type World } from '../database/wall.spec-support.js';
import { ticketRow } from '../database/wall-tickets.spec-support.js';
import { MovableClock } from '../kernel/index.js';
import { Consumers } from './consumers.js';
import type { RecordedEvent } from './event.js';

export const START = new Date('2026-03-10T09:00:00Z');

export let world: World;
let source: DataSource;
export let work: WorkerUnitOfWork;
export let clock: MovableClock;
export let consumers: Consumers;
export let ulco: string;

/** A world for the tests of this file; each begins with empty tables and a clock of its own. */
export function useConsumers(): void {
  beforeAll(async () => {
    Logger.overrideLogger(false);
    world = await openWorld();
    source = await new DataSource({ type: 'postgres', url: world.urls.worker, poolSize: 6 }).initialize();
    work = new WorkerUnitOfWork(source, () => new Date());
    ulco = world.id['ULCO'] ?? '';
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
    await world.admin.query('truncate effect, outbox, consumer_cursor, consumer_wake');
    clock = new MovableClock(START);
    consumers = new Consumers(work, clock);
  });
}

let tickets = 0;

/** A ticket of ULCO with these events in its record. */
export async function stream(...types: string[]): Promise<string> {
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

export async function happen(ticket: string, ...types: string[]): Promise<void> {
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

export async function leave(tx: Transaction, consumer: string, events: readonly RecordedEvent[]): Promise<void> {
  for (const { streamId, type } of events) {
    await tx.run('insert into effect (stream_id, consumer, type) values ($1, $2, $3)', [streamId, consumer, type]);
  }
}

/** A consumer that leaves a row for each event, and throws as long as `fails` says so, after it has. */
export function register(name: string, fails: (events: readonly RecordedEvent[]) => boolean = () => false): void {
  consumers.register({
    name,
    streams: ['ticket'],
    handle: async (tx, _institution, events) => {
      await leave(tx, name, events);
      if (fails(events)) throw new Error(`${name} stumbles`);
    },
  });
}

export const effects = async (ticket: string) =>
  (
    await world.admin.query<{ type: string }>('select type from effect where stream_id = $1 order by number', [ticket])
  ).rows.map(({ type }) => type);
export const cursor = async (ticket: string) =>
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
