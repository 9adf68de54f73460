import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDeskWork, answerRow, recurringRow } from './wall-desk-work.spec-support.js';
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
const tried = (settings: Settings, statement: string, values: unknown[]) =>
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
