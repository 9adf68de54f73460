import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  acknowledgementRow,
  addConflicts,
  exemptionRow,
  findingRow,
  overrideRow,
} from './wall-conflicts.spec-support.js';
import { addFreezes, operatorOf } from './wall-freezes.spec-support.js';
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

// What stands against a change is known to those who make it; an exemption also to whoever declared the freeze.

let world: World;
const refused = { refused: '42501' };

beforeAll(async () => {
  world = await openWorld();
  await addFreezes(world);
  await addConflicts(world);
});
afterAll(() => world.close());

const tables = ['change_override', 'change_acknowledgement', 'change_finding', 'freeze_exemption'];
const seen = (settings: Settings) =>
  acting(world.connections.api, settings, async (client) => {
    const counts: unknown[] = [];
    for (const table of tables) counts.push(await visible(client, table));
    return counts;
  });
const tried = (settings: Settings, text: string, values: unknown[]) =>
  acting(world.connections.api, settings, (client) => outcomeOf(client, text, values));
const others = (): Settings[] => [
  {},
  staffOf(world, 'UJM'),
  staffOf(world, 'UPHF'),
  levelOneOf(world, 'FUN'),
  requesterOf(world, 'ULCO'),
  requesterOf(world, 'FUN'),
  { ...engineersOf(world, 'FUN'), provider_services: randomUUID() },
];

describe('what was said of a conflict', () => {
  it('is seen by those who make the change, an exemption by those of its freeze, and by nobody else', async () => {
    expect(await seen(engineersOf(world, 'FUN'))).toEqual([1, 1, 1, 1]);
    expect(await seen(levelOneOf(world, 'ULCO'))).toEqual([0, 0, 0, 1]);
    expect(await seen(operatorOf(world))).toEqual([0, 0, 0, 0]);
    for (const settings of others().slice(0, -1))
      expect([settings, await seen(settings)]).toEqual([settings, [0, 0, 0, 0]]);
    // for another service: nothing of the change; the exemption names a reference of the own institution
    expect(await seen(others().at(-1) ?? {})).toEqual([0, 0, 0, 1]);
  });

  it('is written by those who make the change, under their own name', async () => {
    const fun = engineersOf(world, 'FUN');
    const { 'met change': change, 'met change other': other } = world.id;
    for (const settings of [...others(), levelOneOf(world, 'ULCO')]) {
      const { institution, person } = settings;
      expect(
        await tried(settings, overrideRow, [
          randomUUID(),
          institution ?? world.id['FUN'],
          change,
          person ?? randomUUID(),
        ]),
      ).toEqual(refused);
      expect(await tried(settings, findingRow, [randomUUID(), institution ?? world.id['FUN'], change])).toEqual(
        refused,
      );
      expect(
        await tried(settings, acknowledgementRow, [
          randomUUID(),
          institution ?? world.id['FUN'],
          other,
          change,
          person ?? randomUUID(),
        ]),
      ).toEqual(refused);
    }
    const somebody = world.id['requester FUN'];
    expect(await tried(fun, overrideRow, [randomUUID(), fun.institution, change, somebody])).toEqual(refused);
    expect(await tried(fun, acknowledgementRow, [randomUUID(), fun.institution, other, change, somebody])).toEqual(
      refused,
    );
    expect(await tried(fun, overrideRow, [randomUUID(), fun.institution, change, fun.person])).toEqual({ touched: 1 });
    expect(await tried(fun, acknowledgementRow, [randomUUID(), fun.institution, other, change, fun.person])).toEqual({
      touched: 1,
    });
    for (const table of tables) expect(await tried(fun, `delete from ${table}`, [])).toEqual(refused);
    for (const table of ['change_override', 'change_finding', 'freeze_exemption'])
      expect(await tried(fun, `update ${table} set institution_id = institution_id`, [])).toEqual(refused);
  });

  it('lets a change pass only by whoever could declare the freeze', async () => {
    const freeze = world.id['freeze ULCO'];
    for (const settings of [...others(), engineersOf(world, 'FUN'), operatorOf(world)])
      expect(
        await tried(settings, exemptionRow, [
          randomUUID(),
          world.id['ULCO'],
          freeze,
          world.id['FUN'],
          settings.person ?? randomUUID(),
        ]),
      ).toEqual(refused);
    const ulco = levelOneOf(world, 'ULCO');
    expect(
      await tried(ulco, exemptionRow, [randomUUID(), world.id['UPHF'], freeze, world.id['FUN'], ulco.person]),
    ).toEqual(refused);
    const operator = operatorOf(world);
    const values = [randomUUID(), null, world.id['freeze consortium'], world.id['FUN'], operator.person];
    expect(await tried(operator, exemptionRow, values)).toEqual({ touched: 1 });
  });

  it('lets it pass no longer by the same, once, under their own name, and for good', async () => {
    const taken = `update freeze_exemption set withdrawn_at = now(), withdrawn_by = $1, withdraw_reason = 'A reason'`;
    const ulco = levelOneOf(world, 'ULCO');
    const nothing = { touched: 0 };
    for (const settings of [...others(), engineersOf(world, 'FUN'), operatorOf(world)])
      expect([settings, await tried(settings, taken, [settings.person ?? randomUUID()])]).toEqual([settings, nothing]);
    expect(await tried(ulco, taken, [world.id['requester ULCO']])).toEqual(refused);
    expect(await tried(ulco, taken, [ulco.person])).toEqual({ touched: 1 });
    for (const set of [`withdrawn_at = now()`, `withdraw_reason = 'A reason'`, 'withdrawn_by = app_person()'])
      expect(await tried(ulco, `update freeze_exemption set ${set}`, [])).toEqual({
        refused: expect.stringMatching(/42501|23514/),
      });
    for (const set of [`reason = 'Another'`, `change_reference = 'CHG-FUN-2026-00001'`, 'said_by = app_person()'])
      expect(await tried(ulco, `update freeze_exemption set ${set}`, [])).toEqual(refused);
    await world.admin.query(taken, [ulco.person]);
    expect(await tried(ulco, taken, [ulco.person])).toEqual(nothing);
  });
});

describe('a change', () => {
  it('is seen, with the settings asked once, by whom it was before', async () => {
    const changes = (settings: Settings) =>
      acting(world.connections.api, settings, async (client) => [
        await visible(client, 'change'),
        await visible(client, 'change_party'),
      ]);
    expect(await changes(engineersOf(world, 'FUN'))).toEqual([2, 1]);
    expect(await changes(levelOneOf(world, 'ULCO'))).toEqual([1, 1]);
    expect(await changes(requesterOf(world, 'ULCO'))).toEqual([1, 1]);
    for (const settings of others().filter(({ institution }) => institution !== world.id['ULCO']))
      expect([settings, await changes(settings)]).toEqual([settings, [0, 0]]);
    const one = { ...engineersOf(world, 'FUN'), provider_services: `${randomUUID()},${world.id['service'] ?? ''}` };
    expect(await changes(one)).toEqual([2, 1]);
    expect(await changes({ ...levelOneOf(world, 'ULCO'), user_services: randomUUID() })).toEqual([0, 0]);
  });
});
