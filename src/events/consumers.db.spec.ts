import { describe, expect, it } from '@jest/globals';
import {
  clock,
  consumers,
  cursor,
  effects,
  happen,
  leave,
  register,
  START,
  stream,
  ulco,
  useConsumers,
  world,
} from './consumers.spec-support.js';
import type { RecordedEvent } from './event.js';

useConsumers();

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

  it('gets the types of events that it names, and goes past the others', async () => {
    const given: string[][] = [];
    consumers.register({
      name: 'teller',
      streams: ['ticket'],
      types: ['b', 'd'],
      handle: (tx, _institution, events) => {
        given.push(events.map(({ type }) => type));
        return leave(tx, 'teller', events);
      },
    });
    const ticket = await stream('a', 'b', 'c', 'd', 'e');
    await consumers.wake('teller', ticket, ulco);
    await consumers.wake('teller', ticket, ulco);
    expect(given).toEqual([['b', 'd']]);
    expect(await effects(ticket)).toEqual(['b', 'd']);
    const { rows } = await world.admin.query('select last_number from consumer_cursor where stream_id = $1', [ticket]);
    expect(rows).toEqual([{ last_number: 5 }]);
    const others = await stream('a', 'c');
    await consumers.wake('teller', others, ulco);
    expect(given).toHaveLength(1);
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
