import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
  type Settings,
  type World,
} from './wall.spec-support.js';

// Who sees and who writes what is counted of a ticket. Its story is told in wall-figures.spec-support.ts.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await addTickets(world);
});
afterAll(() => world.close());

const tables = ['handled_unit', 'handled_part', 'published_month', 'verdict_correction', 'verdict_contest'];
const refused = { refused: '42501' };

async function counts(settings: Settings): Promise<(number | 'denied')[]> {
  return acting(world.connections.api, settings, async (client) => {
    const found: (number | 'denied')[] = [];
    for (const table of tables) found.push(await visible(client, table));
    return found;
  });
}
const attempt = (settings: Settings, text: string, values: unknown[] = []) =>
  acting(world.connections.api, settings, (client) => outcomeOf(client, text, values));
const keys = () => ['agreement', 'ULCO', 'FUN', 'service'].map((name) => world.id[name]);

describe('who sees a figure', () => {
  it('all of it: the two sides of the agreement', async () => {
    expect(await counts(levelOneOf(world, 'ULCO'))).toEqual([1, 3, 1, 1, 1]);
    expect(await counts(engineersOf(world, 'FUN'))).toEqual([1, 3, 1, 1, 1]);
  });

  it('its own part: a holder that has the ticket or delivered it, and no contest', async () => {
    expect(await counts(engineersOf(world, 'UJM'))).toEqual([1, 1, 0, 0, 0]);
    // of a part that is over the institution knows that it had it, and no verdict
    expect(await counts(engineersOf(world, 'ULORRAINE'))).toEqual([0, 1, 0, 0, 0]);
  });

  it('nothing: third institutions, the other side of the same institution, requesters, somebody of other services', async () => {
    const none = [0, 0, 0, 0, 0];
    expect(await counts(staffOf(world, 'UPHF'))).toEqual(none);
    expect(await counts(levelOneOf(world, 'FUN'))).toEqual(none);
    expect(await counts(levelOneOf(world, 'UJM'))).toEqual(none);
    expect(await counts(engineersOf(world, 'ULCO'))).toEqual(none);
    expect(await counts(requesterOf(world, 'ULCO'))).toEqual(none);
    expect(await counts({ ...levelOneOf(world, 'ULCO'), user_services: randomUUID() })).toEqual(none);
    expect(await counts({ ...engineersOf(world, 'FUN'), provider_services: randomUUID() })).toEqual(none);
  });
});

describe('who writes a figure', () => {
  it('a verdict, a part, a line of correction: the owner of the ticket alone', async () => {
    const changes: [string, unknown[]][] = [
      [`update handled_unit set verdict = 'met'`, []],
      ['update handled_part set held_ms = 0 where n = 2', []],
    ];
    for (const [change, values] of changes) {
      expect(await attempt(levelOneOf(world, 'ULCO'), change, values)).toEqual({ touched: 1 });
      for (const other of [engineersOf(world, 'FUN'), engineersOf(world, 'UJM'), staffOf(world, 'UPHF')]) {
        expect(await attempt(other, change, values)).toEqual({ touched: 0 });
      }
    }
    // what counts instead of a verdict takes both sides
    const settled = `update handled_unit set settled_verdict = 'met'`;
    expect(await attempt(levelOneOf(world, 'ULCO'), settled)).toEqual({ refused: '42501' });
    const line = `insert into verdict_correction values ($1, $2, '2026-02', $3, $4, $5, $6, 'x', 'met', 'missed', 'x', $7)`;
    const values = [randomUUID(), ...keys(), world.id['ticket ULCO'], NOW];
    expect(await attempt(levelOneOf(world, 'ULCO'), line, values)).toEqual({ touched: 1 });
    expect(await attempt(engineersOf(world, 'FUN'), line, values)).toEqual(refused);
  });

  it('what it is of does not change, and nothing is taken away', async () => {
    for (const change of [
      'update handled_unit set reference = $$x$$',
      'update handled_part set holder_id = institution_id',
      'update published_month set verdicts = $${}$$',
      'update verdict_correction set reason = $$x$$',
      'update verdict_contest set reason = $$x$$',
      ...tables.map((table) => `delete from ${table}`),
    ]) {
      expect(await attempt(levelOneOf(world, 'ULCO'), change)).toEqual(refused);
      expect(await attempt(engineersOf(world, 'FUN'), change)).toEqual(refused);
    }
  });

  it('a unit of its own ticket and agreement only', async () => {
    const unit = `insert into handled_unit (ticket_id, institution_id, lead_provider_id, service_id, agreement_id, reference,
        kind, facts, verdict, late_questions, returns) values ($1, $2, $3, $4, $5, $6, 'incident', '[]', 'open', 0, 0)`;
    const [agreement, ulco, fun, service] = keys();
    const uphf = world.id['ticket UPHF'];
    // another institution's ticket, and one that is not of this agreement
    expect(await attempt(levelOneOf(world, 'ULCO'), unit, [uphf, ulco, fun, service, agreement, 'x'])).toEqual(refused);
    expect(
      await attempt(levelOneOf(world, 'UPHF'), unit, [uphf, world.id['UPHF'], fun, service, agreement, 'x']),
    ).toEqual(refused);
    const part = `insert into handled_part values ($1, 9, $2, $3, $4, $5, true, 0)`;
    const ticket = world.id['ticket ULCO'];
    expect(await attempt(levelOneOf(world, 'ULCO'), part, [ticket, ulco, fun, service, fun])).toEqual({ touched: 1 });
    expect(await attempt(levelOneOf(world, 'ULCO'), part, [ticket, ulco, world.id['UJM'], service, fun])).toEqual(
      refused,
    );
    expect(await attempt(engineersOf(world, 'UJM'), part, [ticket, ulco, fun, service, world.id['UJM']])).toEqual(
      refused,
    );
  });

  it('a month: the lead provider, in its own name', async () => {
    const month = `insert into published_month values ($1, $6, $2, $3, $4, $7, $5, '{}', '{}')`;
    const values = (person: string) => [...keys(), world.id[person], '2026-01', NOW];
    expect(await attempt(engineersOf(world, 'FUN'), month, values('agent FUN'))).toEqual({ touched: 1 });
    expect(await attempt(engineersOf(world, 'FUN'), month, values('agent ULCO'))).toEqual(refused);
    expect(await attempt(levelOneOf(world, 'ULCO'), month, values('agent ULCO'))).toEqual(refused);
    expect(await attempt(engineersOf(world, 'UJM'), month, values('agent UJM'))).toEqual(refused);
    // not in the name of another agreement's sides
    const [agreement, , fun, service] = keys();
    const other = [agreement, world.id['UPHF'], fun, service, world.id['agent FUN'], '2026-01', NOW];
    expect(await attempt(engineersOf(world, 'FUN'), month, other)).toEqual(refused);
  });

  it('a contest: either side, in its own name; its settlement: the other side, once', async () => {
    const contest = `insert into verdict_contest (id, ticket_id, n, agreement_id, institution_id, lead_provider_id, service_id,
        verdict, claimed, reason, opened_at, opened_by, opened_by_institution_id)
      values ($1, $2, 2, $3, $4, $5, $6, 'missed', 'met', 'x', $7, $8, $9)`;
    const settle = `update verdict_contest set agreed = true, settled_at = now(), settlement_reason = 'x', settled_by = $1,
        settled_by_institution_id = $2 where n = 1`;
    const by = (code: string) => [world.id[`agent ${code}`], world.id[code]];
    const opened = (code: string) => [randomUUID(), world.id['ticket ULCO'], ...keys(), NOW, ...by(code)];
    expect(await attempt(engineersOf(world, 'FUN'), settle, by('FUN'))).toEqual({ touched: 0 });
    expect(await attempt(engineersOf(world, 'UJM'), settle, by('UJM'))).toEqual({ touched: 0 });
    expect(await attempt(levelOneOf(world, 'ULCO'), settle, by('FUN'))).toEqual(refused);
    await acting(
      world.connections.api,
      levelOneOf(world, 'ULCO'),
      async (client) => {
        expect(await outcomeOf(client, settle, by('ULCO'))).toEqual({ touched: 1 });
        expect(await outcomeOf(client, settle, by('ULCO'))).toEqual({ touched: 0 });
      },
      { keep: true },
    );
    expect(await attempt(levelOneOf(world, 'ULCO'), contest, opened('ULCO'))).toEqual({ touched: 1 });
    expect(await attempt(engineersOf(world, 'FUN'), contest, opened('FUN'))).toEqual({ touched: 1 });
    expect(await attempt(levelOneOf(world, 'ULCO'), contest, opened('FUN'))).toEqual(refused);
    expect(await attempt(engineersOf(world, 'UJM'), contest, opened('UJM'))).toEqual(refused);
  });
});
