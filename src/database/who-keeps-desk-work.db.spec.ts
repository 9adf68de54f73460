import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDeskWork, answerRow, codeRow, recurringRow } from './wall-desk-work.spec-support.js';
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
  visible,
  type Settings,
  type World,
} from './wall.spec-support.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await addTickets(world);
  await addDeskWork(world);
});
afterAll(() => world.close());

const seenBy = (settings: Settings, ...tables: string[]) =>
  acting(world.connections.api, settings, async (client) => {
    const counts: unknown[] = [];
    for (const table of tables) counts.push(await visible(client, table));
    return counts;
  });
const tried = (settings: Settings, statement: string, values: unknown[] = []) =>
  acting(world.connections.api, settings, (client) => outcomeOf(client, statement, values));

const ofRecurring = ['recurring_ticket', 'recurring_occurrence', 'recurring_due'];

describe('a recurring ticket', () => {
  it('is level 1’s of its institution, with its dates, and nobody else’s', async () => {
    for (const code of ['ULCO', 'UPHF'])
      expect(await seenBy(levelOneOf(world, code), ...ofRecurring)).toEqual([1, 1, 1]);
    for (const nobody of [
      levelOneOf(world, 'FUN'),
      engineersOf(world, 'FUN'),
      engineersOf(world, 'ULCO'),
      requesterOf(world, 'ULCO'),
      { ...levelOneOf(world, 'ULCO'), user_services: '' },
    ])
      expect(await seenBy(nobody, ...ofRecurring)).toEqual([0, 0, 0]);
  });

  it('is made under one’s own name, and changed, left out and removed by nobody of another institution', async () => {
    const { id } = world;
    const ulco = levelOneOf(world, 'ULCO');
    const site = (
      await world.admin.query<{ id: string }>('select id from site where institution_id = $1', [id['ULCO']])
    ).rows[0]?.id;
    const row = (as: string, institution: string) => [
      randomUUID(),
      idOf(id, institution),
      id['service'],
      site,
      idOf(id, as),
      NOW,
    ];
    expect(await tried(ulco, recurringRow, row('agent UPHF', 'ULCO'))).toEqual({ refused: '42501' });
    expect(await tried(ulco, recurringRow, row('agent ULCO', 'UPHF'))).toEqual({ refused: '42501' });
    const foreign = idOf(id, 'recurring UPHF');
    expect(await tried(ulco, `update recurring_ticket set title = 'X' where id = $1`, [foreign])).toEqual({
      touched: 0,
    });
    expect(await tried(ulco, 'delete from recurring_ticket where id = $1', [foreign])).toEqual({ touched: 0 });
    const skip = `insert into recurring_occurrence (institution_id, recurring_id, on_date, outcome, reason, decided_at, decided_by)
                  values ($1, $2, '2026-05-01', 'skipped', 'R', $3, $4)`;
    expect(await tried(ulco, skip, [id['ULCO'], foreign, NOW, idOf(id, 'agent ULCO')])).toEqual({ refused: '42501' });
    expect(await tried(ulco, 'insert into recurring_due values ($1, $2, $3)', [foreign, id['ULCO'], NOW])).toEqual({
      refused: '42501',
    });
  });
});

describe('an answer under a key', () => {
  it('is seen by who got it, where they acted, and by nobody else', async () => {
    const { id } = world;
    const ulco = levelOneOf(world, 'ULCO');
    expect(await seenBy(ulco, 'idempotent_answer')).toEqual([1]);
    expect(await seenBy({ ...ulco, person: idOf(id, 'agent UPHF') }, 'idempotent_answer')).toEqual([0]);
    expect(await seenBy({ ...ulco, institution: idOf(id, 'UPHF') }, 'idempotent_answer')).toEqual([0]);
    expect(await tried(ulco, answerRow, [id['ULCO'], idOf(id, 'agent UPHF'), NOW])).toEqual({ refused: '42501' });
  });

  it('is removed by the worker, which reads neither key nor answer', async () => {
    await acting(world.connections.worker, {}, async (client) => {
      expect(await outcomeOf(client, 'select body from idempotent_answer', [])).toEqual({ refused: '42501' });
    });
    await acting(world.connections.worker, {}, async (client) => {
      expect(await outcomeOf(client, 'delete from idempotent_answer where kept_at <= $1', [NOW])).toEqual({
        touched: 2,
      });
    });
  });
});

describe('a code for a decision', () => {
  it('is seen and counted by whoever asked for it, where they did, and by nobody else', async () => {
    const { id } = world;
    const ulco = levelOneOf(world, 'ULCO');
    const count = 'select count(*)::integer as count from decision_code';
    const seen = (settings: Settings) =>
      acting(world.connections.api, settings, async (client) => (await client.query<{ count: number }>(count)).rows);
    expect(await seen(ulco)).toEqual([{ count: 1 }]);
    expect(await seen({ ...ulco, person: idOf(id, 'agent UPHF') })).toEqual([{ count: 0 }]);
    expect(await seen({ ...ulco, institution: idOf(id, 'UPHF') })).toEqual([{ count: 0 }]);
    expect(await tried(ulco, codeRow, [randomUUID(), id['ULCO'], idOf(id, 'agent UPHF'), NOW])).toEqual({
      refused: '42501',
    });
    // nobody gives themselves more time, or has the mail sent again
    for (const column of ['made_at', 'expires_at', 'send_at', 'link'])
      expect(await tried(ulco, `update decision_code set ${column} = ${column}`)).toEqual({ refused: '42501' });
    expect(await tried(ulco, 'delete from decision_code')).toEqual({ refused: '42501' });
  });

  it('is sent and removed by the worker, which neither makes nor uses any, nor knows for which link', async () => {
    const statements: [string, object][] = [
      ['select link from decision_code', { refused: '42501' }],
      ['update decision_code set wrong = 0', { refused: '42501' }],
      ['update decision_code set used_at = now()', { refused: '42501' }],
      ['update decision_code set send_at = null where send_at is not null', { touched: 2 }],
      ['delete from decision_code where made_at is not null', { touched: 2 }],
    ];
    for (const [statement, outcome] of statements)
      await acting(world.connections.worker, {}, async (client) => {
        expect([statement, await outcomeOf(client, statement, [])]).toEqual([statement, outcome]);
      });
  });
});
