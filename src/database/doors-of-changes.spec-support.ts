import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { attempt, readersAfter, refused, ticket, world } from './owner-doors.spec-support.js';
import { operatorOf } from './wall-freezes.spec-support.js';
import { acting, engineersOf, levelOneOf, NOW, requesterOf, staffOf, type Settings } from './wall.spec-support.js';

const event = (side: string, audience: string, type = 'change.noted') =>
  JSON.stringify([{ id: randomUUID(), type, audience, side, readers: [], data: {}, at: NOW }]);
const elsewhere = { provider_services: randomUUID() };

/** Whether a question about a change or release is answered with yes. */
const says = (settings: Settings, call: string, id: string | undefined) =>
  acting(world.connections.api, settings, async (client) => {
    const { rows } = await client.query<{ yes: boolean }>(`select ${call}($1) as yes`, [id]);
    return rows[0]?.yes;
  });

/** The functions of the owner that have to do with changes. */
export const doorsOfChanges: Record<string, () => Promise<void>> = {
  'change_tenant(uuid)': async () => {
    const { 'change told': told, 'change tenant': tenant } = world.id;
    const tenantFor = (settings: Settings, change: string | undefined) =>
      acting(world.connections.api, settings, async (client) => {
        const { rows } = await client.query<{ id: string | null }>('select change_tenant($1) as id', [change]);
        return rows[0]?.id;
      });
    const makers = engineersOf(world, 'FUN');
    expect([await tenantFor(makers, tenant), await tenantFor(makers, told)]).toEqual([world.id['UPHF'], null]);
    for (const settings of [
      levelOneOf(world, 'FUN'),
      requesterOf(world, 'FUN'),
      { ...makers, ...elsewhere },
      ...['UPHF', 'ULCO'].flatMap((code) => [levelOneOf(world, code), engineersOf(world, code)]),
      operatorOf(world),
      {},
    ])
      expect([settings, await tenantFor(settings, tenant)]).toEqual([settings, null]);
    // nobody reads it past the function
    const read = await attempt(makers, 'select tenant_id from change where id = $1', [tenant]);
    expect(read).toEqual(refused);
  },
  'change_append(uuid,jsonb)': async () => {
    const call = 'select change_append($1, $2)';
    const { 'change told': told, 'change secret': secret, 'change tenant': tenant, 'change asked': asked } = world.id;
    const makers = engineersOf(world, 'FUN');
    const parties: [Settings, string | undefined, string, string[]][] = [
      [makers, told, 'provider', ['shared', 'between', 'internal']],
      [makers, secret, 'provider', ['shared', 'between', 'internal']],
      [makers, tenant, 'provider', ['shared', 'between', 'internal']],
      [makers, asked, 'provider', ['shared', 'between', 'internal']],
      // a party speaks to those who make it
      [levelOneOf(world, 'ULCO'), told, 'user', ['between']],
      [levelOneOf(world, 'UPHF'), tenant, 'user', ['between']],
      [levelOneOf(world, 'UJM'), asked, 'user', ['between']],
      [levelOneOf(world, 'FUN'), told, 'user', ['between']],
    ];
    const everybody: Settings[] = [
      ...new Set(parties.map(([who]) => who)),
      { ...makers, ...elsewhere },
      { ...levelOneOf(world, 'ULCO'), user_services: randomUUID() },
      engineersOf(world, 'ULCO'),
      requesterOf(world, 'ULCO'),
      staffOf(world, 'ULORRAINE'),
      operatorOf(world),
      {},
    ];
    for (const settings of everybody)
      for (const change of [told, secret, tenant, asked, randomUUID(), ticket])
        for (const side of ['provider', 'user', 'requester'])
          for (const audience of ['shared', 'between', 'internal', 'requester', '']) {
            const may = parties.some(
              ([who, what, as, to]) =>
                JSON.stringify(who) === JSON.stringify(settings) &&
                what === change &&
                as === side &&
                to.includes(audience),
            );
            const outcome = await attempt(settings, call, [change, event(side, audience)]);
            expect([settings, change, side, audience, outcome]).toEqual([
              settings,
              change,
              side,
              audience,
              may ? { touched: 1 } : refused,
            ]);
          }
    // and says what it is a party to say: whoever is affected that they object, the tenant to all that it decided
    const sayings: [string, string | undefined, string, string[]][] = [
      ['ULCO', told, 'between', ['noted', 'objected', 'objection_withdrawn', 'acknowledged']],
      ['ULCO', told, 'shared', []],
      // affected by what is done to its own tenant
      ['UPHF', tenant, 'between', ['noted', 'objected', 'objection_withdrawn', 'acknowledged']],
      ['UPHF', tenant, 'shared', ['approved', 'rejected']],
      ['UJM', asked, 'between', ['noted']],
      ['UJM', asked, 'shared', []],
    ];
    const types = ['noted', 'objected', 'objection_withdrawn', 'acknowledged', 'voted', 'approved', 'rejected'];
    for (const [code, change, audience, may] of sayings)
      for (const type of [...types, 'scheduled', 'started', 'closed', 'withdrawn', 'announced', 'round_closed', '']) {
        const outcome = await attempt(levelOneOf(world, code), call, [
          change,
          event('user', audience, `change.${type}`),
        ]);
        expect([code, audience, type, outcome]).toEqual([
          code,
          audience,
          type,
          may.includes(type) ? { touched: 1 } : refused,
        ]);
      }
    for (const role of ['maintenance', 'jobs'] as const)
      expect(await attempt(makers, call, [told, event('provider', 'shared')], role)).toEqual(refused);
    const key = (code: string, side: string) => `${world.id[code] ?? ''}/${side}`;
    const readers = async (settings: Settings, change: string | undefined, side: string, audience: string) =>
      [...((await readersAfter(settings, call, change, event(side, audience)))[0] ?? [])].sort();
    expect(await readers(makers, told, 'provider', 'internal')).toEqual([key('FUN', 'provider')]);
    expect(await readers(makers, secret, 'provider', 'shared')).toEqual([key('FUN', 'provider')]);
    expect(await readers(makers, told, 'provider', 'shared')).toEqual(
      [key('FUN', 'provider'), key('FUN', 'user'), key('ULCO', 'user'), key('ULCO', 'provider')].sort(),
    );
    // as its maker one reads no event of another's; the row was written all the same
    const between = await acting(world.connections.api, levelOneOf(world, 'ULCO'), async (client) => {
      await client.query(call, [told, event('user', 'between')]);
      const { rows } = await client.query<{ readers: string[] }>('select readers from event where stream_id = $1', [
        told,
      ]);
      return rows.flatMap((row) => row.readers).sort();
    });
    expect(between).toEqual([key('FUN', 'provider'), key('ULCO', 'user')].sort());
  },

  'change_is_run_here(uuid)': async () => {
    const { 'change told': told } = world.id;
    for (const role of ['maintenance', 'jobs'] as const)
      expect(await attempt(engineersOf(world, 'FUN'), 'select change_is_run_here($1)', [told], role)).toEqual(refused);
    expect(await says(engineersOf(world, 'FUN'), 'change_is_run_here', told)).toBe(true);
    for (const settings of [
      { ...engineersOf(world, 'FUN'), ...elsewhere },
      levelOneOf(world, 'FUN'),
      staffOf(world, 'ULCO'),
      requesterOf(world, 'FUN'),
      operatorOf(world),
      {},
    ])
      expect([settings, await says(settings, 'change_is_run_here', told)]).toEqual([settings, false]);
    expect(await says(engineersOf(world, 'FUN'), 'change_is_run_here', randomUUID())).toBe(false);
  },

  'release_is_open(uuid)': async () => {
    const { 'release told': told, 'release secret': secret } = world.id;
    for (const role of ['maintenance', 'jobs'] as const)
      expect(await attempt(engineersOf(world, 'FUN'), 'select release_is_open($1)', [secret], role)).toEqual(refused);
    expect(await says(engineersOf(world, 'FUN'), 'release_is_open', secret)).toBe(true);
    expect(await says(engineersOf(world, 'FUN'), 'release_is_open', told)).toBe(false);
    for (const settings of [
      { ...engineersOf(world, 'FUN'), ...elsewhere },
      levelOneOf(world, 'FUN'),
      staffOf(world, 'ULCO'),
      requesterOf(world, 'FUN'),
      {},
    ])
      expect([settings, await says(settings, 'release_is_open', secret)]).toEqual([settings, false]);
  },
};
