import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { saying } from './wall-problems.spec-support.js';
import {
  acting,
  engineersOf,
  levelOneOf,
  NOW,
  openWorld,
  outcomeOf,
  requesterOf,
  staffOf,
  visible,
  type DatabaseRole,
  type Settings,
  type World,
} from './wall.spec-support.js';

// A change of FUN, which affects ULCO and UPHF; ULCO acknowledged it, it is late, and something was said about it.

let world: World;
let change: string;
const tables = ['change_ack', 'change_late', 'change_note', 'change_objection', 'change_opinion'];
const ackRow = 'insert into change_ack values ($1, $2, $3, $4, $5, $3)';
const ack = (settings: Settings, at = NOW) => [settings.institution, change, at, world.id['FUN'], settings.person];

beforeAll(async () => {
  world = await openWorld();
  await saying(world);
  change = randomUUID();
  const { admin, id } = world;
  await admin.query(
    `insert into change (id, institution_id, reference, title, why, service_ids, component_ids, environments, asked, class,
                         class_reasons, state, interruption_minutes, risk, announced_at, listed_at, version, updated_at)
     values ($1, $2, 'CHG-FUN-2026-00001', 'x', 'y', array[$3::uuid], '{}', '{production}', 'normal', 'normal', '[]',
             'in_progress', 0, 'low', $4, $4, 1, $4)`,
    [change, id['FUN'], id['service'], NOW],
  );
  for (const code of ['ULCO', 'UPHF'])
    await admin.query(
      `insert into change_party (institution_id, change_id, kind, owner_id, service_ids, shown_at, listed_at)
       values ($1, $2, 'affected', $3, array[$4::uuid], $5, $5)`,
      [id[code], change, id['FUN'], id['service'], NOW],
    );
  const ulco = levelOneOf(world, 'ULCO');
  await acting(world.connections.api, ulco, (client) => client.query(ackRow, ack(ulco)), { keep: true });
  await admin.query(`insert into change_late values ($1, $2, 'end', $3)`, [id['FUN'], change, NOW]);
  for (const audience of ['shared', 'internal'])
    await admin.query(`insert into change_note values ($1, $2, $3, $2, $4, $5, 'z', $6)`, [
      randomUUID(),
      id['FUN'],
      change,
      id['agent FUN'],
      audience,
      NOW,
    ]);
  await admin.query(`insert into change_objection values ($1, $2, $3, $4, $5, 'z', false, $6)`, [
    randomUUID(),
    id['ULCO'],
    change,
    id['FUN'],
    id['agent ULCO'],
    NOW,
  ]);
  await admin.query(`insert into change_opinion values ($1, $2, $3, $2, 'peer', $4, 'approve', null, '\\x00', $5)`, [
    randomUUID(),
    id['FUN'],
    change,
    id['agent FUN'],
    NOW,
  ]);
});
afterAll(() => world.close());

async function seen(settings: Settings, role: DatabaseRole): Promise<Record<string, number>> {
  return acting(world.connections[role], settings, async (client) => {
    const found: Record<string, number> = {};
    for (const table of tables) {
      const count = await visible(client, table);
      if (count !== 0 && count !== 'denied') found[table] = count;
    }
    return found;
  });
}
const tried = (settings: Settings, text: string, values: unknown[] = [], role: DatabaseRole = 'api') =>
  acting(world.connections[role], settings, (client) => outcomeOf(client, text, values));
const refused = { refused: '42501' };

describe('what letters are made of', () => {
  it.each(['api', 'worker'] as const)('is seen by those who make the change: %s', async (role) => {
    const found = await seen(engineersOf(world, 'FUN'), role);
    expect(found).toEqual({ change_ack: 1, change_late: 1, change_note: 2, change_objection: 1, change_opinion: 1 });
  });

  it('is seen by an affected institution as far as it is shared, or its own', async () => {
    expect(await seen(levelOneOf(world, 'ULCO'), 'api')).toEqual({
      change_ack: 1,
      change_note: 1,
      change_objection: 1,
    });
    expect(await seen(levelOneOf(world, 'UPHF'), 'api')).toEqual({ change_note: 1 });
    // ids and instants, which the worker looks at across institutions
    expect(await seen(levelOneOf(world, 'ULCO'), 'worker')).toMatchObject({ change_note: 1, change_late: 1 });
    expect(await seen(levelOneOf(world, 'UPHF'), 'worker')).toEqual({ change_note: 1, change_late: 1 });
  });

  it('is seen by nobody else', async () => {
    const nobodys: Settings[] = [
      {},
      staffOf(world, 'UJM'),
      requesterOf(world, 'ULCO'),
      levelOneOf(world, 'FUN'),
      { ...engineersOf(world, 'FUN'), provider_services: randomUUID() },
      engineersOf(world, 'ULCO'),
    ];
    for (const settings of nobodys.slice(0, 5)) {
      expect(await seen(settings, 'api')).toEqual({});
      expect(await seen(settings, 'worker')).toEqual({ change_late: 1 });
    }
  });
});

describe('an institution that a change concerns no longer', () => {
  const taken = 'update change_party set removed_at = $1 where change_id = $2 and institution_id = $3';
  const known = (settings: Settings, role: DatabaseRole) =>
    acting(world.connections[role], settings, async (client) => [
      await visible(client, 'change'),
      await visible(client, 'change_party'),
    ]);

  it('is told so by the worker, in its own name; its staff see nothing of it any more', async () => {
    const { admin, id } = world;
    await admin.query(taken, [NOW, change, id['UPHF']]);
    const uphf = levelOneOf(world, 'UPHF');
    expect(await known(uphf, 'api')).toEqual([0, 0]);
    expect(await known(uphf, 'worker')).toEqual([1, 1]);
    // for whoever works there, and in nobody else's name
    for (const settings of [{}, requesterOf(world, 'UPHF'), levelOneOf(world, 'UJM')])
      expect(await known(settings, 'worker')).toEqual([0, 0]);
    // of what it never knew the worker does not know either
    await admin.query('update change_party set shown_at = null where institution_id = $1', [id['UPHF']]);
    expect(await known(uphf, 'worker')).toEqual([0, 0]);
    await admin.query('update change_party set shown_at = $2, removed_at = null where institution_id = $1', [
      id['UPHF'],
      NOW,
    ]);
  });
});

describe('an acknowledgement', () => {
  it('is given by an affected institution in its own name, of the announcement that stands, once', async () => {
    const uphf = levelOneOf(world, 'UPHF');
    expect(await tried(uphf, ackRow, ack(uphf))).toEqual({ touched: 1 });
    const ulco = levelOneOf(world, 'ULCO');
    expect(await tried(ulco, ackRow, ack(ulco))).toEqual({ refused: '23505' });
    expect(await tried(uphf, ackRow, ack(uphf, '2026-03-09T09:00:00.000Z'))).toEqual(refused);
    expect(await tried(uphf, ackRow, ack({ ...uphf, person: ulco.person ?? '' }))).toEqual(refused);
    expect(await tried(uphf, ackRow, ack(ulco))).toEqual(refused);
    for (const settings of [levelOneOf(world, 'UJM'), engineersOf(world, 'FUN'), engineersOf(world, 'UPHF')])
      expect(await tried(settings, ackRow, ack(settings))).toEqual(refused);
    expect(await tried(requesterOf(world, 'UPHF'), ackRow, ack(requesterOf(world, 'UPHF')))).toEqual(refused);
  });

  it('is not taken back, nor given by the worker', async () => {
    const ulco = levelOneOf(world, 'ULCO');
    expect(await tried(ulco, 'delete from change_ack')).toEqual(refused);
    expect(await tried(ulco, 'update change_ack set acknowledged_at = now()')).toEqual(refused);
    expect(await tried(levelOneOf(world, 'UPHF'), ackRow, ack(levelOneOf(world, 'UPHF')), 'worker')).toEqual(refused);
  });
});

describe('when a change is late', () => {
  it('is kept by those who make it, and by nobody else', async () => {
    const moved = `update change_late set at = at + interval '1 hour'`;
    expect(await tried(engineersOf(world, 'FUN'), moved)).toEqual({ touched: 1 });
    for (const settings of [staffOf(world, 'ULCO'), staffOf(world, 'UJM'), {}])
      expect(await tried(settings, moved)).toEqual({ touched: 0 });
    const row = `insert into change_late values ($1, $2, 'no_return', $3)`;
    const ulco = staffOf(world, 'ULCO');
    expect(await tried(ulco, row, [ulco.institution, change, NOW])).toEqual(refused);
    expect(await tried(ulco, row, [world.id['FUN'], change, NOW])).toEqual(refused);
    // the worker says that it was told, and decides no instant
    expect(await tried({}, moved, [], 'worker')).toEqual(refused);
  });
});
