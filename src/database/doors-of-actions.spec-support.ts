import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { attempt, readersAfter, refused, ticket, world } from './owner-doors.spec-support.js';
import { engineersOf, levelOneOf, NOW, requesterOf, staffOf, type Settings } from './wall.spec-support.js';

const everybodyElse = (): Settings[] => [
  {},
  staffOf(world, 'ULCO'),
  staffOf(world, 'UJM'),
  levelOneOf(world, 'FUN'),
  requesterOf(world, 'FUN'),
  { ...engineersOf(world, 'FUN'), provider_services: randomUUID() },
];
const event = (more: object = {}) =>
  JSON.stringify([
    {
      id: randomUUID(),
      type: 'action.edited',
      audience: 'shared',
      side: 'provider',
      readers: [],
      data: {},
      at: NOW,
      ...more,
    },
  ]);

/** The functions of the owner that have to do with actions. */
export const doorsOfActions: Record<string, () => Promise<void>> = {
  'action_append(uuid,jsonb)': async () => {
    const call = 'select action_append($1, $2)';
    const { 'action users': shared, 'action draft': draft, 'problem known': problem } = world.id;
    const fun = engineersOf(world, 'FUN');
    for (const role of ['maintenance', 'jobs'] as const)
      expect(await attempt(fun, call, [shared, event()], role)).toEqual(refused);
    for (const settings of everybodyElse())
      for (const stream of [shared, draft, randomUUID(), ticket])
        expect(await attempt(settings, call, [stream, event()])).toEqual(refused);
    for (const stream of [ticket, problem, randomUUID()])
      expect(await attempt(fun, call, [stream, event()])).toEqual(refused);
    for (const more of [
      { side: 'user' },
      { audience: 'internal' },
      { audience: 'requester' },
      { type: 'problem.opened' },
      { type: null },
    ])
      expect(await attempt(fun, call, [shared, event(more)])).toEqual(refused);
    // whoever an action is shared with reads what holds of it, and not how it came about
    const { FUN: own } = world.id;
    for (const stream of [shared, draft]) {
      const [readers] = await readersAfter(fun, call, stream, event({ readers: [`${world.id['ULCO'] ?? ''}/user`] }));
      expect([...(readers ?? [])].sort()).toEqual([`${own ?? ''}/provider`, `${own ?? ''}/user`]);
    }
  },
};
