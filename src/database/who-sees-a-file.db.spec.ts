import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addTickets, provider } from './wall-tickets.spec-support.js';
import { attach, draft, edit } from './wall-thread.spec-support.js';
import {
  acting,
  engineersOf,
  levelOneOf,
  openWorld,
  outcomeOf,
  requesterOf,
  staffOf,
  visible,
  type Settings,
  type World,
} from './wall.spec-support.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await addTickets(world);
});
afterAll(() => world.close());

const refused = { refused: '42501' };
const attempt = (settings: Settings, text: string, values: unknown[] = [], role: 'api' | 'worker' = 'api') =>
  acting(world.connections[role], settings, (client) => outcomeOf(client, text, values));

describe.each(['api', 'worker'] as const)('as the %s, a file', (role) => {
  const pairs = (settings: Settings) =>
    acting(world.connections[role], settings, async (client) => {
      const { rows } = await client.query<{ name: string; message: string | null }>(
        `select a.name, m.id as message from attachment a left join message m on m.id = a.message_id order by 1`,
      );
      // whoever sees a file sees its message
      expect(rows.filter(({ message }) => message === null)).toEqual([]);
      return rows.map(({ name }) => name);
    });

  it('is seen by whoever reads its message, and by nobody else', async () => {
    expect(await pairs(levelOneOf(world, 'ULCO'))).toEqual(['internal ULCO', 'requester ULCO', 'shared ULCO+FUN']);
    expect(await pairs(engineersOf(world, 'FUN'))).toEqual(['internal FUN', 'shared ULCO+FUN']);
    expect(await pairs(requesterOf(world, 'ULCO'))).toEqual(['requester ULCO']);
    expect(await pairs(levelOneOf(world, 'UPHF'))).toEqual(['internal UPHF']);
    expect(await pairs(requesterOf(world, 'UPHF'))).toEqual([]);
    for (const code of ['UJM', 'ULORRAINE']) expect(await pairs(staffOf(world, code))).toEqual([]);
    expect(await pairs(levelOneOf(world, 'FUN'))).toEqual([]);
    expect(await pairs({})).toEqual([]);
  });

  it('crosses in the instant in which its message does', async () => {
    const before = await acting(world.connections.api, levelOneOf(world, 'ULCO'), async (client) => {
      await client.query('update message set readers = readers || $2::text where id = $1', [
        world.id['message requester ULCO'],
        provider(world, 'FUN'),
      ]);
      await client.query(`select set_config('app.institution', $1, true)`, [world.id['FUN']]);
      await client.query(`select set_config('app.user_services', '', true)`);
      await client.query(`select set_config('app.provider_services', '*', true)`);
      return (await client.query<{ name: string }>('select name from attachment order by 1')).rows.map(
        ({ name }) => name,
      );
    });
    expect(before).toEqual(['internal FUN', 'requester ULCO', 'shared ULCO+FUN']);
  });
});

describe('a file is added', () => {
  const add = (settings: Settings, code: string, message: string, more: object = {}) =>
    acting(world.connections.api, settings, async (client) => {
      await client.query('savepoint tried');
      try {
        const id = { ...world.id };
        await attach({ ...world, id }, client, code, message, more);
        return 'done';
      } catch (error) {
        await client.query('rollback to savepoint tried');
        return (error as { code?: string }).code;
      }
    });

  it('to words of one’s own, in one’s own name', async () => {
    expect(await add(levelOneOf(world, 'ULCO'), 'ULCO', 'requester ULCO')).toBe('done');
    // of the other side, though it is read; of nobody; in another name; with another ticket; already found clean
    expect(await add(engineersOf(world, 'FUN'), 'FUN', 'shared ULCO+FUN')).toBe('42501');
    expect(await add(levelOneOf(world, 'UPHF'), 'UPHF', 'requester ULCO')).toBe('42501');
    expect(await add(levelOneOf(world, 'ULCO'), 'UPHF', 'requester ULCO')).toBe('42501');
    expect(await add(levelOneOf(world, 'ULCO'), 'ULCO', 'requester ULCO', { ticket: 'ticket UPHF' })).toBe('42501');
    expect(await add(levelOneOf(world, 'ULCO'), 'ULCO', 'requester ULCO', { state: 'clean' })).toBe('42501');
  });

  it('and is changed by no request, and by the worker only out of quarantine', async () => {
    const ulco = staffOf(world, 'ULCO');
    expect(await attempt(ulco, `update attachment set state = 'clean'`)).toEqual(refused);
    expect(await attempt(ulco, 'delete from attachment')).toEqual(refused);
    const say = (state: string, settings = ulco) =>
      attempt(
        settings,
        `update attachment set state = $2 where id = $1`,
        [world.id['attachment requester ULCO'], state],
        'worker',
      );
    expect(await say('clean')).toEqual({ touched: 1 });
    expect(await say('not_scanned')).toEqual({ touched: 1 });
    expect(await say('unscanned')).toEqual(refused);
    expect(await say('clean', staffOf(world, 'FUN'))).toEqual({ touched: 0 });
    expect(await attempt(ulco, `update attachment set name = 'x'`, [], 'worker')).toEqual(refused);
  });
});

describe('a text is edited', () => {
  const change = (settings: Settings, message: string, at?: string) =>
    acting(world.connections.api, settings, async (client) => {
      await client.query('savepoint tried');
      try {
        return { touched: (await edit(world, client, message, at)).rowCount };
      } catch (error) {
        await client.query('rollback to savepoint tried');
        return { refused: (error as { code?: string }).code };
      }
    });

  it('by its author alone, within ten minutes, and the earlier one is kept', async () => {
    const ulco = levelOneOf(world, 'ULCO');
    expect(await change(ulco, 'internal ULCO', '2026-03-10T09:10:00.000Z')).toEqual({ touched: 1 });
    expect(await change(ulco, 'internal ULCO', '2026-03-10T09:10:00.001Z')).toEqual(refused);
    expect(await change(engineersOf(world, 'FUN'), 'shared ULCO+FUN')).toEqual(refused);
    expect(await change({ ...ulco, person: world.id['requester ULCO']! }, 'internal ULCO')).toEqual(refused);
    expect(await change(levelOneOf(world, 'UPHF'), 'internal ULCO')).toEqual({ touched: 0 });
    const kept = await acting(world.connections.api, ulco, async (client) => {
      await client.query(
        `update message set body = 'new', version = version + 1, edited_at = posted_at where id = $1`,
        [world.id['message internal ULCO']],
      );
      return (
        await client.query('select number, body from message_version where message_id = $1', [
          world.id['message internal ULCO'],
        ])
      ).rows;
    });
    expect(kept).toEqual([{ number: 1, body: 'ULCO' }]);
  });

  it('with its version, and never so that readers come in', async () => {
    const ulco = levelOneOf(world, 'ULCO');
    const id = [world.id['message internal ULCO']];
    expect(await attempt(ulco, `update message set body = 'x' where id = $1`, id)).toEqual(refused);
    const asker = { ...requesterOf(world, 'ULCO'), person: world.id['agent ULCO']! };
    const widen = `update message set readers = readers || 'x'::text where id = $1`;
    expect(await attempt(asker, widen, [world.id['message requester ULCO']])).not.toEqual({ touched: 1 });
  });
});

describe('a draft', () => {
  it('is seen by its author alone, and by no worker', async () => {
    const count = (settings: Settings, role: 'api' | 'worker' = 'api') =>
      acting(world.connections[role], settings, (client) => visible(client, 'message_draft'));
    expect(await count(staffOf(world, 'FUN'))).toBe(1);
    expect(await count({ ...staffOf(world, 'FUN'), person: world.id['requester FUN']! })).toBe(0);
    expect(await count(staffOf(world, 'ULCO'))).toBe(0);
    expect(await count({ ...staffOf(world, 'ULCO'), person: world.id['agent FUN']! })).toBe(0);
    expect(await count(staffOf(world, 'FUN'), 'worker')).toBe('denied');
  });

  it('is of a ticket that one sees', async () => {
    const write = (settings: Settings, code: string, ticket: string) =>
      acting(world.connections.api, settings, (client) => draft(world, client, code, ticket)).then(
        () => 'done',
        (error: unknown) => (error as { code?: string }).code,
      );
    expect(await write(levelOneOf(world, 'ULCO'), 'ULCO', 'ticket ULCO')).toBe('done');
    expect(await write(levelOneOf(world, 'UPHF'), 'UPHF', 'ticket ULCO')).toBe('42501');
    expect(await write(levelOneOf(world, 'ULCO'), 'FUN', 'ticket ULCO')).toBe('42501');
  });
});

it('an upload is written down by oneself, and found by the worker', async () => {
  const put = (settings: Settings, code: string) =>
    attempt(settings, `insert into attachment_upload values ($1, $2, $3, 'key', now())`, [
      randomUUID(),
      world.id[code],
      world.id[`agent ${code}`],
    ]);
  expect(await put(levelOneOf(world, 'ULCO'), 'ULCO')).toEqual({ touched: 1 });
  expect(await put(levelOneOf(world, 'ULCO'), 'FUN')).toEqual(refused);
  expect(await attempt(staffOf(world, 'UPHF'), 'delete from attachment_upload')).toEqual({ touched: 0 });
  expect(await attempt({}, 'delete from attachment_upload', [], 'worker')).toEqual({ touched: 1 });
});
