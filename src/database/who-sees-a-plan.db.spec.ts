import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addActions } from './wall-actions.spec-support.js';
import { addPlans, dateRow, dueRow, planRow, runRow } from './wall-plans.spec-support.js';
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
  await addActions(world);
  await addPlans(world);
  // another holder of the service, with whom the action is shared
  await world.admin.query(
    `insert into responsibility (id, service_id, "function", position, institution_id) values ($1, $2, 'hosting', 1, $3)`,
    [randomUUID(), world.id['service'], world.id['ULORRAINE']],
  );
});
afterAll(() => world.close());

const tables = ['action_plan', 'plan_occurrence', 'plan_run'];
const seen = (settings: Settings, role: 'api' | 'worker' = 'api') =>
  acting(world.connections[role], settings, async (client) => {
    const counts: unknown[] = [];
    for (const table of tables) counts.push(await visible(client, table));
    return counts;
  });
const tried = (
  settings: Settings,
  query: string | { text: string; values: unknown[] },
  role: 'api' | 'worker' | 'maintenance' = 'api',
) =>
  acting(world.connections[role], settings, (client) =>
    typeof query === 'string' ? outcomeOf(client, query) : outcomeOf(client, query.text, query.values),
  );
const refused = { refused: '42501' };

describe('a plan', () => {
  it('is read by both sides of its institution, for the service, and by nobody else', async () => {
    for (const settings of [engineersOf(world, 'FUN'), levelOneOf(world, 'FUN')])
      expect(await seen(settings)).toEqual([1, 1, 1]);
    expect(await seen(engineersOf(world, 'FUN'), 'worker')).toEqual([1, 1, 1]);
    for (const nobody of [
      {},
      staffOf(world, 'ULORRAINE'),
      staffOf(world, 'ULCO'),
      staffOf(world, 'UJM'),
      requesterOf(world, 'FUN'),
      { ...staffOf(world, 'FUN'), user_services: randomUUID(), provider_services: randomUUID() },
    ]) {
      expect(await seen(nobody)).toEqual([0, 0, 0]);
      expect(await seen(nobody, 'worker')).toEqual([0, 0, 0]);
    }
  });

  it('is made by a holder of the service, in one’s own name, of an action that one sees', async () => {
    const fun = engineersOf(world, 'FUN');
    expect(await tried(fun, planRow(world))).toEqual({ touched: 1 });
    expect(await tried(levelOneOf(world, 'FUN'), planRow(world))).toEqual(refused);
    expect(await tried(fun, planRow(world, { keeper: 'requester FUN' }))).toEqual(refused);
    expect(await tried(fun, planRow(world, { institution: 'ULCO', keeper: 'agent FUN' }))).toEqual(refused);
    // sees the action, and holds nothing of the service
    expect(await tried(staffOf(world, 'ULCO'), planRow(world, { institution: 'ULCO' }))).toEqual(refused);
    const lorraine = engineersOf(world, 'ULORRAINE');
    expect(await tried(lorraine, planRow(world, { institution: 'ULORRAINE' }))).toEqual({ touched: 1 });
    const hidden = planRow(world, { institution: 'ULORRAINE', action: 'action internal' });
    expect(await tried(lorraine, hidden)).toEqual(refused);
  });

  it('is changed, left out and removed by its own provider side alone', async () => {
    const statements = [
      `update action_plan set title = 'X'`,
      'delete from action_plan',
      `update plan_occurrence set reason = 'X'`,
    ];
    for (const statement of statements) {
      expect(await tried(engineersOf(world, 'FUN'), statement)).toEqual({ touched: 1 });
      for (const nobody of [levelOneOf(world, 'FUN'), staffOf(world, 'ULCO'), requesterOf(world, 'FUN'), {}])
        expect(await tried(nobody, statement)).toEqual({ touched: 0 });
    }
    for (const [who, row] of [
      [levelOneOf(world, 'FUN'), dateRow(world, { date: '2026-05-01' })],
      [staffOf(world, 'ULCO'), dateRow(world, { date: '2026-05-01', by: 'agent ULCO' })],
      [staffOf(world, 'ULCO'), dateRow(world, { date: '2026-05-01', institution: 'ULCO' })],
      [engineersOf(world, 'FUN'), dateRow(world, { date: '2026-05-01', by: 'requester FUN' })],
      [levelOneOf(world, 'FUN'), dueRow(world)],
      [staffOf(world, 'ULCO'), dueRow(world, 'ULCO')],
    ] as const)
      expect(await tried(who, row)).toEqual(refused);
    // whose it is, what it is of and when it was made never change; what was measured stays
    const fun = engineersOf(world, 'FUN');
    for (const column of ['institution_id', 'service_id', 'action_id', 'site_id', 'created_at'])
      expect(await tried(fun, `update action_plan set ${column} = ${column}`)).toEqual(refused);
    expect(await tried(fun, `update plan_run set results = '[]'`)).toEqual(refused);
    expect(await tried(fun, 'delete from plan_run')).toEqual(refused);
    expect(await tried(fun, 'delete from plan_occurrence')).toEqual(refused);
  });

  it('keeps no run of anybody else', async () => {
    await world.admin.query('delete from plan_run');
    await world.admin.query(`update run set institution_id = $1 where id = $2`, [
      world.id['ULCO'],
      world.id['run of plan'],
    ]);
    expect(await tried(engineersOf(world, 'FUN'), runRow(world))).toEqual(refused);
    await world.admin.query(`update run set institution_id = $1 where id = $2`, [
      world.id['FUN'],
      world.id['run of plan'],
    ]);
    expect(await tried(engineersOf(world, 'FUN'), runRow(world))).toEqual({ touched: 1 });
  });

  it('is found by the worker when it is due, by ids and instants, across institutions', async () => {
    const count = 'update plan_due set at = now()';
    expect(await tried({}, count, 'worker')).toEqual({ touched: 1 });
    expect(await tried({}, count)).toEqual({ touched: 0 });
    expect(await tried(levelOneOf(world, 'FUN'), count)).toEqual({ touched: 0 });
    expect(await tried({}, `update action_plan set title = 'X'`, 'worker')).toEqual(refused);
    expect(await tried({}, count, 'maintenance')).toEqual(refused);
  });
});
