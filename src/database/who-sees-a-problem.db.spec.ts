import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addProblems, followerRow, linkRow } from './wall-problems.spec-support.js';
import { addTickets } from './wall-tickets.spec-support.js';
import {
  acting,
  engineersOf,
  levelOneOf,
  NOW,
  openWorld,
  outcomeOf,
  requesterOf,
  staffOf,
  visible,
  type DatabaseRole,
  type Settings,
  type World,
} from './wall.spec-support.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await addTickets(world);
  await addProblems(world);
});
afterAll(() => world.close());

const tables = [
  'problem',
  'problem_inside',
  'problem_note',
  'problem_publication',
  'problem_ticket',
  'problem_follower',
  'problem_counter',
  'problem_telling',
];

async function seen(settings: Settings, role: DatabaseRole = 'api', now?: string) {
  return acting(world.connections[role], settings, async (client) => {
    if (now !== undefined) await client.query(`select set_config('app.now', $1, true)`, [now]);
    const found: Record<string, number> = {};
    for (const table of tables) {
      const count = await visible(client, table);
      if (count !== 0 && count !== 'denied') found[table] = count;
    }
    return found;
  });
}
const tried = (settings: Settings, text: string, values: unknown[] = []) =>
  acting(world.connections.api, settings, (client) => outcomeOf(client, text, values));
const refused = { refused: '42501' };
const nothing = { touched: 0 };
/** Another service than the one. */
const elsewhere = randomUUID();

describe('a problem', () => {
  it('is seen whole by the provider side of its institution, for its services', async () => {
    const whole = { problem: 2, problem_inside: 2, problem_note: 2, problem_publication: 1 };
    const rest = { problem_ticket: 2, problem_follower: 1, problem_counter: 1 };
    expect(await seen(engineersOf(world, 'FUN'))).toEqual({ ...whole, ...rest });
    const other = await seen({ ...engineersOf(world, 'FUN'), provider_services: elsewhere });
    expect(other).toEqual({ problem_follower: 1, problem_counter: 1 });
  });

  it('is, where the service is used, what is told of it; level 1 of its own institution sees no more', async () => {
    const told = { problem: 1, problem_publication: 1 };
    expect(await seen(levelOneOf(world, 'ULCO'))).toEqual({ ...told, problem_ticket: 1, problem_follower: 1 });
    // the follower of FUN is the same person here
    expect(await seen(levelOneOf(world, 'FUN'))).toEqual({ ...told, problem_follower: 1 });
  });

  it('is nothing to whom the service does not concern, and to a former holder of the ticket', async () => {
    for (const code of ['UPHF', 'UJM', 'ULORRAINE']) expect(await seen(staffOf(world, code))).toEqual({});
  });

  it('is known to a former holder by a link that was made, and told, before its part ended', async () => {
    const { rows } = await world.admin.query<{ id: string; until: Date }>(
      `select p.institution_id as id, p.until from ticket_party p
        where p.ticket_id = $1 and p.side = 'provider' and p.until is not null`,
      [world.id['ticket ULCO']],
    );
    const [former] = rows;
    const code = Object.keys(world.id).find((name) => world.id[name] === former?.id) ?? '';
    const linked = async (linkedAt: number, publicSince: number) => {
      await world.admin.query(
        'update problem_ticket set linked_at = $2::timestamptz + $3::interval, public_since = $2::timestamptz + $4::interval where problem_id = $1',
        [world.id['problem known'], former?.until, `${String(linkedAt)} s`, `${String(publicSince)} s`],
      );
      return (await seen(engineersOf(world, code)))['problem_ticket'] ?? 0;
    };
    expect([await linked(-2, -1), await linked(-1, 1), await linked(1, -1)]).toEqual([1, 0, 0]);
    await world.admin.query('update problem_ticket set linked_at = $2, public_since = $2 where problem_id = $1', [
      world.id['problem known'],
      NOW,
    ]);
  });

  it('is known to whoever asked for a ticket that hangs on it, and to no other requester', async () => {
    expect(await seen(requesterOf(world, 'ULCO'))).toEqual({ problem: 1, problem_publication: 1, problem_ticket: 1 });
    for (const code of ['FUN', 'UJM', 'UPHF']) expect(await seen(requesterOf(world, code))).toEqual({});
    expect(await seen({ ...requesterOf(world, 'ULCO'), person: world.id['requester UJM']! })).toEqual({});
  });

  it('goes by the day on which an agreement runs: once it has ended, what one’s own tickets hang on', async () => {
    await world.admin.query(`update agreement set ends_on = '2026-03-10' where id = $1`, [world.id['agreement']]);
    const told = { problem: 1, problem_publication: 1, problem_ticket: 1, problem_follower: 1 };
    const after = '2026-03-11T09:00:00.000Z';
    expect(await seen(levelOneOf(world, 'ULCO'), 'api', after)).toEqual(told);
    await world.admin.query('update problem_ticket set unlinked_at = $1', [NOW]);
    const { problem, problem_publication } = await seen(levelOneOf(world, 'ULCO'), 'api', after);
    expect([problem, problem_publication]).toEqual([undefined, undefined]);
    await world.admin.query('update problem_ticket set unlinked_at = null');
    await world.admin.query(`update problem_ticket set is_public = false`);
    expect(await seen(levelOneOf(world, 'ULCO'), 'api', NOW)).toMatchObject({ problem: 1, problem_publication: 1 });
    for (const instant of [after, '', 'now', "2026-03-10'"])
      expect(await seen(levelOneOf(world, 'ULCO'), 'api', instant)).toEqual({ problem_follower: 1 });
    await world.admin.query('update problem_ticket set is_public = true where problem_id = $1', [
      world.id['problem known'],
    ]);
    await world.admin.query('update agreement set ends_on = null');
  });

  it('is no longer known once it is withdrawn, and the ticket does not betray it', async () => {
    const counts = await acting(world.connections.api, engineersOf(world, 'FUN'), async (client) => {
      await client.query(
        `update problem set state = 'open', publication_id = null, published_at = null where id = $1`,
        [world.id['problem known']],
      );
      await client.query('update problem_publication set withdrawn_at = $1', [NOW]);
      const { institution, person, user_services = '' } = levelOneOf(world, 'ULCO');
      for (const [name, value] of Object.entries({ institution, person, user_services, provider_services: '' }))
        await client.query('select set_config($1, $2, true)', [`app.${name}`, value]);
      const found: unknown[] = [];
      for (const table of ['problem', 'problem_publication', 'problem_ticket'])
        found.push(await visible(client, table));
      return found;
    });
    expect(counts).toEqual([0, 0, 0]);
  });

  it('shows the worker what it shows the institution for which it acts, but for the inside', async () => {
    expect(await seen(staffOf(world, 'ULCO'), 'worker')).toEqual({
      problem: 1,
      problem_publication: 1,
      problem_ticket: 1,
      problem_follower: 1,
      problem_telling: 1,
    });
    expect(await seen(staffOf(world, 'UJM'), 'worker')).toEqual({});
  });
});

describe('nobody', () => {
  it('writes or moves the problem of another institution, or as level 1', async () => {
    const { id } = world;
    for (const settings of [staffOf(world, 'ULCO'), staffOf(world, 'UJM'), levelOneOf(world, 'FUN')]) {
      for (const [text, values] of [
        [`update problem set state = 'closed' where id = $1`, [id['problem known']]],
        [`update problem_inside set title = 'x' where problem_id = $1`, [id['problem known']]],
        ['update problem_publication set withdrawn_at = $2 where problem_id = $1', [id['problem known'], NOW]],
      ] as const)
        expect(await tried(settings, text, [...values])).toEqual(nothing);
      const { institution, person } = settings;
      expect(
        await tried(settings, 'insert into problem_note values ($1, $2, $3, $4, $5, $6)', [
          randomUUID(),
          id['problem known'],
          institution,
          person,
          'x',
          NOW,
        ]),
      ).toEqual(refused);
      expect(
        await tried(
          settings,
          `insert into problem_publication (id, problem_id, institution_id, number, title_fr, workaround_fr,
                                            component_ids, words, published_at)
           values ($1, $2, $3, 2, 'x', 'x', '{}', '', $4)`,
          [randomUUID(), id['problem known'], institution, NOW],
        ),
      ).toEqual(refused);
    }
  });

  it('opens one in another’s name, or for a service of which it holds no function', async () => {
    const { id } = world;
    const row = `insert into problem (id, institution_id, service_id, reference, state, listed_at, version, updated_at)
                 values ($1, $2, $3, 'PRB-X-2026-00001', 'open', $4, 1, $4)`;
    const values = (code: string) => [randomUUID(), id[code], id['service'], NOW];
    expect(await tried(engineersOf(world, 'FUN'), row, values('FUN'))).toEqual({ touched: 1 });
    expect(await tried(engineersOf(world, 'FUN'), row, values('ULCO'))).toEqual(refused);
    expect(await tried(engineersOf(world, 'ULCO'), row, values('ULCO'))).toEqual(refused);
    expect(await tried(levelOneOf(world, 'FUN'), row, values('FUN'))).toEqual(refused);
  });

  it('changes what was told', async () => {
    for (const change of [`title_fr = 'x'`, `workaround_fr = 'x'`, 'published_at = now()', 'number = 9'])
      expect(await tried(engineersOf(world, 'FUN'), `update problem_publication set ${change}`)).toEqual(refused);
    expect(await tried(engineersOf(world, 'FUN'), 'delete from problem_publication')).toEqual(refused);
    expect(await tried(engineersOf(world, 'FUN'), `update problem set reference = 'x'`)).toEqual(refused);
  });

  it('links a ticket that is not theirs, or with what they do not see', async () => {
    const { id } = world;
    const row = (ticket: string, problem: string, more: object = {}) => {
      const link = {
        id: randomUUID(),
        institution: id['ULCO'],
        ticket: id[ticket],
        problem: id[problem],
        owner: id['FUN'],
        side: 'user',
        is_public: true,
        by: id['agent ULCO'],
        at: NOW,
      };
      return Object.values({ ...link, ...more });
    };
    const ulco = levelOneOf(world, 'ULCO');
    // what hangs there already is taken off first, so that nothing but the wall refuses
    const link = async (settings: Settings, values: unknown[]) =>
      acting(world.connections.api, settings, async (client) => {
        await client.query('update problem_ticket set unlinked_at = $1 where unlinked_at is null', [NOW]);
        return outcomeOf(client, linkRow, values);
      });
    expect(await link(ulco, row('ticket ULCO', 'problem known'))).toEqual({ touched: 1 });
    for (const [settings, values] of [
      [ulco, row('ticket ULCO', 'problem inside')],
      [ulco, row('ticket ULCO', 'problem inside', { is_public: false })],
      [ulco, row('ticket UPHF', 'problem known')],
      [ulco, row('ticket UPHF', 'problem known', { institution: id['UPHF'] })],
      [ulco, row('ticket ULCO', 'problem known', { side: 'provider' })],
      [ulco, row('ticket ULCO', 'problem known', { owner: id['ULCO'] })],
      [ulco, row('ticket ULCO', 'problem known', { by: id['agent FUN'] })],
      [
        levelOneOf(world, 'UPHF'),
        row('ticket UPHF', 'problem known', { institution: id['UPHF'], by: id['agent UPHF'] }),
      ],
      [requesterOf(world, 'ULCO'), row('ticket ULCO', 'problem known', { by: id['requester ULCO'] })],
      [
        engineersOf(world, 'ULORRAINE'),
        row('ticket ULCO', 'problem known', { side: 'provider', by: id['agent ULORRAINE'] }),
      ],
      [engineersOf(world, 'FUN'), row('ticket UPHF', 'problem known', { side: 'provider', by: id['agent FUN'] })],
    ] as const)
      expect(await link(settings, values)).toEqual(refused);
  });

  it('takes a ticket off that is not theirs, or puts it back', async () => {
    const off = 'update problem_ticket set unlinked_at = $1 where unlinked_at is null';
    expect(await tried(levelOneOf(world, 'ULCO'), off, [NOW])).toEqual({ touched: 1 });
    expect(await tried(engineersOf(world, 'FUN'), off, [NOW])).toEqual({ touched: 2 });
    for (const settings of [staffOf(world, 'UPHF'), staffOf(world, 'ULORRAINE'), requesterOf(world, 'ULCO')])
      expect(await tried(settings, off, [NOW])).toEqual(nothing);
    expect(await tried(levelOneOf(world, 'ULCO'), 'update problem_ticket set unlinked_at = null')).toEqual(refused);
    expect(await tried(levelOneOf(world, 'ULCO'), 'update problem_ticket set is_public = true')).toEqual(refused);
  });

  it('follows for somebody else, or what they do not see', async () => {
    const follow = (settings: Settings, person: string, problem?: string) => {
      const { text, values } = followerRow(world, settings, person, problem);
      return tried(settings, text, values);
    };
    expect(await follow(requesterOf(world, 'ULCO'), 'requester ULCO')).toEqual({ touched: 1 });
    expect(await follow(requesterOf(world, 'ULCO'), 'agent ULCO')).toEqual(refused);
    expect(await follow(levelOneOf(world, 'ULCO'), 'agent ULCO', 'problem inside')).toEqual(refused);
    expect(await follow(staffOf(world, 'UJM'), 'agent UJM')).toEqual(refused);
    expect(await tried(levelOneOf(world, 'UJM'), 'delete from problem_follower')).toEqual(nothing);
  });
});
