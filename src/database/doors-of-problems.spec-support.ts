import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { attempt, LATER, readersAfter, refused, ticket, triggerDoor, world } from './owner-doors.spec-support.js';
import { acting, engineersOf, levelOneOf, NOW, requesterOf, staffOf, type Settings } from './wall.spec-support.js';

const everybodyElse = (): Settings[] => [
  {},
  staffOf(world, 'ULCO'),
  staffOf(world, 'UJM'),
  levelOneOf(world, 'FUN'),
  requesterOf(world, 'ULCO'),
  { ...engineersOf(world, 'FUN'), provider_services: randomUUID() },
];
const event = (audience = 'shared', side = 'provider') =>
  JSON.stringify([{ id: randomUUID(), type: 'problem.fixing', audience, side, readers: [], data: {}, at: NOW }]);

/** The functions of the owner that have to do with problems. */
export const doorsOfProblems: Record<string, () => Promise<void>> = {
  'problem_shown()': () => triggerDoor('problem_shown()'),

  'problem_append(uuid,jsonb)': async () => {
    const call = 'select problem_append($1, $2)';
    const { 'problem known': known, 'problem inside': inside } = world.id;
    for (const role of ['worker', 'maintenance', 'jobs'] as const)
      expect(await attempt(engineersOf(world, 'FUN'), call, [known, event()], role)).toEqual(refused);
    for (const settings of everybodyElse())
      for (const problem of [known, inside, randomUUID(), ticket])
        for (const audience of ['shared', 'internal'])
          expect(await attempt(settings, call, [problem, event(audience)])).toEqual(refused);
    const fun = engineersOf(world, 'FUN');
    for (const item of [event('requester'), event('shared', 'user'), event('internal', 'user')])
      expect(await attempt(fun, call, [known, item])).toEqual(refused);
    // what nobody else knows is not shared
    expect(await attempt(fun, call, [inside, event()])).toEqual(refused);
    expect(await attempt(fun, call, [ticket, event()])).toEqual(refused);
    const [internal] = await readersAfter(fun, call, inside, event('internal'));
    const { ULCO: ulco, FUN: own } = world.id;
    expect(internal).toEqual([`${own ?? ''}/provider`]);
    const [shared] = await readersAfter(fun, call, known, event());
    expect([...(shared ?? [])].sort()).toEqual(
      [ulco, own].flatMap((code) => ['user', 'provider'].map((side) => `${code ?? ''}/${side}`)).sort(),
    );
  },

  'problem_figures(uuid[])': async () => {
    const call = 'select * from problem_figures($1)';
    const { 'problem known': known, 'problem inside': inside } = world.id;
    for (const role of ['worker', 'maintenance', 'jobs'] as const)
      expect(await attempt(engineersOf(world, 'FUN'), call, [[known]], role)).toEqual(refused);
    const all = [known, inside, randomUUID(), ticket];
    for (const [settings, touched] of [
      [{}, 0],
      [engineersOf(world, 'FUN'), 2],
      [staffOf(world, 'ULCO'), 1],
      [levelOneOf(world, 'FUN'), 1],
      [requesterOf(world, 'ULCO'), 1],
      [requesterOf(world, 'UJM'), 0],
      [staffOf(world, 'UJM'), 0],
      [staffOf(world, 'ULORRAINE'), 0],
      [{ ...levelOneOf(world, 'ULCO'), user_services: randomUUID() }, 0],
    ] as const)
      expect(await attempt(settings, call, [all])).toEqual({ touched });
    // exact for its own; for everybody else as it stood when it was published, until the day is over
    const counted = (settings: Settings, now: string) =>
      acting(world.connections.api, settings, async (client) => {
        await client.query(`select set_config('app.now', $1, true)`, [now]);
        const { rows } = await client.query<{ institutions: number; tickets: number }>(call, [[known]]);
        return rows.map(({ institutions, tickets }) => [institutions, tickets]);
      });
    await world.admin.query(`update problem_ticket set linked_at = $1`, [LATER]);
    expect(await counted(engineersOf(world, 'FUN'), LATER)).toEqual([[1, 1]]);
    expect(await counted(staffOf(world, 'ULCO'), LATER)).toEqual([[0, 0]]);
    expect(await counted(staffOf(world, 'ULCO'), '2026-03-11T00:00:00.000Z')).toEqual([[1, 1]]);
    await world.admin.query(`update problem_ticket set linked_at = $1`, [NOW]);
  },

  'problem_outcome(uuid)': async () => {
    const call = 'select * from problem_outcome($1)';
    const { 'problem known': known } = world.id;
    for (const role of ['worker', 'maintenance', 'jobs'] as const)
      expect(await attempt(engineersOf(world, 'FUN'), call, [known], role)).toEqual(refused);
    const fixed = event().replace('problem.fixing', 'problem.fixed');
    const outcomeFor = (settings: Settings) =>
      acting(world.connections.api, engineersOf(world, 'FUN'), async (client) => {
        await client.query('select problem_append($1, $2)', [known, fixed]);
        for (const name of ['institution', 'person', 'scope', 'user_services', 'provider_services'] as const)
          await client.query('select set_config($1, $2, true)', [`app.${name}`, settings[name] ?? '']);
        return (await client.query<object>(call, [known])).rows;
      });
    for (const settings of everybodyElse()) expect(await outcomeFor(settings)).toEqual([]);
    expect(await outcomeFor(engineersOf(world, 'FUN'))).toEqual([
      { told: 0, resumed: 0, noted: 0, pending: 0, remaining: {} },
    ]);
  },
};
