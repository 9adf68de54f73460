import { describe, expect, it } from '@jest/globals';
import type { JobQueue } from '../jobs/index.js';
import {
  clock,
  consumers,
  effects,
  happen,
  leave,
  register,
  START,
  stream,
  ulco,
  useConsumers,
  work,
  world,
} from './consumers.spec-support.js';
import { OutboxDispatcher } from './outbox-dispatcher.js';

useConsumers();

describe('the outbox is handed over', () => {
  interface Job {
    id: string;
    data: { consumer: string; streamId: string; institutionId: string };
  }
  const dispatcherTo = (add: (jobs: readonly Job[]) => void) => {
    const queue = {
      // what is thrown here rejects, as with a queue
      add: (_name: string, jobs: readonly Job[]) =>
        new Promise<void>((resolve) => {
          add(jobs);
          resolve();
        }),
    };
    return new OutboxDispatcher(work, queue as unknown as JobQueue, consumers, clock);
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
    await stream('a');
    // while the queue is away nothing more is taken from the outbox
    await expect(dispatcher.drain()).rejects.toThrow('no queue');
    expect(await waiting()).toBe(1);
    fails = false;
    expect(await dispatcher.drain()).toBe(1);
    expect(jobs).toHaveLength(2);
  });

  it('again when the queue has lost it, until it is answered', async () => {
    register('teller');
    const ticket = await stream('a', 'b');
    const jobs: Job[] = [];
    const dispatcher = dispatcherTo((added) => jobs.push(...added));
    await dispatcher.drain();
    clock.advance(19_999);
    expect(await dispatcher.remind()).toBe(0);
    clock.advance(1);
    expect(await dispatcher.remind()).toBe(1);
    expect(await dispatcher.remind()).toBe(0);
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(1);
    expect(jobs).toHaveLength(2);
    // another process than the one that handed it over
    clock.advance(20_000);
    expect(await dispatcherTo(() => undefined).remind()).toBe(1);
    await consumers.wake('teller', ticket, ulco);
    expect(await effects(ticket)).toEqual(['a', 'b']);
    clock.advance(20_000);
    expect(await dispatcher.remind()).toBe(0);
  });

  it('again when whoever was told died before the queue was', async () => {
    register('teller');
    await stream('a');
    await expect(
      dispatcherTo(() => {
        throw new Error('killed');
      }).drain(),
    ).rejects.toThrow('killed');
    clock.advance(20_000);
    const jobs: Job[] = [];
    expect(await dispatcherTo((added) => jobs.push(...added)).remind()).toBe(1);
    expect(jobs).toHaveLength(1);
  });

  it('not again to one that failed, which has a rhythm of its own, nor to one that nobody knows any more', async () => {
    register('teller', () => true);
    const ticket = await stream('a');
    const dispatcher = dispatcherTo(() => undefined);
    await dispatcher.drain();
    await consumers.wake('teller', ticket, ulco);
    await world.admin.query(`insert into consumer_wake values ('gone', $1, $2, $1, $3)`, [ticket, ulco, START]);
    clock.advance(20_000);
    expect(await dispatcher.remind()).toBe(0);
  });

  it('and what wakes a consumer while it reads is not taken for answered', async () => {
    const ticket = await stream('a');
    const jobs: Job[] = [];
    const dispatcher = dispatcherTo((added) => jobs.push(...added));
    let isFirst = true;
    consumers.register({
      name: 'teller',
      streams: ['ticket'],
      handle: async (tx, _institution, events) => {
        await leave(tx, 'teller', events);
        if (!isFirst) return;
        isFirst = false;
        await happen(ticket, 'b');
        await dispatcher.drain();
      },
    });
    await dispatcher.drain();
    await consumers.wake('teller', ticket, ulco);
    expect(await effects(ticket)).toEqual(['a']);
    clock.advance(20_000);
    expect(await dispatcher.remind()).toBe(1);
    await consumers.wake('teller', ticket, ulco);
    expect(await effects(ticket)).toEqual(['a', 'b']);
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
