import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { attempt, readersAfter, refused, ticket, triggerDoor, world } from './owner-doors.spec-support.js';
import { finish, runRow } from './wall-runs.spec-support.js';
import { acting, engineersOf, levelOneOf, NOW, requesterOf, set, staffOf, type Settings } from './wall.spec-support.js';

const BEFORE = '2026-03-09T23:59:59.999Z';
const event = (more: object = {}) =>
  JSON.stringify([
    {
      id: randomUUID(),
      type: 'run.step_done',
      audience: 'shared',
      side: 'user',
      readers: [],
      data: {},
      at: NOW,
      ...more,
    },
  ]);
const key = (code: string, side: string) => `${world.id[code] ?? ''}/${side}`;

/** What a function answers to somebody, once ULCO has ended another run of the shared action at an instant. */
function afterAnEnd<T extends object>(at: string, settings: Settings, call: string, role: 'api' | 'worker' = 'api') {
  return acting(world.admin, {}, async (client) => {
    const ulco = levelOneOf(world, 'ULCO');
    await set(client, ulco);
    const id = randomUUID();
    await client.query(runRow(world, ulco, { id, started_at: at, updated_at: at }));
    await finish(client, id, ulco, 'made_worse', at);
    await client.query(`set local role guichet_${role}`);
    for (const name of ['institution', 'person', 'scope', 'user_services', 'provider_services'] as const)
      await client.query('select set_config($1, $2, true)', [`app.${name}`, settings[name] ?? '']);
    await client.query(`select set_config('app.now', $1, true)`, [NOW]);
    return (await client.query<T>(call, [world.id['action users']])).rows;
  });
}

/** The functions of the owner that have to do with runs. */
export const doorsOfRuns: Record<string, () => Promise<void>> = {
  'run_append(uuid,jsonb)': async () => {
    const call = 'select run_append($1, $2)';
    const { 'run ULCO': own, 'run FUN': other, 'action users': action } = world.id;
    const ulco = levelOneOf(world, 'ULCO');
    for (const role of ['maintenance', 'jobs'] as const)
      expect(await attempt(ulco, call, [own, event()], role)).toEqual(refused);
    const others: Settings[] = [
      {},
      staffOf(world, 'FUN'),
      staffOf(world, 'UJM'),
      engineersOf(world, 'ULCO'),
      requesterOf(world, 'ULCO'),
      { ...ulco, user_services: randomUUID() },
    ];
    for (const settings of others) expect(await attempt(settings, call, [own, event()])).toEqual(refused);
    for (const stream of [other, ticket, action, randomUUID()])
      expect(await attempt(ulco, call, [stream, event()])).toEqual(refused);
    for (const more of [{ side: 'provider' }, { audience: 'internal' }, { type: 'action.suspended' }, { type: null }])
      expect(await attempt(ulco, call, [own, event(more)])).toEqual(refused);
    expect(await readersAfter(ulco, call, own, event({ readers: [key('UJM', 'user')] }))).toEqual([
      [key('ULCO', 'user')],
    ]);
    // what came of it wakes the owner of the action too, in whose name nobody reads it but its consumers
    const [ended] = await readersAfter(ulco, call, own, event({ type: 'run.finished' }));
    expect([...(ended ?? [])].sort()).toEqual([key('ULCO', 'user'), key('FUN', 'system')].sort());
    const readAs = (settings: Settings, role: 'api' | 'worker') =>
      acting(world.admin, {}, async (client) => {
        await set(client, ulco);
        await client.query(call, [own, event({ type: 'run.finished' })]);
        await client.query(`set local role guichet_${role}`);
        for (const name of ['institution', 'person', 'scope', 'user_services', 'provider_services'] as const)
          await client.query('select set_config($1, $2, true)', [`app.${name}`, settings[name] ?? '']);
        return (await client.query('select 1 from event where stream_id = $1', [own])).rowCount;
      });
    expect(await readAs(staffOf(world, 'FUN'), 'worker')).toBe(1);
    for (const [settings, role] of [
      [staffOf(world, 'FUN'), 'api'],
      [staffOf(world, 'UJM'), 'worker'],
      [{}, 'worker'],
    ] as const)
      expect(await readAs(settings, role)).toBe(0);
  },

  'run_pins_version()': () => triggerDoor('run_pins_version()'),

  'action_outcomes(uuid[],timestamp with time zone)': async () => {
    const call = 'select made_worse::integer as worse from action_outcomes(array[$1::uuid])';
    for (const role of ['maintenance', 'jobs'] as const)
      expect(await attempt(staffOf(world, 'FUN'), call, [world.id['action users']], role)).toEqual(refused);
    const told = async (at: string, settings: Settings) =>
      (await afterAnEnd<{ worse: number }>(at, settings, call)).map(({ worse }) => worse);
    // one's own at once: one is there; those of others as they stood when the day began
    expect(await told(NOW, levelOneOf(world, 'ULCO'))).toEqual([2]);
    expect(await told(NOW, engineersOf(world, 'FUN'))).toEqual([]);
    expect(await told(BEFORE, engineersOf(world, 'FUN'))).toEqual([1]);
    // nor does another side of one's own institution learn of it before
    expect(await told(NOW, { ...levelOneOf(world, 'ULCO'), user_services: '', provider_services: '*' })).toEqual([]);
    for (const settings of [
      {},
      staffOf(world, 'UJM'),
      requesterOf(world, 'ULCO'),
      { ...levelOneOf(world, 'ULCO'), user_services: randomUUID() },
    ])
      expect([settings, await told(BEFORE, settings)]).toEqual([settings, []]);
  },

  'action_made_worse(uuid,timestamp with time zone)': async () => {
    const call = `select action_made_worse($1, '-infinity') as worse`;
    for (const role of ['api', 'maintenance', 'jobs'] as const)
      expect(await attempt(staffOf(world, 'FUN'), call, [world.id['action users']], role)).toEqual(refused);
    const told = async (settings: Settings) =>
      (await afterAnEnd<{ worse: number }>(NOW, settings, call, 'worker')).map(({ worse }) => worse);
    expect(await told(staffOf(world, 'FUN'))).toEqual([2]);
    for (const settings of [{}, staffOf(world, 'ULCO'), staffOf(world, 'UJM'), levelOneOf(world, 'FUN')])
      expect(await told(settings)).toEqual([0]);
  },
};
