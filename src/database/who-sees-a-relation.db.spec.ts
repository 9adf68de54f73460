import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addRelations } from './wall-relations.spec-support.js';
import { addTickets } from './wall-tickets.spec-support.js';
import {
  acting,
  engineersOf,
  levelOneOf,
  NOW,
  openWorld,
  outcomeOf,
  requesterOf,
  staffOf,
  type Settings,
  visible,
  type World,
} from './wall.spec-support.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await addTickets(world);
  await addRelations(world);
});
afterAll(() => world.close());

const tables = ['ticket_link', 'consequence', 'major_incident', 'major_update', 'major_audience', 'major_child'];

async function seen(settings: Settings): Promise<Record<string, number | 'denied'>> {
  return acting(world.connections.api, settings, async (client) => {
    const found: Record<string, number | 'denied'> = {};
    for (const table of tables) {
      const count = await visible(client, table);
      if (count !== 0) found[table] = count;
    }
    return found;
  });
}
const tried = (settings: Settings, text: string, values: unknown[]) =>
  acting(world.connections.api, settings, (client) => outcomeOf(client, text, values));
const refused = { refused: '42501' };

describe('what has to do with a ticket', () => {
  it('is seen by level 1 of its institution', async () => {
    expect(await seen(levelOneOf(world, 'ULCO'))).toEqual(Object.fromEntries(tables.map((table) => [table, 1])));
  });

  it('is not seen by who holds the ticket; a major incident is, and not whose tickets hang on it', async () => {
    const announced = { major_audience: 1, major_incident: 1, major_update: 1 };
    expect(await seen(engineersOf(world, 'FUN'))).toEqual(announced);
    expect(await seen(staffOf(world, 'FUN'))).toEqual(announced);
  });

  it('is nothing to anybody else', async () => {
    for (const code of ['UPHF', 'UJM', 'ULORRAINE']) expect(await seen(staffOf(world, code))).toEqual({});
    expect(await seen({ ...staffOf(world, 'ULCO'), user_services: randomUUID(), provider_services: '' })).toEqual({
      major_audience: 1,
    });
  });

  it('is, to who asked for the ticket, the major incident on which it hangs', async () => {
    expect(await seen(requesterOf(world, 'ULCO'))).toEqual({ major_child: 1, major_incident: 1, major_update: 1 });
    expect(await seen(requesterOf(world, 'FUN'))).toEqual({});
  });
});

describe('nobody', () => {
  const link = `insert into ticket_link values ($1, $2, $3, 'relates', $4, $5, $6)`;

  it('links tickets of another institution, or their own with another’s', async () => {
    const { id } = world;
    const own = [id['second ticket ULCO'], id['ticket ULCO']] as const;
    const row = (from: unknown, to: unknown, reference: string) => [
      id['ULCO'],
      from,
      to,
      reference,
      id['agent ULCO'],
      NOW,
    ];
    expect(await tried(levelOneOf(world, 'ULCO'), link, row(...own, 'ULCO-2026-00001'))).toEqual({ touched: 1 });
    expect(
      await tried(levelOneOf(world, 'ULCO'), link, row(id['ticket ULCO'], id['ticket UPHF'], 'UPHF-2026-00001')),
    ).toEqual(refused);
    expect(await tried(levelOneOf(world, 'ULCO'), link, row(...own, 'ULCO-2026-00009'))).toEqual(refused);
    for (const settings of [staffOf(world, 'FUN'), levelOneOf(world, 'UPHF'), requesterOf(world, 'ULCO')]) {
      expect(await tried(settings, link, row(...own, 'ULCO-2026-00001'))).toEqual(refused);
    }
  });

  it('has a colleague watch a ticket into which nothing was merged, or anybody of another institution', async () => {
    const { id } = world;
    const watch = `insert into watcher values ($1, $2, $3, $4, $5)`;
    const row = (ticket: string, person: string, side = 'user') => [id['ULCO'], side, id[ticket], id[person], NOW];
    const home = levelOneOf(world, 'ULCO');
    expect(await tried(home, watch, row('ticket ULCO', 'requester ULCO'))).toEqual({ touched: 1 });
    expect(await tried(home, watch, row('second ticket ULCO', 'requester ULCO'))).toEqual(refused);
    expect(await tried(home, watch, row('ticket ULCO', 'agent UPHF'))).toEqual(refused);
    expect(await tried(home, watch, row('ticket ULCO', 'requester ULCO', 'provider'))).toEqual(refused);
    for (const settings of [staffOf(world, 'FUN'), levelOneOf(world, 'UPHF'), requesterOf(world, 'ULCO')]) {
      expect(await tried(settings, watch, row('ticket ULCO', 'agent ULCO'))).toEqual(refused);
    }
  });

  it('takes back that a ticket was merged', async () => {
    const remove = `delete from ticket_link where kind = 'merged'`;
    expect(await tried(levelOneOf(world, 'ULCO'), remove, [])).toEqual({ touched: 0 });
  });

  it('ends or moves the major incident of another institution, or one that has ended', async () => {
    const end = `update major_incident set state = 'ended', ended_at = $2 where id = $1`;
    const values = [world.id['major'], NOW];
    for (const settings of [staffOf(world, 'FUN'), staffOf(world, 'UJM'), requesterOf(world, 'ULCO')]) {
      expect(await tried(settings, end, values)).toEqual({ touched: 0 });
    }
    const twice = await acting(world.connections.api, levelOneOf(world, 'ULCO'), async (client) => [
      await outcomeOf(client, end, values),
      await outcomeOf(
        client,
        `update major_incident set state = 'open', ended_at = null where id = $1`,
        values.slice(0, 1),
      ),
    ]);
    expect(twice).toEqual([{ touched: 1 }, refused]);
  });

  it('writes in it, hangs their tickets on one that was not announced to them, or sees to whom it was', async () => {
    const { id } = world;
    const say = `insert into major_update values ($1, $2, 'update', 'A text', false, $3, $4)`;
    expect(await tried(staffOf(world, 'FUN'), say, [randomUUID(), id['major'], id['agent FUN'], NOW])).toEqual(refused);
    const hang = 'insert into major_child values ($1, $2, $3, $4, $5)';
    const row = [id['UPHF'], id['ticket UPHF'], id['major'], id['agent UPHF'], NOW];
    expect(await tried(levelOneOf(world, 'UPHF'), hang, row)).toEqual(refused);
    const add = 'insert into major_audience values ($1, $2, $3)';
    expect(await tried(levelOneOf(world, 'ULCO'), add, [id['UPHF'], id['major'], NOW])).toEqual(refused);
  });
});
