import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addTickets } from './wall-tickets.spec-support.js';
import { alertOf, alertRow } from './wall-escalations.spec-support.js';
import {
  acting,
  engineersOf,
  levelOneOf,
  openWorld,
  outcomeOf,
  requesterOf,
  staffOf,
  visible,
  type Settings,
  type World,
} from './wall.spec-support.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await addTickets(world);
});
afterAll(() => world.close());

const refused = { refused: '42501' };
const attempt = (settings: Settings, text: string, values: unknown[] = []) =>
  acting(world.connections.api, settings, (client) => outcomeOf(client, text, values));
const count = (settings: Settings, table: string) =>
  acting(world.connections.api, settings, (client) => visible(client, table));
const of = (code: string, service: string) => ({
  ...staffOf(world, code),
  user_services: service,
  provider_services: service,
});
const another = '00000000-0000-7000-8000-000000000000';

describe('an alert of managers', () => {
  it('is seen by the side that sent it and by the lead provider to which it was sent, for their services', async () => {
    const table = 'hierarchical_escalation';
    expect(await count(levelOneOf(world, 'ULCO'), table)).toBe(1);
    expect(await count(engineersOf(world, 'UJM'), table)).toBe(1);
    expect(await count(of('ULCO', world.id['service']!), table)).toBe(1);
    for (const settings of [
      engineersOf(world, 'ULCO'),
      levelOneOf(world, 'UJM'),
      // holds the ticket, and was not asked
      staffOf(world, 'FUN'),
      staffOf(world, 'UPHF'),
      requesterOf(world, 'ULCO'),
      of('ULCO', another),
      of('UJM', another),
    ])
      expect(await count(settings, table)).toBe(0);
  });

  it('is sent by a party, on a side on which it is one, in one’s own name', async () => {
    expect(await attempt(engineersOf(world, 'FUN'), alertRow, alertOf(world, 'FUN', 'provider'))).toEqual({
      touched: 1,
    });
    // gave its part back
    const former = alertOf(world, 'ULORRAINE', 'provider');
    expect(await attempt(engineersOf(world, 'ULORRAINE'), alertRow, former)).toEqual(refused);
    expect(await attempt(staffOf(world, 'FUN'), alertRow, alertOf(world, 'FUN', 'user'))).toEqual(refused);
    expect(await attempt(staffOf(world, 'UPHF'), alertRow, alertOf(world, 'UPHF', 'user'))).toEqual(refused);
    const forged = alertOf(world, 'FUN', 'provider');
    forged[6] = world.id['agent ULCO'];
    expect(await attempt(engineersOf(world, 'FUN'), alertRow, forged)).toEqual(refused);
  });

  it('is one at a time on each side', async () => {
    const again = alertOf(world, 'ULCO', 'user', 'UJM');
    expect(await attempt(levelOneOf(world, 'ULCO'), alertRow, again)).toEqual({ refused: '23505' });
  });

  it('is decided once, and changed in nothing else', async () => {
    const decide = `update hierarchical_escalation set decision = 'agreed', decided_at = now()`;
    expect(await attempt(engineersOf(world, 'UJM'), decide)).toEqual({ touched: 1 });
    expect(await attempt(staffOf(world, 'FUN'), decide)).toEqual({ touched: 0 });
    await acting(world.connections.api, levelOneOf(world, 'ULCO'), async (client) => {
      await client.query(decide);
      expect(await outcomeOf(client, decide)).toEqual({ touched: 0 });
    });
    expect(await attempt(levelOneOf(world, 'ULCO'), `update hierarchical_escalation set reason = 'x'`)).toEqual(
      refused,
    );
    expect(await attempt(levelOneOf(world, 'ULCO'), 'delete from hierarchical_escalation')).toEqual(refused);
  });
});

describe('the address of somebody outside', () => {
  it('is read by the institution that follows them up, on that side, and by nobody else', async () => {
    expect(await count(engineersOf(world, 'FUN'), 'external_contact')).toBe(1);
    for (const settings of [
      staffOf(world, 'ULCO'),
      staffOf(world, 'ULORRAINE'),
      staffOf(world, 'UPHF'),
      levelOneOf(world, 'FUN'),
      requesterOf(world, 'ULCO'),
      of('FUN', another),
    ])
      expect(await count(settings, 'external_contact')).toBe(0);
  });

  it('is put down for the holder of an escalation that names somebody outside, by a party', async () => {
    const add = 'insert into external_contact (institution_id, ticket_id, n, address) values ($1, $2, $3, $4)';
    const { id } = world;
    const row = (holder: string, n: number) => [id[holder], id['ticket ULCO'], n, 'x@outside.example'];
    // escalation 1 names nobody outside
    expect(await attempt(levelOneOf(world, 'ULCO'), add, row('ULORRAINE', 1))).toEqual(refused);
    expect(await attempt(levelOneOf(world, 'ULCO'), add, row('UJM', 2))).toEqual(refused);
    expect(await attempt(staffOf(world, 'UPHF'), add, row('FUN', 2))).toEqual(refused);
    expect(await attempt(engineersOf(world, 'FUN'), `update external_contact set address = 'x'`)).toEqual(refused);
  });
});

describe('a text that stands ready', () => {
  it('is seen and kept by the provider side of its institution alone', async () => {
    expect(await count(engineersOf(world, 'FUN'), 'ready_text')).toBe(1);
    for (const settings of [
      levelOneOf(world, 'FUN'),
      staffOf(world, 'ULCO'),
      staffOf(world, 'UPHF'),
      requesterOf(world, 'FUN'),
      of('FUN', another),
    ]) {
      expect(await count(settings, 'ready_text')).toBe(0);
      expect(await attempt(settings, `update ready_text set name = 'x'`)).toEqual({ touched: 0 });
      expect(await attempt(settings, 'delete from ready_text')).toEqual({ touched: 0 });
    }
  });

  it('is kept only by who holds a function of the service', async () => {
    const add = `insert into ready_text (id, institution_id, service_id, use, name, code, text_fr, version, updated_at)
                 values (gen_random_uuid(), $1, $2, 'return', 'x', 'other', 'x', 1, now())`;
    const { id } = world;
    expect(await attempt(engineersOf(world, 'FUN'), add, [id['FUN'], id['service']])).toEqual({ touched: 1 });
    expect(await attempt(engineersOf(world, 'UPHF'), add, [id['UPHF'], id['service']])).toEqual(refused);
    expect(await attempt(engineersOf(world, 'FUN'), add, [id['UJM'], id['service']])).toEqual(refused);
  });
});
