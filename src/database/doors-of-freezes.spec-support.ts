import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import {
  attempt,
  expelled,
  LATER,
  readersAfter,
  refused,
  signInDoor,
  ticket,
  world,
} from './owner-doors.spec-support.js';
import { operatorOf } from './wall-freezes.spec-support.js';
import { acting, engineersOf, levelOneOf, NOW, requesterOf, staffOf, type Settings } from './wall.spec-support.js';

const event = (side: string, audience = 'shared') =>
  JSON.stringify([{ id: randomUUID(), type: 'freeze.changed', audience, side, readers: [], data: {}, at: NOW }]);

/** The functions of the owner that have to do with freezes and calendars. */
export const doorsOfFreezes: Record<string, () => Promise<void>> = {
  'freeze_append(uuid,jsonb)': async () => {
    const call = 'select freeze_append($1, $2)';
    const { 'freeze consortium': consortium, 'freeze service': service, 'freeze ULCO': own } = world.id;
    for (const role of ['worker', 'maintenance', 'jobs'] as const)
      expect(await attempt(levelOneOf(world, 'ULCO'), call, [own, event('user')], role)).toEqual(refused);
    const mine: [Settings, string | undefined, string][] = [
      [operatorOf(world), consortium, 'requester'],
      [engineersOf(world, 'FUN'), service, 'provider'],
      [levelOneOf(world, 'ULCO'), own, 'user'],
    ];
    for (const settings of [{}, ...mine.map(([each]) => each), staffOf(world, 'UJM'), requesterOf(world, 'ULCO')])
      for (const freeze of [consortium, service, own, randomUUID(), ticket])
        for (const side of ['requester', 'provider', 'user'])
          if (!mine.some(([who, what, as]) => who === settings && what === freeze && as === side))
            expect(await attempt(settings, call, [freeze, event(side)])).toEqual(refused);
    expect(await attempt(levelOneOf(world, 'ULCO'), call, [own, event('user', 'internal')])).toEqual(refused);
    const keys = (codes: string[], sides: string[]) =>
      codes.flatMap((code) => sides.map((side) => `${world.id[code] ?? ''}/${side}`));
    const readers = async ([settings, freeze, side]: (typeof mine)[number]) =>
      [...((await readersAfter(settings, call, freeze, event(side)))[0] ?? [])].sort();
    const [first, second, third] = mine as [(typeof mine)[number], (typeof mine)[number], (typeof mine)[number]];
    const all = ['ULCO', 'UPHF', 'FUN', 'ULORRAINE', 'UJM'];
    const heard = await acting(world.connections.api, first[0], async (client) => {
      await client.query(call, [consortium, event('requester')]);
      // the operator reads no event
      return (await client.query('select 1 from event where stream_id = $1', [consortium])).rowCount;
    });
    expect(heard).toBe(0);
    const { rows } = await world.admin.query<{ count: number }>('select count(*)::integer as count from institution');
    expect(rows[0]?.count).toBe(all.length);
    expect(await readers(second)).toEqual(keys(['ULCO', 'FUN'], ['user', 'provider']).sort());
    expect(await readers(third)).toEqual(
      [...keys(['ULCO'], ['user', 'provider']), ...keys(['FUN'], ['provider'])].sort(),
    );
  },

  'calendar_feed_person(bytea,timestamp with time zone)': async () => {
    const call = 'select calendar_feed_person($1, $2)';
    await signInDoor(call, [Buffer.from('secret ULCO'), NOW]);
    const reader = (secret: string, before = '') =>
      acting(world.admin, {}, async (client) => {
        if (before) await client.query(before);
        const { rows } = await client.query<{
          reader: { person: { email: string; isOperator: boolean; memberships: object[] } } | null;
        }>(`${call} as reader`, [Buffer.from(secret), LATER]);
        return rows[0]?.reader?.person ?? null;
      });
    expect(await reader('secret ULCO')).toMatchObject({
      email: 'agent.ulco@example.org',
      isOperator: false,
      memberships: [{ institution: { code: 'ULCO' } }],
    });
    expect(await reader('secret nobody')).toBeNull();
    const mine = `email = 'agent.ulco@example.org'`;
    expect(await reader('secret ULCO', `update person set left_at = now() where ${mine}`)).toBeNull();
    const member = `person_id = (select id from person where ${mine})`;
    expect(await reader('secret ULCO', expelled(member))).toBeNull();
    expect(await reader('secret ULCO', `update person set is_operator = true where ${mine}`)).toMatchObject({
      isOperator: false,
    });
  },
};
