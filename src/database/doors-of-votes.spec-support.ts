import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { attempt, refused, world } from './owner-doors.spec-support.js';
import { voterOf } from './wall-votes.spec-support.js';
import { acting, engineersOf, levelOneOf, requesterOf, staffOf, type Settings } from './wall.spec-support.js';

/** The functions of the owner that have to do with votes on changes. */
export const doorsOfVotes: Record<string, () => Promise<void>> = {
  'change_round_people(uuid)': async () => {
    const call = 'select * from change_round_people($1)';
    const { round } = world.id;
    const fun = engineersOf(world, 'FUN');
    for (const role of ['maintenance', 'jobs'] as const)
      expect(await attempt(fun, call, [round], role)).toEqual(refused);
    const named = (settings: Settings, of = round) =>
      acting(world.connections.api, settings, async (client) => (await client.query<object>(call, [of])).rows.length);
    for (const settings of [fun, voterOf(world, 'ULCO'), voterOf(world, 'UPHF')]) expect(await named(settings)).toBe(2);
    const person = world.id['agent ULCO'] ?? '';
    for (const settings of [
      {},
      staffOf(world, 'UJM'),
      { ...staffOf(world, 'ULCO'), person: world.id['requester ULCO'] ?? '' },
      { ...requesterOf(world, 'ULCO'), person },
      { ...voterOf(world, 'UJM'), person },
      levelOneOf(world, 'FUN'),
      { ...fun, provider_services: randomUUID() },
    ])
      expect(await named(settings)).toBe(0);
    expect(await named(fun, randomUUID())).toBe(0);
  },
};
