import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  actionRow,
  addActions,
  published,
  reviewed,
  reviewersOf,
  reviewRow,
  servedRow,
  versionRow,
} from './wall-actions.spec-support.js';
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
  await addActions(world);
  // another institution that holds a function of the service, and uses it no more than UJM does
  await world.admin.query(
    `insert into responsibility (id, service_id, "function", position, institution_id) values ($1, $2, 'hosting', 1, $3)`,
    [randomUUID(), world.id['service'], world.id['ULORRAINE']],
  );
});
afterAll(() => world.close());

const tables = ['action', 'action_service', 'action_version', 'action_review', 'action_counter'];
async function seen(settings: Settings, role: DatabaseRole = 'api') {
  return acting(world.connections[role], settings, async (client) => {
    const found: Record<string, number> = {};
    for (const table of tables) {
      const count = await visible(client, table);
      if (count !== 0 && count !== 'denied') found[table] = count;
    }
    return found;
  });
}
/** Keys of the actions, with how many versions of each are seen. */
const versionsSeen = (settings: Settings) =>
  acting(world.connections.api, settings, async (client) => {
    const { rows } = await client.query<{ one: string }>(
      `select a.sharing || ' ' || count(v.id) as one from action a left join action_version v on v.action_id = a.id
        group by a.id, a.sharing, a.reference order by a.reference`,
    );
    return rows.map(({ one }) => one);
  });
const tried = (settings: Settings, query: string | { text: string; values: unknown[] }, values: unknown[] = []) =>
  acting(world.connections.api, settings, (client) =>
    typeof query === 'string' ? outcomeOf(client, query, values) : outcomeOf(client, query.text, query.values),
  );
const refused = { refused: '42501' };
const nothing = { touched: 0 };
const one = { touched: 1 };
const fun = () => engineersOf(world, 'FUN');

describe('an action', () => {
  it('is seen whole by the staff of its institution, on either side, for its services', async () => {
    const whole = { action: 4, action_service: 4, action_version: 7, action_review: 3 };
    expect(await seen(fun())).toEqual({ ...whole, action_counter: 1 });
    expect(await seen(levelOneOf(world, 'FUN'))).toEqual(whole);
    expect(await seen({ ...fun(), provider_services: randomUUID() })).toEqual({ action_counter: 1 });
    expect(await seen({ ...levelOneOf(world, 'FUN'), user_services: randomUUID() })).toEqual({});
  });

  it('is, for who else holds a function of its service, what is published and shared', async () => {
    expect(await versionsSeen(engineersOf(world, 'ULORRAINE'))).toEqual(['holders 1', 'users 1']);
    expect(await versionsSeen(levelOneOf(world, 'ULORRAINE'))).toEqual(['holders 1', 'users 1']);
    expect(await seen(engineersOf(world, 'ULORRAINE'))).toEqual({ action: 2, action_service: 2, action_version: 2 });
    expect(await versionsSeen({ ...engineersOf(world, 'ULORRAINE'), provider_services: randomUUID() })).toEqual([]);
  });

  it('is, for who uses its service, what is shared with users', async () => {
    for (const settings of [levelOneOf(world, 'ULCO'), engineersOf(world, 'ULCO')]) {
      expect(await versionsSeen(settings)).toEqual(['users 1']);
      expect(await seen(settings)).toEqual({ action: 1, action_service: 1, action_version: 1 });
    }
    await world.admin.query(`update agreement set ends_on = '2026-03-09'`);
    expect(await versionsSeen(levelOneOf(world, 'ULCO'))).toEqual([]);
    await world.admin.query('update agreement set ends_on = null');
  });

  it('is nothing to anybody else, nor to requesters', async () => {
    for (const code of ['UPHF', 'UJM']) expect(await seen(staffOf(world, code))).toEqual({});
    for (const code of ['FUN', 'ULCO', 'ULORRAINE']) expect(await seen(requesterOf(world, code))).toEqual({});
    expect(await seen({ ...staffOf(world, 'FUN'), user_services: '', provider_services: '' })).toEqual({});
  });

  it('shows the worker what it shows the institution for which it acts, but for the reviews', async () => {
    expect(await seen(staffOf(world, 'FUN'), 'worker')).toEqual({ action: 4, action_service: 4, action_version: 7 });
    expect(await seen(staffOf(world, 'ULCO'), 'worker')).toEqual({ action: 1, action_service: 1, action_version: 1 });
    expect(await seen({}, 'worker')).toEqual({});
  });
});

describe('what is published', () => {
  const columns = [
    `document = '{"x": 1}'`,
    `title_fr = 'x'`,
    `title_en = 'x'`,
    `words = 'x'`,
    'author_ids = author_ids || app_person()',
    'changed_at = now()',
    `state = 'draft'`,
    `state = 'reviewed'`,
    `state = 'superseded'`,
    `state = 'discarded'`,
    'reviewed_by = app_person()',
    'reviewed_at = now()',
    'published_by = app_person()',
    'published_at = now()',
    'revision = 9',
    'number = 9',
    'drafted_at = now()',
    'used_at = now()',
    `action_id = '00000000-0000-7000-8000-000000000000'`,
    `id = '00000000-0000-7000-8000-000000000000'`,
  ];

  it('never changes, whoever of its institution says so', async () => {
    const { rows } = await world.admin.query<{ name: string }>(
      `select column_name as name from information_schema.columns where table_name = 'action_version'`,
    );
    // but for its institution, which nobody may write of anything
    const named = new Set(columns.map((change) => change.split(' ')[0]));
    expect(rows.map(({ name }) => name).filter((name) => !named.has(name))).toEqual(['institution_id']);
    for (const change of columns)
      for (const settings of [fun(), staffOf(world, 'FUN'), { ...fun(), person: randomUUID() }])
        expect([
          change,
          await tried(settings, `update action_version set ${change} where state = 'published'`),
        ]).toEqual([change, refused]);
    expect(await tried(fun(), 'delete from action_version')).toEqual(refused);
  });

  it('is not changed by the worker, but for the owner who notes a run of it', async () => {
    for (const change of columns)
      expect(
        await acting(world.connections.worker, staffOf(world, 'FUN'), (client) =>
          outcomeOf(client, `update action_version set ${change}`),
        ),
      ).toEqual(refused);
  });
});

describe('a version that is being written', () => {
  const write = `update action_version set title_fr = 'x' where id = $1`;
  const draft = () => world.id['action draft 1'];

  it('is written at home, until somebody runs it', async () => {
    expect(await tried(fun(), write, [draft()])).toEqual(one);
    for (const settings of [staffOf(world, 'ULCO'), engineersOf(world, 'ULORRAINE'), levelOneOf(world, 'FUN')])
      expect(await tried(settings, write, [draft()])).toEqual(nothing);
    await world.admin.query('update action_version set used_at = $2 where id = $1', [draft(), NOW]);
    expect(await tried(fun(), write, [draft()])).toEqual(refused);
    await world.admin.query('update action_version set used_at = null where id = $1', [draft()]);
  });

  it('is reviewed by oneself, who wrote none of it, and not written after that', async () => {
    const by = (person: string) => [draft(), world.id[person], NOW];
    expect(await tried(reviewersOf(world), reviewed, by('requester FUN'))).toEqual(one);
    // by its author, by the database: a check, not a policy
    expect(await tried(fun(), reviewed, by('agent FUN'))).toEqual({ refused: '23514' });
    expect(await tried(fun(), reviewed, by('requester FUN'))).toEqual(refused);
    const outcomes = await acting(world.connections.api, reviewersOf(world), async (client) => {
      await client.query(reviewed, by('requester FUN'));
      return [
        await outcomeOf(client, write, [draft()]),
        await outcomeOf(client, reviewed, by('agent FUN')),
        await outcomeOf(client, published, by('agent FUN')),
        await outcomeOf(client, `update action_version set author_ids = author_ids || app_person() where id = $1`, [
          draft(),
        ]),
        await outcomeOf(client, published, by('requester FUN')),
      ];
    });
    expect(outcomes).toEqual([refused, refused, refused, refused, one]);
  });

  it('is published after a review only, and loses it when it is written again', async () => {
    expect(await tried(reviewersOf(world), published, [draft(), world.id['requester FUN'], NOW])).toEqual(refused);
    const outcomes = await acting(world.connections.api, reviewersOf(world), async (client) => {
      await client.query(reviewed, [draft(), world.id['requester FUN'], NOW]);
      const back = `update action_version set state = 'draft' where id = $1`;
      return [
        await outcomeOf(client, back, [draft()]),
        await outcomeOf(client, back.replace('where', ', reviewed_by = null, reviewed_at = null where'), [draft()]),
        await outcomeOf(client, write, [draft()]),
      ];
    });
    expect(outcomes).toEqual([{ refused: '23514' }, one, one]);
  });

  it('is made by its author, as a draft that nobody looked at, and one at a time', async () => {
    const add = (more: object, settings = fun(), action = 'action draft') =>
      tried(settings, versionRow(world, { action, number: 9, more: { ...more } }));
    expect(await add({})).toEqual({ refused: '23505' });
    const kept = world.id['action draft 1'];
    await world.admin.query(`update action_version set state = 'discarded' where id = $1`, [draft()]);
    const { 'requester FUN': other, 'agent FUN': author, ULCO: ulco } = world.id;
    expect(await add({})).toEqual(one);
    for (const more of [
      { author_ids: [other] },
      { state: 'reviewed', reviewed_by: other, reviewed_at: NOW },
      { state: 'published', reviewed_by: other, reviewed_at: NOW, published_by: author, published_at: NOW },
      { used_at: NOW },
      { institution_id: ulco },
    ])
      expect(await add(more)).toEqual(refused);
    for (const settings of [staffOf(world, 'ULCO'), engineersOf(world, 'ULORRAINE'), levelOneOf(world, 'FUN')])
      expect(await add({ author_ids: [settings.person] }, settings)).toEqual(refused);
    world.id['action draft 1'] = kept ?? '';
    await world.admin.query('alter table action_version disable trigger action_version_stays');
    await world.admin.query(`update action_version set state = 'draft' where id = $1`, [kept]);
    await world.admin.query('alter table action_version enable trigger action_version_stays');
  });
});

describe('nobody', () => {
  it('writes an action in another’s name, as level 1, or for a service of which they hold no function', async () => {
    const row = (more: object = {}) => ({ id: randomUUID(), n: 7, sharing: 'internal', ...more });
    expect(await tried(fun(), actionRow(world, row()))).toEqual(one);
    expect(await tried(fun(), actionRow(world, row({ institution: 'ULCO' })))).toEqual(refused);
    expect(await tried(levelOneOf(world, 'FUN'), actionRow(world, row()))).toEqual(refused);
    const ujm = { ...row({ institution: 'UJM' }) };
    const outcomes = await acting(world.connections.api, engineersOf(world, 'UJM'), async (client) => {
      const asked = [actionRow(world, ujm), servedRow(world, { ...ujm, institution: 'UJM' })];
      const found: unknown[] = [];
      for (const { text, values } of asked) found.push(await outcomeOf(client, text, values));
      return found;
    });
    expect(outcomes[1]).toEqual(refused);
  });

  it('names a service for the action of another, moves it, or shares it', async () => {
    const { 'action users': shared, 'action internal': internal } = world.id;
    for (const settings of [engineersOf(world, 'ULORRAINE'), staffOf(world, 'ULCO'), levelOneOf(world, 'FUN')]) {
      expect(await tried(settings, `update action set state = 'retired' where id = $1`, [shared])).toEqual(nothing);
      expect(
        await tried(settings, `update action_service set sharing = 'users' where action_id = $1`, [internal]),
      ).toEqual(nothing);
      expect(await tried(settings, 'delete from action_service where action_id = $1', [shared])).toEqual(nothing);
    }
    const { text, values } = servedRow(world, { id: internal ?? '', sharing: 'users', institution: 'ULORRAINE' });
    const named = await tried(engineersOf(world, 'ULORRAINE'), `${text} on conflict do nothing`, values);
    expect(named).not.toEqual(one);
    for (const column of ['reference', 'institution_id', 'id'])
      expect(await tried(fun(), `update action set ${column} = ${column}`)).toEqual(refused);
    expect(await tried(fun(), 'delete from action')).toEqual(refused);
  });

  it('keeps a review in another’s name, or of what they did not review', async () => {
    const { 'action users': action, 'agent FUN': author } = world.id;
    expect(await tried(reviewersOf(world), reviewRow(world, 'action draft'))).toEqual(refused);
    expect(await tried(reviewersOf(world), reviewRow(world, 'action users', { by: author }))).toEqual(refused);
    expect(await tried(fun(), reviewRow(world, 'action users', { by: author }))).toEqual(refused);
    expect(await tried(fun(), `update action_review set note = 'x' where action_id = $1`, [action])).toEqual(refused);
    expect(await tried(fun(), 'delete from action_review')).toEqual(refused);
  });
});
