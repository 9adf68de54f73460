import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addActions } from './wall-actions.spec-support.js';
import { addRelations } from './wall-relations.spec-support.js';
import { addRuns, evidenceRow, finish, lookRow, runRow, stepRow } from './wall-runs.spec-support.js';
import { addTickets } from './wall-tickets.spec-support.js';
import {
  acting,
  engineersOf,
  idOf,
  levelOneOf,
  NOW,
  openWorld,
  outcomeOf,
  requesterOf,
  staffOf,
  type DatabaseRole,
  type Settings,
  type World,
} from './wall.spec-support.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  for (const add of [addTickets, addRelations, addActions, addRuns]) await add(world);
});
afterAll(() => world.close());

const names = ['run ULCO', 'run FUN', 'run ended'];
const parts = ['run_step', 'run_evidence', 'run_look'];

/** Which runs somebody sees; what hangs on them is the same, or there is a hole. */
async function seen(settings: Settings, role: DatabaseRole = 'api'): Promise<string[]> {
  return acting(world.connections[role], settings, async (client) => {
    const { rows } = await client.query<{ id: string }>('select id from run');
    for (const table of role === 'api' ? parts : []) {
      const found = await client.query<{ id: string }>(`select distinct run_id as id from ${table}`);
      expect(found.rows.map(({ id }) => id).sort()).toEqual(rows.map(({ id }) => id).sort());
    }
    return names.filter((name) => rows.some(({ id }) => id === world.id[name]));
  });
}
const tried = (settings: Settings, row: { text: string; values?: unknown[] }) =>
  acting(world.connections.api, settings, (client) => outcomeOf(client, row.text, row.values));
const update = (text: string, ...values: unknown[]) => ({ text, values });
const refused = { refused: '42501' };
const nothing = { touched: 0 };
const ulco = () => levelOneOf(world, 'ULCO');

describe('a run', () => {
  it('is seen by the side that makes it, for its services, and by nobody else', async () => {
    expect(await seen(ulco())).toEqual(['run ULCO', 'run ended']);
    expect(await seen(engineersOf(world, 'FUN'))).toEqual(['run FUN']);
    for (const settings of [
      {},
      levelOneOf(world, 'FUN'),
      engineersOf(world, 'ULCO'),
      staffOf(world, 'UPHF'),
      staffOf(world, 'ULORRAINE'),
      requesterOf(world, 'ULCO'),
      { ...ulco(), user_services: randomUUID() },
    ])
      expect(await seen(settings)).toEqual([]);
  });

  it('is shown to the worker as to the institution for which it acts, without what hangs on it', async () => {
    expect(await seen(staffOf(world, 'ULCO'), 'worker')).toEqual(['run ULCO', 'run ended']);
    for (const table of parts)
      expect(
        await acting(world.connections.worker, staffOf(world, 'ULCO'), (client) =>
          outcomeOf(client, `select * from ${table}`),
        ),
      ).toEqual(refused);
  });

  it('keeps for its side the words that it began with, and for nobody else', async () => {
    const say = `select document from action_version where id = $1`;
    const said = (settings: Settings) =>
      acting(world.admin, {}, async (client) => {
        await client.query(`update action set sharing = 'internal' where id = $1`, [world.id['action users']]);
        await client.query(`update action_service set sharing = 'internal' where action_id = $1`, [
          world.id['action users'],
        ]);
        await client.query('set local role guichet_api');
        for (const [name, value] of Object.entries(settings) as [string, string][])
          await client.query('select set_config($1, $2, true)', [`app.${name}`, value]);
        return outcomeOf(client, say, [world.id['action users 1']]);
      });
    expect(await said(ulco())).toEqual({ touched: 1 });
    expect(await said(levelOneOf(world, 'UPHF'))).toEqual(nothing);
  });
});

describe('a run is begun', () => {
  const begin = (settings: Settings, more: Record<string, unknown> = {}) =>
    tried(settings, runRow(world, settings, more));

  it('by oneself, for one’s own institution and side, as going on', async () => {
    expect(await begin(ulco())).toEqual({ touched: 1 });
    const { UPHF: uphf, 'requester ULCO': colleague } = world.id;
    for (const more of [
      { institution_id: uphf },
      { side: 'provider' },
      { started_by: colleague },
      { assignee_id: colleague },
      { service_id: randomUUID() },
      { owner_id: uphf },
    ])
      expect([more, await begin(ulco(), more)]).toEqual([more, refused]);
    expect(
      await begin(ulco(), { state: 'finished', outcome: 'worked', finished_by: ulco().person, finished_at: NOW }),
    ).toEqual(refused);
  });

  it('of an action and a version that one sees', async () => {
    const { id } = world;
    const of = (action: string, number = 1) => ({
      action_id: id[action],
      version_id: id[`${action} ${String(number)}`],
    });
    for (const more of [of('action internal'), of('action holders'), of('action draft'), of('action users', 2)])
      expect(await begin(ulco(), more)).toEqual(refused);
    expect(await begin(ulco(), { ...of('action users'), version_id: id['action holders 1'] })).toEqual(refused);
    const fun = engineersOf(world, 'FUN');
    for (const more of [of('action internal'), of('action draft'), of('action users', 2)])
      expect(await begin(fun, { side: 'provider', ...more })).toEqual({ touched: 1 });
    expect(await begin(levelOneOf(world, 'UPHF'))).toEqual(refused);
  });

  it('on a ticket in which one’s part goes on', async () => {
    const { id } = world;
    expect(await begin(ulco(), { ticket_id: id['ticket ULCO'] })).toEqual({ touched: 1 });
    expect(await begin(ulco(), { ticket_id: id['ticket UPHF'] })).toEqual(refused);
    // on the other side of one's own institution there is none
    expect(await begin(staffOf(world, 'ULCO'), { side: 'provider', ticket_id: id['ticket ULCO'] })).toEqual(refused);
    const former = engineersOf(world, 'ULORRAINE');
    expect(await begin(former, { side: 'provider', ticket_id: id['ticket ULCO'] })).toEqual(refused);
  });
});

describe('a run is moved', () => {
  const run = (name: string) => idOf(world.id, name);
  const touch = (name: string) => update('update run set version = version + 1 where id = $1', run(name));

  it('by its side, while it goes on; what it is of never', async () => {
    expect(await tried(ulco(), touch('run ULCO'))).toEqual({ touched: 1 });
    expect(await tried(ulco(), touch('run ended'))).toEqual(nothing);
    for (const settings of [engineersOf(world, 'FUN'), staffOf(world, 'UPHF'), requesterOf(world, 'ULCO'), {}])
      expect(await tried(settings, touch('run ULCO'))).toEqual(nothing);
    for (const column of [
      'institution_id',
      'side',
      'action_id',
      'version_id',
      'owner_id',
      'service_id',
      'ticket_id',
      'started_by',
      'started_at',
    ])
      expect([column, await tried(ulco(), update(`update run set ${column} = ${column}`))]).toEqual([column, refused]);
    for (const table of ['run', ...parts]) expect(await tried(ulco(), update(`delete from ${table}`))).toEqual(refused);
  });

  it('to colleagues alone, and ended in one’s own name', async () => {
    const give = (to: string) => update('update run set assignee_id = $2 where id = $1', run('run ULCO'), world.id[to]);
    expect(await tried(ulco(), give('requester ULCO'))).toEqual({ touched: 1 });
    expect(await tried(ulco(), give('agent FUN'))).toEqual(refused);
    const ended = (settings: Settings) =>
      acting(world.connections.api, ulco(), async (client) => {
        await client.query('savepoint tried');
        return finish(client, run('run ULCO'), settings).then(
          () => 'ended',
          (error: unknown) => (error as { code?: string }).code,
        );
      });
    expect(await ended(ulco())).toBe('ended');
    expect(await ended({ person: idOf(world.id, 'requester ULCO') })).toBe('42501');
  });
});

describe('what is said in a run', () => {
  const run = (name: string) => idOf(world.id, name);

  it('is said in one’s own name, on a run of one’s side that goes on', async () => {
    const colleague = world.id['requester ULCO'];
    const say = { n: 2 };
    for (const [row, by] of [
      [stepRow, 'by_id'],
      [evidenceRow, 'by_id'],
    ] as const) {
      const more = row === stepRow ? say : {};
      expect(await tried(ulco(), row(run('run ULCO'), ulco(), more))).toEqual({ touched: 1 });
      expect(await tried(ulco(), row(run('run ULCO'), ulco(), { ...more, [by]: colleague }))).toEqual(refused);
      expect(await tried(ulco(), row(run('run ULCO'), ulco(), { ...more, institution_id: world.id['UPHF'] }))).toEqual(
        refused,
      );
      expect(await tried(ulco(), row(run('run ended'), ulco(), more))).toEqual(refused);
      expect(await tried(ulco(), row(run('run FUN'), ulco(), more))).toEqual(refused);
    }
    expect(await tried(ulco(), lookRow(run('run FUN'), ulco()))).toEqual(refused);
    expect(await tried(ulco(), lookRow(run('run ULCO'), ulco(), { person_id: colleague }))).toEqual(refused);
  });

  it('stays: a step is undone once, in one’s own name, and nothing of it is written anew', async () => {
    const undo = (by: unknown, name = 'run ULCO') =>
      update(
        'update run_step set undone_by = $2, undone_at = $3, undone_version = 3 where run_id = $1',
        run(name),
        by,
        NOW,
      );
    expect(await tried(ulco(), undo(ulco().person))).toEqual({ touched: 1 });
    expect(await tried(ulco(), undo(world.id['requester ULCO']))).toEqual(refused);
    expect(await tried(ulco(), undo(ulco().person, 'run ended'))).toEqual(nothing);
    expect(await tried(engineersOf(world, 'FUN'), undo(world.id['agent FUN']))).toEqual(nothing);
    const twice = await acting(world.connections.api, ulco(), async (client) => {
      const { text, values } = undo(ulco().person);
      await client.query(text, values);
      return outcomeOf(client, text, values);
    });
    expect(twice).toEqual(nothing);
    for (const column of ['state', 'seen', 'reason', 'branch', 'by_id', 'at', 'made_version'])
      expect(await tried(ulco(), update(`update run_step set ${column} = ${column}`))).toEqual(refused);
    expect(await tried(ulco(), update('update run_evidence set body = body'))).toEqual(refused);
  });
});
