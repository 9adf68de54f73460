import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  addFreezes,
  feedRow,
  freezeRow,
  freezeValues,
  operatorOf,
  periodRow,
  periodValues,
  type Scope,
} from './wall-freezes.spec-support.js';
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
  type DatabaseRole,
  type Settings,
  type World,
} from './wall.spec-support.js';

let world: World;

beforeAll(async () => {
  world = await openWorld();
  await saying(world);
  await addFreezes(world);
});
afterAll(() => world.close());

const names = ['consortium', 'service', 'ULCO', 'UPHF', 'FUN'];

/** Which freezes somebody sees; their periods are the same, or there is a hole. */
async function seen(settings: Settings, role: DatabaseRole = 'api', now = NOW): Promise<string[]> {
  return acting(world.connections[role], settings, async (client) => {
    await client.query(`select set_config('app.now', $1, true)`, [now]);
    const { rows } = await client.query<{ id: string }>('select id from change_freeze');
    const { rows: periods } = await client.query<{ id: string }>('select freeze_id as id from freeze_period');
    expect(periods.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort());
    return names.filter((name) => rows.some(({ id }) => id === world.id[`freeze ${name}`]));
  });
}
const tried = (settings: Settings, text: string, values: unknown[] = []) =>
  acting(world.connections.api, settings, (client) => outcomeOf(client, text, values));
const refused = { refused: '42501' };
const nothing = { touched: 0 };

describe('a freeze of an institution', () => {
  it('is seen by its own staff, and by the provider side of whoever runs a service that it uses', async () => {
    expect(await seen(levelOneOf(world, 'ULCO'))).toEqual(['consortium', 'service', 'ULCO']);
    expect(await seen(engineersOf(world, 'FUN'))).toEqual(['consortium', 'service', 'ULCO', 'FUN']);
    expect(await seen({ ...engineersOf(world, 'FUN'), provider_services: randomUUID() })).not.toContain('ULCO');
  });

  it('is seen by no other user institution, not by level 1 of the provider, nor by a requester', async () => {
    expect(await seen(staffOf(world, 'UJM'))).toEqual(['consortium']);
    expect(await seen(staffOf(world, 'UPHF'))).toEqual(['consortium', 'UPHF']);
    expect(await seen(levelOneOf(world, 'FUN'))).toEqual(['consortium', 'service', 'FUN']);
    expect(await seen(requesterOf(world, 'ULCO'))).toEqual(['consortium']);
    expect(await seen(operatorOf(world))).toEqual(['consortium']);
    expect(await seen({})).toEqual([]);
  });

  it('is known to a provider as long as the agreement runs', async () => {
    await world.admin.query(`update agreement set ends_on = '2026-03-10'`);
    expect(await seen(engineersOf(world, 'FUN'))).toContain('ULCO');
    for (const instant of ['2026-03-11T09:00:00.000Z', '', 'now'])
      expect(await seen(engineersOf(world, 'FUN'), 'api', instant)).toEqual(['consortium', 'service', 'FUN']);
    expect(await seen(levelOneOf(world, 'ULCO'), 'api', '2026-03-11T09:00:00.000Z')).toEqual(['consortium', 'ULCO']);
    await world.admin.query('update agreement set ends_on = null');
  });

  it('shows the worker what it shows the institution for which it acts', async () => {
    expect(await seen(staffOf(world, 'ULCO'), 'worker')).toEqual(['consortium', 'service', 'ULCO']);
    expect(await seen({}, 'worker')).toEqual([]);
  });
});

describe('a freeze is written', () => {
  const add = (settings: Settings, scope: Scope) =>
    tried(settings, freezeRow, freezeValues(randomUUID(), settings, scope));

  it('by the operator, the lead provider or the institution itself, and by nobody in the name of another', async () => {
    const service = world.id['service']!;
    const { ULCO: ulco } = world.id;
    for (const settings of [staffOf(world, 'ULCO'), staffOf(world, 'UJM'), requesterOf(world, 'ULCO'), {}]) {
      expect(await add(settings, { scope: 'consortium' })).toEqual(refused);
      expect(await add(settings, { scope: 'service', service })).toEqual(refused);
    }
    expect(await add(levelOneOf(world, 'FUN'), { scope: 'service', service })).toEqual(refused);
    for (const settings of [
      engineersOf(world, 'ULCO'),
      requesterOf(world, 'ULCO'),
      operatorOf(world),
      { ...levelOneOf(world, 'UJM'), institution: ulco! },
    ])
      expect([settings, await add({ ...settings, user_services: '' }, { scope: 'institution' })]).toEqual([
        settings,
        refused,
      ]);
    // somebody's operator who says so of themselves is none
    expect(await add({ ...operatorOf(world), person: world.id['agent ULCO']! }, { scope: 'consortium' })).toEqual(
      refused,
    );
    expect(await add(operatorOf(world), { scope: 'consortium' })).toEqual({ touched: 1 });
    expect(await add(engineersOf(world, 'FUN'), { scope: 'service', service })).toEqual({ touched: 1 });
    expect(await add(levelOneOf(world, 'ULCO'), { scope: 'institution' })).toEqual({ touched: 1 });
  });

  it('under the key of its own scope', async () => {
    const settings = levelOneOf(world, 'ULCO');
    const values = freezeValues(randomUUID(), settings, { scope: 'institution' });
    expect(await tried(settings, freezeRow, values.with(4, `institution/${world.id['UPHF']!}`))).toEqual(refused);
    expect(await tried(settings, freezeRow, values.with(5, world.id['agent UPHF']))).toEqual(refused);
  });

  it('with periods of its own alone', async () => {
    const settings = engineersOf(world, 'FUN');
    const values = periodValues(world.id['freeze ULCO']!, levelOneOf(world, 'ULCO'), { scope: 'institution' });
    expect(await tried(settings, periodRow, values)).toEqual(refused);
    const asOwn = periodValues(world.id['freeze ULCO']!, levelOneOf(world, 'FUN'), { scope: 'institution' });
    expect(await tried(levelOneOf(world, 'FUN'), periodRow, asOwn)).toEqual(refused);
  });

  it('changed and lifted by whoever could declare it, and deleted by nobody', async () => {
    const change = `update change_freeze set title = 'x' where id = $1`;
    const move = 'update freeze_period set blocks_shared = false where freeze_id = $1';
    const drop = 'delete from freeze_period where freeze_id = $1';
    for (const [settings, name] of [
      [engineersOf(world, 'FUN'), 'freeze ULCO'],
      [levelOneOf(world, 'ULCO'), 'freeze service'],
      [levelOneOf(world, 'ULCO'), 'freeze consortium'],
      [staffOf(world, 'UJM'), 'freeze ULCO'],
      [requesterOf(world, 'ULCO'), 'freeze ULCO'],
    ] as const)
      for (const text of [change, move, drop]) expect(await tried(settings, text, [world.id[name]])).toEqual(nothing);
    expect(await tried(levelOneOf(world, 'ULCO'), change, [world.id['freeze ULCO']])).toEqual({ touched: 1 });
    expect(await tried(levelOneOf(world, 'ULCO'), drop, [world.id['freeze ULCO']])).toEqual({ touched: 1 });
    for (const column of ['scope', 'institution_id', 'scope_key', 'declared_by', 'declared_at', 'uid'])
      expect([
        column,
        await tried(levelOneOf(world, 'ULCO'), `update change_freeze set ${column} = ${column}`),
      ]).toEqual([column, refused]);
    expect(await tried(levelOneOf(world, 'ULCO'), 'delete from change_freeze')).toEqual(refused);
  });
});

describe('the address of a calendar', () => {
  it('is its own person’s, in the institution for which it was made; its digest nobody reads', async () => {
    const list = 'select id from calendar_feed';
    expect(await tried(levelOneOf(world, 'ULCO'), list)).toEqual({ touched: 1 });
    for (const settings of [
      levelOneOf(world, 'UJM'),
      requesterOf(world, 'ULCO'),
      { ...levelOneOf(world, 'UPHF'), person: world.id['agent ULCO']! },
      operatorOf(world),
      {},
    ])
      expect(await tried(settings, list)).toEqual(nothing);
    expect(await tried(levelOneOf(world, 'ULCO'), 'select secret_hash from calendar_feed')).toEqual(refused);
    expect(
      await tried(levelOneOf(world, 'ULCO'), 'delete from calendar_feed where id = $1', [world.id['feed UPHF']]),
    ).toEqual(nothing);
    const values = [randomUUID(), world.id['ULCO'], world.id['requester ULCO'], Buffer.from('x'), NOW];
    expect(await tried(levelOneOf(world, 'ULCO'), feedRow, values)).toEqual(refused);
    expect(
      await tried(levelOneOf(world, 'ULCO'), feedRow, values.with(2, world.id['agent ULCO']).with(1, world.id['UPHF'])),
    ).toEqual(refused);
  });
});
