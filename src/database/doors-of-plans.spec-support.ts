import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { attempt, readersAfter, refused, ticket, world } from './owner-doors.spec-support.js';
import { engineersOf, levelOneOf, NOW, requesterOf, staffOf } from './wall.spec-support.js';

const event = (more: object = {}) =>
  JSON.stringify([
    {
      id: randomUUID(),
      type: 'plan.changed',
      audience: 'shared',
      side: 'provider',
      readers: [],
      data: {},
      at: NOW,
      ...more,
    },
  ]);

/** The functions of the owner that have to do with plans. */
export const doorsOfPlans: Record<string, () => Promise<void>> = {
  'plan_append(uuid,jsonb)': async () => {
    const call = 'select plan_append($1, $2)';
    const { 'plan FUN': plan, 'action users': action, FUN: own, ULCO: other } = world.id;
    const fun = engineersOf(world, 'FUN');
    for (const role of ['maintenance', 'jobs'] as const)
      expect(await attempt(fun, call, [plan, event()], role)).toEqual(refused);
    for (const settings of [
      {},
      staffOf(world, 'ULCO'),
      staffOf(world, 'UJM'),
      levelOneOf(world, 'FUN'),
      requesterOf(world, 'FUN'),
      { ...fun, provider_services: randomUUID() },
    ])
      expect(await attempt(settings, call, [plan, event()])).toEqual(refused);
    for (const stream of [ticket, action, randomUUID()])
      expect(await attempt(fun, call, [stream, event()])).toEqual(refused);
    for (const more of [
      { side: 'user' },
      { audience: 'internal' },
      { audience: 'requester' },
      { type: 'action.edited' },
      { type: null },
    ])
      expect(await attempt(fun, call, [plan, event(more)])).toEqual(refused);
    const [readers] = await readersAfter(fun, call, plan, event({ readers: [`${other ?? ''}/user`] }));
    expect([...(readers ?? [])].sort()).toEqual([`${own ?? ''}/provider`, `${own ?? ''}/user`]);
  },
};
