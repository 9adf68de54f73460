import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { attempt, readersAfter, refused, ticket, world } from './owner-doors.spec-support.js';
import { acting, engineersOf, levelOneOf, NOW, requesterOf, staffOf, type Settings } from './wall.spec-support.js';

const event = (type: string, { audience = 'shared', side = 'provider', data = {} } = {}) =>
  JSON.stringify([{ id: randomUUID(), type, audience, side, readers: [], data, at: NOW }]);
const keys = (...codes: string[]) =>
  codes.flatMap((code) => ['user', 'provider'].map((side) => `${world.id[code] ?? ''}/${side}`)).sort();
const outsiders = (): Settings[] => [
  {},
  staffOf(world, 'UJM'),
  requesterOf(world, 'ULCO'),
  requesterOf(world, 'FUN'),
  { ...engineersOf(world, 'FUN'), provider_services: randomUUID() },
];

/** The functions of the owner that have to do with what stands before a change. */
export const doorsOfStanding: Record<string, () => Promise<void>> = {
  'board_append(uuid,jsonb)': async () => {
    const call = 'select board_append($1, $2)';
    const { board } = world.id;
    const [fun, ulco] = [engineersOf(world, 'FUN'), levelOneOf(world, 'ULCO')];
    const composed = event('board.composed');
    const named = event('board.holders_named', { side: 'user' });
    for (const role of ['worker', 'maintenance', 'jobs'] as const)
      expect(await attempt(fun, call, [board, composed], role)).toEqual(refused);
    // a seat says who sits in it, and nothing else
    for (const settings of [...outsiders().slice(0, -1), ulco, staffOf(world, 'UPHF'), levelOneOf(world, 'FUN')])
      expect(await attempt(settings, call, [board, composed])).toEqual(refused);
    expect(await attempt(outsiders().at(-1) ?? {}, call, [board, composed])).toEqual(refused);
    for (const settings of outsiders().slice(0, -1))
      expect(await attempt(settings, call, [board, named])).toEqual(refused);
    for (const other of [
      event('board.composed', { side: 'user' }),
      event('board.composed', { audience: 'internal' }),
      event('board.holders_named', { audience: 'requester' }),
      event('board.holders_named', { side: 'requester' }),
      event('something.else'),
    ])
      expect(await attempt(fun, call, [board, other])).toEqual(refused);
    for (const nothing of [randomUUID(), ticket]) {
      expect(await attempt(fun, call, [nothing, composed])).toEqual(refused);
      expect(await attempt(fun, call, [nothing, '[]'])).toEqual(refused);
    }
    expect(await readersAfter(fun, call, board, composed)).toEqual([keys('FUN', 'ULCO', 'UPHF')]);
    expect(await readersAfter(staffOf(world, 'UPHF'), call, board, named)).toEqual([keys('FUN', 'ULCO', 'UPHF')]);
    // who sits in a full vote would tell who uses the service
    const ofFullVote = event('board.holders_named', { side: 'user', data: { isOfFullVote: true } });
    const [readers] = await readersAfter(ulco, call, board, ofFullVote);
    expect([...(readers ?? [])].sort()).toEqual([...keys('ULCO'), `${world.id['FUN'] ?? ''}/provider`].sort());
  },

  'change_model_append(uuid,jsonb)': async () => {
    const call = 'select change_model_append($1, $2)';
    const { 'model approved': approved, 'model draft': draft } = world.id;
    const fun = engineersOf(world, 'FUN');
    const edited = event('change_model.edited');
    for (const role of ['maintenance', 'jobs'] as const)
      expect(await attempt(fun, call, [draft, edited], role)).toEqual(refused);
    for (const settings of [...outsiders(), levelOneOf(world, 'FUN'), staffOf(world, 'ULCO'), staffOf(world, 'UPHF')])
      for (const model of [approved, draft, randomUUID(), ticket])
        expect(await attempt(settings, call, [model, edited])).toEqual(refused);
    for (const other of [
      event('change_model.edited', { side: 'user' }),
      event('change_model.edited', { audience: 'internal' }),
      event('ticket.opened'),
    ])
      expect(await attempt(fun, call, [draft, other])).toEqual(refused);
    const inside = [`${world.id['FUN'] ?? ''}/provider`];
    expect(await readersAfter(fun, call, draft, edited)).toEqual([inside]);
    // what nobody else may know of is not told when it is withdrawn either
    expect(await readersAfter(fun, call, draft, event('change_model.withdrawn'))).toEqual([inside]);
    expect(await readersAfter(fun, call, approved, edited)).toEqual([inside]);
    expect(await readersAfter(fun, call, approved, event('change_model.suspended'))).toEqual([
      [...keys('ULCO'), ...inside].sort(),
    ]);
  },

  'service_append(uuid,jsonb)': async () => {
    const call = 'select service_append($1, $2)';
    const { service } = world.id;
    const fun = engineersOf(world, 'FUN');
    const added = event('service.dependency_added');
    for (const role of ['worker', 'maintenance', 'jobs'] as const)
      expect(await attempt(fun, call, [service, added], role)).toEqual(refused);
    for (const settings of [...outsiders(), levelOneOf(world, 'FUN'), staffOf(world, 'ULCO'), staffOf(world, 'UPHF')])
      for (const stream of [service, randomUUID(), ticket])
        expect(await attempt(settings, call, [stream, added])).toEqual(refused);
    expect(await attempt(fun, call, [service, event('change_model.edited')])).toEqual(refused);
    expect(await attempt(fun, call, [service, event('service.dependency_added', { audience: 'internal' })])).toEqual(
      refused,
    );
    expect(await readersAfter(fun, call, service, added)).toEqual([
      [...keys('ULCO'), `${world.id['FUN'] ?? ''}/provider`].sort(),
    ]);
  },

  'board_people(uuid)': async () => {
    const call = 'select * from board_people($1)';
    const { board } = world.id;
    for (const role of ['maintenance', 'jobs'] as const)
      expect(await attempt(engineersOf(world, 'FUN'), call, [board], role)).toEqual(refused);
    for (const settings of [{}, staffOf(world, 'UJM'), staffOf(world, 'ULORRAINE'), requesterOf(world, 'ULCO')])
      expect(await attempt(settings, call, [board])).toEqual({ touched: 0 });
    for (const code of ['FUN', 'ULCO', 'UPHF'])
      for (const [stream, touched] of [
        [board, 2],
        [randomUUID(), 0],
        [ticket, 0],
      ] as const)
        expect(await attempt(staffOf(world, code), call, [stream])).toEqual({ touched });
    // known by name and by whether they may vote: only who is a CAB member there, for this service, and has not left
    const entitled = (change: string, values: unknown[]) =>
      acting(world.admin, {}, async (client) => {
        await client.query(`delete from role_grant where role = 'cab_member'`);
        await client.query(change, values);
        const says = staffOf(world, 'UPHF');
        for (const name of ['institution', 'person', 'scope', 'user_services', 'provider_services'] as const)
          await client.query('select set_config($1, $2, true)', [`app.${name}`, says[name] ?? '']);
        await client.query(`select set_config('app.now', $1, true)`, [NOW]);
        const { rows } = await client.query<{ is_entitled: boolean }>(call, [board]);
        return rows.map(({ is_entitled: is }) => is);
      });
    const grant = 'insert into role_grant values ($1, $2, $3, $4)';
    const { ULCO: institution, 'agent ULCO': member, service } = world.id;
    expect(await entitled(grant, [institution, member, 'cab_member', null])).toEqual([true, false]);
    expect(await entitled(grant, [institution, member, 'cab_member', [service]])).toEqual([true, false]);
    expect(await entitled(grant, [institution, member, 'cab_member', [randomUUID()]])).toEqual([false, false]);
    expect(await entitled(grant, [institution, member, 'manager', null])).toEqual([false, false]);
  },
};
