import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  addChanges,
  peopleAround,
  peopleNames,
  bundleRow,
  changeNames,
  changeRow,
  insideRow,
  noteRow,
  objectionRow,
  opinionRow,
  partyRow,
  releaseNotesRow,
  releaseRow,
} from './wall-changes.spec-support.js';
import { addFreezes } from './wall-freezes.spec-support.js';
import { saying } from './wall-problems.spec-support.js';
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

// Every table of changes and releases for everybody who may come: what each sees of it, and what each writes into it.

let world: World;

beforeAll(async () => {
  world = await openWorld();
  await saying(world);
  await addFreezes(world);
  await addChanges(world);
  people = peopleAround(world);
});
afterAll(() => world.close());

const tables = [
  'change',
  'change_inside',
  'change_task',
  'change_note',
  'change_link',
  'change_party',
  'change_objection',
  'change_opinion',
  'change_ack',
  'change_late',
  'change_counter',
  'release',
  'release_change',
  'release_notes',
  'release_counter',
] as const;
const refused = { refused: '42501' };
const nothing = { touched: 0 };
const one = { touched: 1 };
/** Names say who; the settings are known once the world stands. */
let people: Record<string, () => Settings>;

async function counts(settings: Settings, role: DatabaseRole): Promise<Record<string, number>> {
  return acting(world.connections[role], settings, async (client) => {
    const found: Record<string, number> = {};
    for (const table of tables) {
      const count = await visible(client, table);
      if (count !== 'denied' && count !== 0) found[table] = count;
    }
    return found;
  });
}
const tried = (settings: Settings, text: string, values: unknown[] = [], role: DatabaseRole = 'api') =>
  acting(world.connections[role], settings, (client) => outcomeOf(client, text, values));

const whole = {
  change: 4,
  change_inside: 4,
  change_task: 4,
  // the four of either audience, and what ULCO wrote
  change_note: 9,
  change_link: 4,
  change_party: 6,
  change_objection: 1,
  change_opinion: 5,
  change_ack: 1,
  change_late: 1,
  change_counter: 1,
  release: 2,
  release_change: 2,
  release_notes: 2,
  release_counter: 1,
};
const released = { release: 1, release_change: 1, release_notes: 1 };
const expected: Record<string, Record<string, number>> = {
  'an engineer of its maker': whole,
  'an engineer of its maker for another service': { change_counter: 1, release_counter: 1 },
  'an engineer of its maker for its service': whole,
  // its own house affects it: the inside stays inside, the peers' opinions too
  'level 1 of its maker, which it affects': { change: 1, change_note: 1, change_party: 1, ...released },
  'level 1 of an affected one': {
    change: 1,
    change_note: 2,
    change_party: 1,
    change_objection: 1,
    change_ack: 1,
    ...released,
  },
  'a requester of an affected one': { change: 1, change_party: 1, ...released },
  // what is put to it: the inside of that one change with its steps, and its own opinion
  'the tenant': { change: 1, change_inside: 1, change_task: 1, change_note: 1, change_party: 2, change_opinion: 1 },
  'a requester of the tenant': { change: 1, change_party: 1 },
  'whoever asked for it': { change: 1, change_note: 1, change_party: 1 },
};

describe('a change, to', () => {
  it.each(peopleNames)('%s', async (who) => {
    expect(await counts(people[who]!(), 'api')).toEqual(expected[who] ?? {});
  });

  it('the worker as to the one for whom it acts; without anybody, to nobody', async () => {
    const { change, change_party: parties } = await counts(engineersOf(world, 'FUN'), 'worker');
    expect({ change, parties }).toEqual({ change: 4, parties: 6 });
    const [affected, stranger] = [levelOneOf(world, 'ULCO'), staffOf(world, 'ULORRAINE')];
    expect(await counts(affected, 'worker')).toMatchObject({ change: 1, change_party: 1 });
    // ids and instants, where it crosses
    expect(await counts(stranger, 'worker')).toEqual({ change_late: 1 });
    expect(await counts({}, 'worker')).toEqual({ change_late: 1 });
  });

  it.each(['', 'x', '*,*', "*'", ' *'])('nobody whose services are %p', async (services) => {
    for (const code of ['FUN', 'ULCO', 'UPHF'])
      for (const side of ['user_services', 'provider_services'])
        expect(await counts({ ...levelOneOf(world, code), user_services: '', [side]: services }, 'api')).toEqual({});
  });

  it.each(['STAFF', 'operator', '', "staff' or '1'='1"])('nobody in the scope %p', async (scope) => {
    for (const code of ['FUN', 'ULCO', 'UPHF'])
      expect(await counts({ ...staffOf(world, code), scope }, 'api')).toEqual({});
  });

  it('an institution no longer, once it is taken out', async () => {
    await world.admin.query(`update change_party set removed_at = $1 where institution_id = $2`, [
      NOW,
      world.id['ULCO'],
    ]);
    expect(await counts(levelOneOf(world, 'ULCO'), 'api')).toEqual({});
    expect(await counts(requesterOf(world, 'ULCO'), 'api')).toEqual({});
    await world.admin.query('update change_party set removed_at = null');
  });

  it('whom it concerns: oneself alone, never who else', async () => {
    for (const code of ['ULCO', 'UPHF', 'UJM']) {
      const seen = await acting(world.connections.api, staffOf(world, code), async (client) => {
        const { rows } = await client.query<{ id: string }>('select distinct institution_id as id from change_party');
        return rows.map(({ id }) => id);
      });
      expect(seen).toEqual([world.id[code]]);
    }
  });
});

/** Who else than those who make it; they may write, so that the statement is one that somebody can make. */
const outsiders = peopleNames.filter(
  (who) => !['an engineer of its maker', 'an engineer of its maker for its service'].includes(who),
);

describe('is written by those who make it, and by nobody else:', () => {
  const makers = () => engineersOf(world, 'FUN');
  const told = () => world.id['change told'];
  const rows: Record<string, () => [string, unknown[]]> = {
    'a change': () => [
      changeRow,
      [randomUUID(), world.id['FUN'], 'CHG-FUN-2026-00099', [world.id['service']], null, NOW],
    ],
    'a party': () => [
      partyRow,
      [world.id['ULORRAINE'], told(), 'affected', world.id['FUN'], [world.id['service']], NOW, NOW],
    ],
    'a note inside': () => [
      noteRow,
      [randomUUID(), world.id['FUN'], told(), world.id['FUN'], world.id['agent FUN'], 'internal', NOW],
    ],
    'an opinion of a peer': () => [
      opinionRow,
      [randomUUID(), world.id['FUN'], told(), world.id['FUN'], 'peer', world.id['agent FUN'], NOW],
    ],
    'a step': () => [
      `insert into change_task (id, institution_id, change_id, position, kind, title, state) values ($1, $2, $3, 9, 'task', 'Do', 'open')`,
      [randomUUID(), world.id['FUN'], told()],
    ],
    'a link': () => [
      `insert into change_link values ($1, $2, 'problem', $3, 'relates', $4, $5)`,
      [world.id['FUN'], told(), randomUUID(), world.id['agent FUN'], NOW],
    ],
    'a release': () => [
      releaseRow,
      [randomUUID(), world.id['FUN'], world.id['service'], 'REL-FUN-2026-00099', '9', NOW],
    ],
    'notes of a release': () => [
      releaseNotesRow,
      [world.id['FUN'], world.id['release told'], 2, world.id['agent FUN'], NOW],
    ],
    'a change in a draft': () => [
      bundleRow,
      [world.id['FUN'], world.id['change tenant'], world.id['release secret'], world.id['service']],
    ],
  };

  it.each(Object.keys(rows))('%s', async (what) => {
    expect(await tried(makers(), ...rows[what]!())).toEqual(one);
    for (const who of outsiders) expect([who, await tried(people[who]!(), ...rows[what]!())]).toEqual([who, refused]);
  });

  it.each([
    `update change set state = 'closed', closed_at = now(), outcome = 'successful'`,
    `update change set class = 'standard'`,
    'update change_party set removed_at = now()',
    'update change_party set shown_at = now()',
    `update change_inside set plan = 'x'`,
    `update change_task set state = 'done'`,
    `update change_link set relation = 'dismissed'`,
    'update change_opinion set voided_at = now()',
    'delete from change_task',
    'delete from change_link',
    `update release set label = 'x'`,
    `update release_notes set notes_fr = 'x', written_by = app_person()`,
    'delete from release_change',
    'update release_change set shown_at = now()',
  ])('%s', async (statement) => {
    expect(await tried(makers(), statement)).toEqual({ touched: expect.any(Number) });
    expect(await tried(makers(), statement)).not.toEqual(nothing);
    for (const who of outsiders) expect([who, await tried(people[who]!(), statement)]).toEqual([who, nothing]);
  });

  it('by nobody what stands for ever', async () => {
    for (const statement of [
      'delete from change',
      'delete from change_party',
      'delete from change_inside',
      'delete from change_note',
      'delete from change_objection',
      'delete from change_opinion',
      'delete from release',
      'delete from release_notes',
      `update change set reference = 'x'`,
      'update change set institution_id = institution_id',
      'update change_party set institution_id = institution_id',
      'update change_party set owner_id = owner_id',
      'update change_party set change_id = change_id',
      `update change_opinion set decision = 'reject'`,
      `update change_objection set reason = 'x'`,
      `update change_note set body = 'x'`,
      'update change_inside set author_id = author_id',
      'update release_change set change_id = change_id',
      'update release set reference = reference',
    ])
      for (const role of ['api', 'worker'] as const)
        expect([statement, role, await tried(makers(), statement, [], role)]).toEqual([statement, role, refused]);
  });

  it('of what is published, nothing', async () => {
    const { 'release told': release } = world.id;
    for (const statement of [
      `update release set label = 'x' where id = $1`,
      `update release_notes set notes_fr = 'x', written_by = app_person() where release_id = $1`,
      'update release_change set shown_at = null where release_id = $1',
      'delete from release_change where release_id = $1',
    ])
      expect([statement, await tried(makers(), statement, [release])]).toEqual([statement, nothing]);
    const change = world.id['change tenant'];
    expect(await tried(makers(), bundleRow, [world.id['FUN'], change, release, world.id['service']])).toEqual(refused);
  });
});

describe('nobody becomes a party by themselves', () => {
  it('of a change of another institution, whatever they call themselves', async () => {
    for (const code of ['ULORRAINE', 'UJM', 'ULCO'])
      for (const owner of [code, 'FUN'])
        for (const change of changeNames) {
          const values = [world.id[code], world.id[change], 'board', world.id[owner], [world.id['service']], NOW, NOW];
          expect([code, owner, change, await tried(staffOf(world, code), partyRow, values)]).toEqual([
            code,
            owner,
            change,
            refused,
          ]);
        }
  });

  it('and puts no inside, step or link to a change that is another’s', async () => {
    const elsewhere = randomUUID();
    await world.admin.query(changeRow, [
      elsewhere,
      world.id['ULORRAINE'],
      'CHG-ULORRAINE-2026-00001',
      [world.id['service']],
      null,
      NOW,
    ]);
    const makers = engineersOf(world, 'FUN');
    expect(await tried(makers, insideRow, [elsewhere, world.id['FUN'], world.id['agent FUN'], NOW])).toEqual(refused);
    expect(
      await tried(makers, partyRow, [
        world.id['FUN'],
        elsewhere,
        'affected',
        world.id['FUN'],
        [world.id['service']],
        NOW,
        NOW,
      ]),
    ).toEqual(refused);
    expect(await tried(makers, 'select 1 from change where id = $1', [elsewhere])).toEqual(nothing);
    await world.admin.query('delete from change where id = $1', [elsewhere]);
  });
});

describe('an objection', () => {
  const said = (settings: Settings, more: Record<number, unknown> = {}) => {
    const values = [randomUUID(), settings.institution, world.id['change told'], world.id['FUN'], settings.person, NOW];
    return tried(
      settings,
      objectionRow,
      values.map((value, at) => (at in more ? more[at] : value)),
    );
  };

  it('is raised by whoever is affected, in their own name', async () => {
    // FUN affects itself and has not objected yet
    expect(await said(levelOneOf(world, 'FUN'))).toEqual(one);
    for (const who of peopleNames.filter((name) => !name.startsWith('level 1')))
      expect([who, await said(people[who]!())]).toEqual([who, refused]);
    expect(await said(levelOneOf(world, 'FUN'), { 1: world.id['UPHF'] })).toEqual(refused);
    expect(await said(levelOneOf(world, 'FUN'), { 4: world.id['agent ULCO'] })).toEqual(refused);
    expect(await said(levelOneOf(world, 'FUN'), { 3: world.id['ULCO'] })).toEqual(refused);
    for (const change of ['change secret', 'change tenant', 'change asked'])
      expect(await said(levelOneOf(world, 'ULCO'), { 2: world.id[change] })).toEqual(refused);
  });

  it('is taken back at home, and by nobody else', async () => {
    const withdraw = 'update change_objection set withdrawn_at = now()';
    for (const who of peopleNames.filter((name) => name !== 'level 1 of an affected one'))
      expect([who, await tried(people[who]!(), withdraw)]).toEqual([who, nothing]);
    expect(await tried(levelOneOf(world, 'ULCO'), withdraw)).toEqual(one);
  });
});

describe('an opinion', () => {
  it('of the authority is the tenant’s on its own, in their own name', async () => {
    const values = (settings: Settings, change: string, asWhat = 'authority') => [
      randomUUID(),
      settings.institution,
      world.id[change],
      world.id['FUN'],
      asWhat,
      settings.person,
      NOW,
    ];
    const tenant = levelOneOf(world, 'UPHF');
    expect(await tried(tenant, opinionRow, values(tenant, 'change tenant'))).toEqual(one);
    for (const asWhat of ['peer', 'emergency'])
      expect(await tried(tenant, opinionRow, values(tenant, 'change tenant', asWhat))).toEqual(refused);
    expect(await tried(tenant, opinionRow, values(tenant, 'change told'))).toEqual(refused);
    const affected = levelOneOf(world, 'ULCO');
    for (const asWhat of ['peer', 'authority', 'emergency'])
      expect(await tried(affected, opinionRow, values(affected, 'change told', asWhat))).toEqual(refused);
    const asAnother = values(tenant, 'change tenant').with(5, world.id['agent ULCO']);
    expect(await tried(tenant, opinionRow, asAnother)).toEqual(refused);
    expect(await tried(tenant, opinionRow, values(tenant, 'change tenant').with(1, world.id['ULCO']))).toEqual(refused);
  });
});
