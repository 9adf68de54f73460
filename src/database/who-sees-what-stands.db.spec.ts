import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  addStanding,
  approverOf,
  boardRow,
  dependencyRow,
  modelRow,
  namingOf,
  namingRow,
  planRow,
} from './wall-standing.spec-support.js';
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
  await addStanding(world);
});
afterAll(() => world.close());

const tables = [
  'change_board',
  'change_board_version',
  'change_seat_naming',
  'change_model',
  'change_model_version',
  'change_model_plan',
  'change_model_reason',
  'change_model_failure',
  'risk_questionnaire',
  'component_dependency',
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
const tried = (settings: Settings, text: string, values: unknown[] = [], role: DatabaseRole = 'api') =>
  acting(world.connections[role], settings, (client) => outcomeOf(client, text, values));
const refused = { refused: '42501' };
const [done, nothing] = [{ touched: 1 }, { touched: 0 }];

const board = { change_board: 1, change_board_version: 1, change_seat_naming: 1 };
const inside = {
  change_model: 2,
  change_model_version: 2,
  change_model_plan: 2,
  change_model_reason: 1,
  change_model_failure: 1,
};
const told = { change_model: 1, change_model_version: 1 };
const rest = { risk_questionnaire: 1, component_dependency: 1 };

describe('what stands before a change', () => {
  it.each(['api', 'worker'] as const)(
    'is seen whole by the provider side of those who run the service: the %s',
    async (role) => {
      expect(await seen(engineersOf(world, 'FUN'), role)).toEqual({ ...board, ...inside, ...rest });
    },
  );

  it('is, where the service is used, the board, what was approved, and what is asked', async () => {
    for (const settings of [staffOf(world, 'ULCO'), levelOneOf(world, 'ULCO'), engineersOf(world, 'ULCO')])
      expect(await seen(settings)).toEqual({ ...board, ...told, ...rest });
  });

  it('is, for level 1 of the lead provider, and for its other services, no plan', async () => {
    expect(await seen(levelOneOf(world, 'FUN'))).toEqual({ ...board, ...rest });
    expect(await seen({ ...engineersOf(world, 'FUN'), provider_services: randomUUID() })).toEqual({
      ...board,
      ...rest,
    });
  });

  it('is the board alone for somebody who has a seat and uses nothing', async () => {
    expect(await seen(staffOf(world, 'UPHF'))).toEqual({ ...board, component_dependency: 1 });
  });

  it('is the graph for all other staff, as the catalogue, and nothing for requesters', async () => {
    for (const code of ['UJM', 'ULORRAINE'])
      expect(await seen(staffOf(world, code))).toEqual({ component_dependency: 1 });
    for (const code of ['ULCO', 'FUN']) expect(await seen(requesterOf(world, code))).toEqual({});
  });

  it('goes by the day on which an agreement runs, but for a seat', async () => {
    await world.admin.query(`update agreement set ends_on = '2026-03-10' where id = $1`, [world.id['agreement']]);
    expect(await seen(staffOf(world, 'ULCO'))).toEqual({ ...board, ...told, ...rest });
    expect(await seen(staffOf(world, 'ULCO'), 'api', '2026-03-11T09:00:00.000Z')).toEqual({
      ...board,
      component_dependency: 1,
    });
    await world.admin.query('update agreement set ends_on = null where id = $1', [world.id['agreement']]);
  });
});

describe('a board', () => {
  const seats = (...codes: string[]) =>
    JSON.stringify(codes.map((code) => ({ id: randomUUID(), institutionId: world.id[code] })));
  /** The board moves on, then the version is written. */
  const composed = (settings: Settings, { written = ['ULCO'], told: known = ['ULCO'], by = '', number = 2 } = {}) =>
    acting(world.connections.api, settings, async (client) => {
      const moved = await outcomeOf(
        client,
        'update change_board set version = 2, seat_institution_ids = $2 where id = $1',
        [world.id['board'], known.map((code) => world.id[code])],
      );
      const author = by === '' ? settings.person : world.id[by];
      return [
        moved,
        await outcomeOf(client, boardRow, [
          settings.institution,
          world.id['board'],
          number,
          seats(...written),
          author,
          NOW,
        ]),
      ];
    });

  it('is composed by the provider side of the lead provider, each under their own name', async () => {
    expect(await composed(engineersOf(world, 'FUN'))).toEqual([done, done]);
    expect(await composed(engineersOf(world, 'FUN'), { by: 'agent ULCO' })).toEqual([done, refused]);
    expect(await composed(engineersOf(world, 'FUN'), { number: 3 })).toEqual([done, refused]);
    for (const code of ['ULCO', 'UPHF', 'UJM'])
      expect(await composed(staffOf(world, code))).toEqual([nothing, refused]);
    expect(await composed(levelOneOf(world, 'FUN'))).toEqual([nothing, refused]);
  });

  it('is seen by exactly those who have a seat in it', async () => {
    const fun = engineersOf(world, 'FUN');
    expect(await composed(fun, { written: ['ULCO'], told: ['ULCO', 'UJM'] })).toEqual([done, refused]);
    expect(await composed(fun, { written: ['ULCO', 'UJM'], told: ['ULCO'] })).toEqual([done, refused]);
  });

  it('is made by the lead provider of the service alone', async () => {
    await world.admin.query('update service set lead_provider_id = $2 where id = $1', [
      world.id['service'],
      world.id['UJM'],
    ]);
    const row = 'insert into change_board values ($1, $2, $3, 1, $4)';
    const made = (settings: Settings, institution: string | undefined) =>
      tried(settings, row, [randomUUID(), institution, world.id['service'], []]);
    expect(await made(staffOf(world, 'UJM'), world.id['UJM'])).toEqual(done);
    expect(await made(staffOf(world, 'UJM'), world.id['FUN'])).toEqual(refused);
    expect(await made(staffOf(world, 'UPHF'), world.id['UPHF'])).toEqual(refused);
    // who led it before keeps it no longer
    expect(await composed(engineersOf(world, 'FUN'))).toEqual([nothing, refused]);
    await world.admin.query('update service set lead_provider_id = $2 where id = $1', [
      world.id['service'],
      world.id['FUN'],
    ]);
  });

  it('is never written over', async () => {
    for (const table of ['change_board_version', 'change_seat_naming'])
      for (const statement of [`update ${table} set number = 9`, `delete from ${table}`])
        expect(await tried(engineersOf(world, 'FUN'), statement)).toEqual(refused);
    expect(await tried(engineersOf(world, 'FUN'), 'delete from change_board')).toEqual(refused);
  });
});

describe('who sits in a seat', () => {
  const named = (settings: Settings, said: Record<string, unknown> = {}) =>
    tried(settings, namingRow, namingOf(world, { number: 2, ...said }));

  it('is said by its own institution, of its own people', async () => {
    const ulco = levelOneOf(world, 'ULCO');
    expect(await named(ulco)).toEqual(done);
    expect(await named(ulco, { member: null, deputies: '[]' })).toEqual(done);
    expect(await named(ulco, { member: world.id['agent FUN'] })).toEqual(refused);
    const deputies = JSON.stringify([{ person: world.id['agent FUN'], from: NOW, until: null }]);
    expect(await named(ulco, { deputies })).toEqual(refused);
    // who stands in does so for some time
    const standIn = (until: string | null) =>
      named(ulco, { deputies: JSON.stringify([{ person: world.id['requester ULCO'], from: NOW, until }]) });
    for (const until of [NOW, '2000-01-01T00:00:00.000Z'])
      expect([until, await standIn(until)]).toEqual([until, { refused: '23514' }]);
    expect(await standIn('2100-01-01T00:00:00.000Z')).toEqual(done);
    expect(await named(ulco, { by: world.id['requester ULCO'] })).toEqual(refused);
    expect(await named(requesterOf(world, 'ULCO'), { by: world.id['requester ULCO'] })).toEqual(refused);
  });

  it('is not said by whoever composes the board, nor by another seat', async () => {
    for (const code of ['FUN', 'UPHF', 'UJM']) {
      const who = staffOf(world, code);
      const people = { member: world.id[`agent ${code}`], by: world.id[`agent ${code}`], deputies: '[]' };
      expect(await named(who, people)).toEqual(refused);
      expect(await named(who, { ...people, institution: world.id[code] })).toEqual(refused);
    }
  });

  it('is said of a seat of the version that holds', async () => {
    expect(await named(levelOneOf(world, 'ULCO'), { seat: randomUUID() })).toEqual(refused);
    // its own id is the seat of a full vote, which this is not
    expect(await named(levelOneOf(world, 'ULCO'), { seat: world.id['ULCO'] })).toEqual(refused);
    await world.admin.query('update change_board_version set is_full_vote = true');
    expect(await named(levelOneOf(world, 'ULCO'), { seat: world.id['ULCO'] })).toEqual(done);
    const uphf = { institution: world.id['UPHF'], member: null, deputies: '[]', by: world.id['agent UPHF'] };
    expect(await named(levelOneOf(world, 'UPHF'), { ...uphf, seat: world.id['UPHF'] })).toEqual(refused);
    await world.admin.query('update change_board_version set is_full_vote = false');
  });

  it('is, in a full vote, known to its institution and the lead provider', async () => {
    await world.admin.query(namingRow, namingOf(world, { seat: world.id['ULCO'] }));
    const counts = [];
    for (const code of ['FUN', 'ULCO', 'UPHF']) counts.push((await seen(staffOf(world, code)))['change_seat_naming']);
    expect(counts).toEqual([2, 2, 1]);
    await world.admin.query('delete from change_seat_naming where seat_id = institution_id');
  });
});

describe('a model', () => {
  it('is drafted by those who run its service', async () => {
    const drafted = (settings: Settings, by = settings.person) =>
      tried(settings, modelRow, [randomUUID(), settings.institution, world.id['service'], by, NOW]);
    expect(await drafted(engineersOf(world, 'FUN'))).toEqual(done);
    expect(await drafted(engineersOf(world, 'FUN'), world.id['agent ULCO'])).toEqual(refused);
    for (const settings of [staffOf(world, 'ULCO'), staffOf(world, 'UPHF'), levelOneOf(world, 'FUN')])
      expect(await drafted(settings)).toEqual(refused);
  });

  it('is approved by somebody of the lead provider who wrote none of it', async () => {
    const approve = 'update change_model_plan set approved_by = app_person() where model_id = $1';
    const draft = [world.id['model draft']];
    expect(await tried(approverOf(world), approve, draft)).toEqual(done);
    expect(await tried(engineersOf(world, 'FUN'), approve, draft)).toEqual(refused);
    for (const code of ['ULCO', 'UPHF', 'UJM'])
      expect(await tried(staffOf(world, code), approve, draft)).toEqual(nothing);
    // another holder of a function works on it, and does not decide
    await world.admin.query(
      `insert into responsibility (id, service_id, "function", position, institution_id) values ($1, $2, 'hosting', 1, $3)`,
      [randomUUID(), world.id['service'], world.id['UJM']],
    );
    expect(await tried(engineersOf(world, 'UJM'), approve, draft)).toEqual(refused);
    expect(await seen(engineersOf(world, 'UJM'))).toEqual({ ...inside, ...rest });
    await world.admin.query(`delete from responsibility where "function" = 'hosting'`);
    // not in somebody else's name, and not without the plan
    const inName = 'update change_model_plan set approved_by = $2 where model_id = $1';
    expect(await tried(approverOf(world), inName, [draft[0], world.id['agent ULCO']])).toEqual(refused);
    const version = 'update change_model_version set approved_at = now() where model_id = $1';
    expect(await tried(approverOf(world), version, draft)).toEqual(refused);
  });

  it('cannot be written by somebody whom it does not name, nor cleared of its authors', async () => {
    const edit = 'update change_model_plan set authors = $2 where model_id = $1';
    const draft = world.id['model draft'];
    const both = [world.id['agent FUN'], world.id['requester FUN']];
    expect(await tried(approverOf(world), edit, [draft, both])).toEqual(done);
    expect(await tried(approverOf(world), edit, [draft, [world.id['agent FUN']]])).toEqual(refused);
  });

  it('never changes once it is approved', async () => {
    const approved = [world.id['model approved']];
    for (const who of [engineersOf(world, 'FUN'), approverOf(world)]) {
      expect(await tried(who, `update change_model_plan set tests = 'x' where model_id = $1`, approved)).toEqual(
        nothing,
      );
      expect(await tried(who, `update change_model_version set title_fr = 'x' where model_id = $1`, approved)).toEqual(
        nothing,
      );
      for (const table of tables.filter((name) => name.startsWith('change_model')))
        expect(await tried(who, `delete from ${table}`)).toEqual(refused);
    }
    expect(await tried(staffOf(world, 'ULCO'), 'update change_model set version = 9 where id = $1', approved)).toEqual(
      nothing,
    );
  });

  it('fails for those inside, also by what time does, and is about itself', async () => {
    const fail = 'insert into change_model_failure values ($1, $2, $3, $4)';
    const row = (institution: string) => [world.id[institution], world.id['model approved'], randomUUID(), NOW];
    for (const role of ['api', 'worker'] as const) {
      expect(await tried(engineersOf(world, 'FUN'), fail, row('FUN'), role)).toEqual(done);
      expect(await tried(engineersOf(world, 'FUN'), fail, row('ULCO'), role)).toEqual(refused);
      expect(await tried(staffOf(world, 'ULCO'), fail, row('ULCO'), role)).toEqual(refused);
      expect(await tried(staffOf(world, 'ULCO'), fail, row('FUN'), role)).toEqual(refused);
    }
    const plan = [world.id['ULCO'], world.id['model approved'], [world.id['agent FUN']], NOW];
    expect(await tried(engineersOf(world, 'FUN'), planRow, plan)).toEqual(refused);
  });
});

describe('a questionnaire', () => {
  it('is the lead provider’s, and never written over', async () => {
    const row = `insert into risk_questionnaire values ($1, $2, $3, 3, '[]', 2, 5, $4, $5)`;
    const published = (settings: Settings, institution = settings.institution) =>
      tried(settings, row, [randomUUID(), institution, world.id['service'], settings.person, NOW]);
    expect(await published(engineersOf(world, 'FUN'))).toEqual(done);
    expect(await published(engineersOf(world, 'FUN'), world.id['ULCO'])).toEqual(refused);
    for (const settings of [staffOf(world, 'ULCO'), staffOf(world, 'UPHF'), levelOneOf(world, 'FUN')])
      expect(await published(settings)).toEqual(refused);
    for (const statement of ['update risk_questionnaire set number = 9', 'delete from risk_questionnaire'])
      expect(await tried(engineersOf(world, 'FUN'), statement)).toEqual(refused);
  });
});

describe('what a component needs', () => {
  it('is said, and taken back, by those who run its service', async () => {
    const { 'component DB': db, 'component WEB': web } = world.id;
    const said = (settings: Settings) =>
      tried(settings, dependencyRow, [randomUUID(), settings.institution, db, web, settings.person, NOW]);
    const taken = (settings: Settings) => tried(settings, 'delete from component_dependency');
    expect([await said(engineersOf(world, 'FUN')), await taken(engineersOf(world, 'FUN'))]).toEqual([done, done]);
    for (const settings of [
      staffOf(world, 'ULCO'),
      staffOf(world, 'UJM'),
      levelOneOf(world, 'FUN'),
      requesterOf(world, 'FUN'),
    ])
      expect([await said(settings), await taken(settings)]).toEqual([refused, nothing]);
    expect(await tried(engineersOf(world, 'FUN'), 'update component_dependency set needs_id = component_id')).toEqual(
      refused,
    );
  });
});
