import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { attempt, readersAfter, refused, ticket, triggerDoor, world } from './owner-doors.spec-support.js';
import { engineersOf, levelOneOf, NOW, staffOf } from './wall.spec-support.js';

const event = (audience = 'internal', side = 'provider', type = 'improvement.changed') =>
  JSON.stringify([{ id: randomUUID(), type, audience, side, readers: [], data: {}, at: NOW }]);

/** The functions of the owner that have to do with improvements. */
export const doorsOfImprovements: Record<string, () => Promise<void>> = {
  'improvement_ticket_linked()': () => triggerDoor('improvement_ticket_linked()'),
  'improvement_problem_reopened()': () => triggerDoor('improvement_problem_reopened()'),

  'improvement_append(uuid,jsonb)': async () => {
    const call = 'select improvement_append($1, $2)';
    const { improvement, FUN: own } = world.id;
    const fun = engineersOf(world, 'FUN');
    for (const role of ['maintenance', 'jobs'] as const)
      expect(await attempt(fun, call, [improvement, event()], role)).toEqual(refused);
    for (const settings of [
      {},
      staffOf(world, 'ULCO'),
      staffOf(world, 'UJM'),
      levelOneOf(world, 'FUN'),
      { ...fun, provider_services: randomUUID() },
    ])
      for (const stream of [improvement, randomUUID(), ticket])
        expect(await attempt(settings, call, [stream, event()])).toEqual(refused);
    for (const item of [event('shared'), event('internal', 'user'), event('internal', 'provider', 'problem.fixed')])
      expect(await attempt(fun, call, [improvement, item])).toEqual(refused);
    expect(await readersAfter(fun, call, improvement, event())).toEqual([[`${own ?? ''}/provider`]]);
  },
};
