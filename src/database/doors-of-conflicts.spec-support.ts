import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { attempt, refused, world } from './owner-doors.spec-support.js';
import { engineersOf, levelOneOf, requesterOf, staffOf } from './wall.spec-support.js';

/** The function of the owner by which neighbours on one service know that they are there. */
export const doorsOfConflicts: Record<string, () => Promise<void>> = {
  'changes_beside(timestamp with time zone,timestamp with time zone,uuid[])': async () => {
    const call = 'select * from changes_beside($1, $2, $3::uuid[])';
    const window = ['2026-06-01T07:00:00Z', '2026-06-01T07:30:00Z'];
    const { service } = world.id;
    for (const role of ['maintenance', 'jobs'] as const)
      expect(await attempt(engineersOf(world, 'FUN'), call, [...window, null], role)).toEqual(refused);
    const fun = engineersOf(world, 'FUN');
    for (const services of [null, [service]])
      expect(await attempt(fun, call, [...window, services])).toEqual({ touched: 2 });
    expect(await attempt(fun, call, [...window, [randomUUID()]])).toEqual({ touched: 0 });
    // half-open
    for (const [from, to] of [
      ['2026-06-01T08:00:00Z', '2026-06-01T09:00:00Z'],
      ['2026-06-01T05:00:00Z', '2026-06-01T06:00:00Z'],
    ])
      expect(await attempt(fun, call, [from, to, null])).toEqual({ touched: 0 });
    // what was announced to it, for the provider side of an affected institution; nothing for everybody else
    expect(await attempt(engineersOf(world, 'ULCO'), call, [...window, null])).toEqual({ touched: 1 });
    for (const settings of [
      {},
      levelOneOf(world, 'FUN'),
      levelOneOf(world, 'ULCO'),
      requesterOf(world, 'FUN'),
      staffOf(world, 'UJM'),
      { ...fun, provider_services: randomUUID() },
    ])
      expect([settings, await attempt(settings, call, [...window, null])]).toEqual([settings, { touched: 0 }]);
  },
};
