import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addTickets } from './wall-tickets.spec-support.js';
import {
  acting,
  engineersOf,
  levelOneOf,
  openWorld,
  requesterOf,
  staffOf,
  visible,
  type Settings,
  type World,
} from './wall.spec-support.js';

// Who sees what of two tickets. Their story is told in wall-tickets.spec-support.ts.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await addTickets(world);
});
afterAll(() => world.close());

const tables = [
  'ticket',
  'ticket_party',
  'message',
  'escalation',
  'event',
  'timer',
  'appointment',
  'assignment',
  'escalation_draft',
  'reference_counter',
];

async function counts(settings: Settings, of = tables): Promise<Record<string, number | 'denied'>> {
  return acting(world.connections.api, settings, async (client) => {
    const found: Record<string, number | 'denied'> = {};
    for (const table of of) found[table] = await visible(client, table);
    return found;
  });
}

async function texts(settings: Settings): Promise<string[]> {
  return acting(world.connections.api, settings, async (client) => {
    const { rows } = await client.query<{ body: string }>('select body from message order by body');
    const events = await client.query<{ names: string }>(`select data ->> 'names' as names from event order by 1`);
    // what is written and what is recorded of it are seen by the same people
    expect(events.rows.map(({ names }) => names)).toEqual(rows.map(({ body }) => body));
    return rows.map(({ body }) => body);
  });
}

describe('who sees', () => {
  it('all of its own: the institution that opened the ticket, but what is internal to a provider', async () => {
    const settings = staffOf(world, 'ULCO');
    expect(await texts(settings)).toEqual(['ULCO', 'ULCO', 'ULCO', 'ULCO+FUN', 'ULCO+ULORRAINE']);
    expect(await counts(settings)).toMatchObject({
      ticket: 1,
      escalation: 2,
      timer: 2,
      appointment: 2,
      assignment: 1,
      escalation_draft: 1,
    });
  });

  it('nothing: an institution that is no party', async () => {
    const zero = Object.fromEntries(tables.map((table) => [table, 0]));
    expect(await counts(staffOf(world, 'UJM'))).toEqual(zero);
    expect(await counts(requesterOf(world, 'UJM'))).toEqual(zero);
    expect(await acting(world.connections.worker, staffOf(world, 'UJM'), (client) => visible(client, 'mail'))).toBe(0);
  });

  it('its own ticket only: another user institution', async () => {
    expect(await texts(staffOf(world, 'UPHF'))).toEqual(['UPHF', 'UPHF']);
    expect(await counts(staffOf(world, 'UPHF'), ['ticket', 'escalation', 'timer'])).toEqual({
      ticket: 1,
      escalation: 0,
      timer: 2,
    });
  });

  it('what names it, the provider: no description, no talk from before, no user-side timer or appointment, no draft', async () => {
    expect(await texts(engineersOf(world, 'FUN'))).toEqual(['FUN', 'ULCO+FUN']);
    expect(await counts(engineersOf(world, 'FUN'))).toMatchObject({
      ticket: 1,
      ticket_party: 1,
      escalation: 1,
      timer: 1,
      appointment: 1,
      assignment: 1,
      escalation_draft: 0,
    });
  });

  it('what was shared until its part ended, a former holder: nothing of its successor, and no timer', async () => {
    expect(await texts(engineersOf(world, 'ULORRAINE'))).toEqual(['ULCO+ULORRAINE', 'ULORRAINE']);
    expect(await counts(engineersOf(world, 'ULORRAINE'))).toMatchObject({
      ticket: 1,
      escalation: 1,
      timer: 0,
      appointment: 0,
    });
  });

  it("nothing, the provider's own level 1", async () => {
    expect(await texts(levelOneOf(world, 'FUN'))).toEqual([]);
    const of = tables.filter((table) => table !== 'reference_counter');
    expect(await counts(levelOneOf(world, 'FUN'), of)).toEqual(Object.fromEntries(of.map((table) => [table, 0])));
  });

  it('nothing, the engineers of the institution that opened it', async () => {
    expect(await texts(engineersOf(world, 'ULCO'))).toEqual([]);
    expect(
      await counts(engineersOf(world, 'ULCO'), ['ticket', 'escalation', 'timer', 'appointment', 'assignment']),
    ).toEqual({
      ticket: 0,
      escalation: 0,
      timer: 0,
      appointment: 0,
      assignment: 0,
    });
  });

  it('nothing of the ticket and its lists, somebody who answers for another service', async () => {
    const settings = { ...engineersOf(world, 'FUN'), provider_services: randomUUID() };
    expect(await counts(settings, ['ticket', 'ticket_party'])).toEqual({ ticket: 0, ticket_party: 0 });
    const right = { ...settings, provider_services: `${randomUUID()},${world.id['service']!}` };
    expect(await counts(right, ['ticket', 'ticket_party'])).toEqual({ ticket: 1, ticket_party: 1 });
  });

  it('its own mails only, an institution', async () => {
    const read = (code: string) =>
      acting(world.connections.worker, staffOf(world, code), async (client) => {
        const { rows } = await client.query<{ id: string }>('select id from mail');
        return rows.map(({ id }) => id);
      });
    for (const code of ['ULCO', 'FUN', 'UPHF']) expect(await read(code)).toEqual([world.id[`mail ${code}`]]);
    expect(await counts(staffOf(world, 'ULCO'), ['mail', 'mail_queue'])).toEqual({
      mail: 'denied',
      mail_queue: 'denied',
    });
  });
});
