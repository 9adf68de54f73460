import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addImprovements, improvementRow } from './wall-improvements.spec-support.js';
import { addProblems } from './wall-problems.spec-support.js';
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
  visible,
  type DatabaseRole,
  type Settings,
  type World,
} from './wall.spec-support.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await addTickets(world);
  await addProblems(world);
  await addImprovements(world);
});
afterAll(() => world.close());

const tables = [
  'improvement',
  'improvement_task',
  'improvement_review',
  'improvement_recurrence',
  'improvement_due',
  'improvement_counter',
];
const refused = { refused: '42501' };
const nothing = { touched: 0 };

async function seen(settings: Settings, role: DatabaseRole = 'api'): Promise<Record<string, number>> {
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
const fun = () => engineersOf(world, 'FUN');

describe('an improvement', () => {
  it('is seen by the provider side of its institution, for its services', async () => {
    expect(await seen(fun())).toEqual(Object.fromEntries(tables.map((table) => [table, 1])));
    expect(await seen({ ...fun(), provider_services: randomUUID() })).toEqual({ improvement_counter: 1 });
  });

  it('is nothing to anybody else: not to level 1 at home, nor to whose tickets hang on its problem', async () => {
    expect(await seen(levelOneOf(world, 'FUN'))).toEqual({});
    for (const code of ['ULCO', 'UPHF', 'UJM', 'ULORRAINE']) {
      expect(await seen(staffOf(world, code))).toEqual({});
      expect(await seen(requesterOf(world, code))).toEqual({});
    }
    expect(await seen({})).toEqual({});
  });

  it('is known to a worker that crosses institutions by its instant alone', async () => {
    expect(await seen({}, 'worker')).toEqual({ improvement_due: 1 });
  });

  it('is about a problem of its own institution, on its service', async () => {
    const { id } = world;
    const row = (institution: string, problem: string, person: string) => [
      randomUUID(),
      id[institution],
      id['service'],
      id[problem],
      'IMP-X-2026-00002',
      id[person],
      NOW,
    ];
    expect(await tried(fun(), improvementRow, row('FUN', 'problem known', 'agent FUN'))).toEqual({ touched: 1 });
    expect(await tried(fun(), improvementRow, row('ULCO', 'problem known', 'agent FUN'))).toEqual(refused);
    expect(await tried(fun(), improvementRow, row('FUN', 'problem known', 'agent ULCO'))).toEqual(refused);
    expect(await tried(staffOf(world, 'ULCO'), improvementRow, row('ULCO', 'problem known', 'agent ULCO'))).toEqual(
      refused,
    );
  });

  it('is moved by nobody else, and its reviews are not made by whoever did it', async () => {
    const move = `update improvement set state = 'effective'`;
    for (const code of ['ULCO', 'UJM']) expect(await tried(staffOf(world, code), move)).toEqual(nothing);
    expect(await tried(levelOneOf(world, 'FUN'), move)).toEqual(nothing);
    const judge = `update improvement_review set verdict = 'effective', note = 'x', by_id = app_person(), at = '${NOW}'`;
    expect(await tried(fun(), judge)).toEqual(refused);
    const colleague = { ...fun(), person: world.id['agent ULCO'] ?? '' };
    expect(await tried(colleague, judge)).toEqual({ touched: 1 });
    expect(await tried(colleague, judge.replace('app_person()', 'null'))).not.toEqual({ touched: 1 });
    expect(await tried(staffOf(world, 'ULCO'), judge)).toEqual(nothing);
  });

  it('has recurrences that nobody writes or takes back by hand', async () => {
    for (const text of [
      `insert into improvement_recurrence select * from improvement_recurrence`,
      `update improvement_recurrence set withdrawn_at = '${NOW}'`,
      `delete from improvement_recurrence`,
    ])
      for (const role of ['api', 'worker'] as const) expect(await tried(fun(), text, [], role)).toEqual(refused);
  });
});
