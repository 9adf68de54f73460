import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { addDesks } from './wall-desks.spec-support.js';
import { addEscalations } from './wall-escalations.spec-support.js';
import { addMailIn } from './wall-mail-in.spec-support.js';
import { addFigures } from './wall-figures.spec-support.js';
import { addThread } from './wall-thread.spec-support.js';
import { addOpening } from './wall-opening.spec-support.js';
import { addSimulation } from './wall-simulation.spec-support.js';
import { acting, engineersOf, idOf, levelOneOf, NOW, type World } from './wall.spec-support.js';

/** The reader keys of an institution's two sides. */
export const user = (world: World, code: string) => `${idOf(world.id, code)}/user`;
export const provider = (world: World, code: string) => `${idOf(world.id, code)}/provider`;

/**
 * Two tickets, written by the roles of the application with the settings of who acts, as the stores do.
 *
 * `ticket ULCO` went to ULORRAINE, which gave its part back, and is at FUN now; `ticket UPHF` stayed at home. The texts of
 * messages say who may read them: `ULCO`, `ULCO+ULORRAINE` (while it was a party), `ULCO+FUN`, `FUN`, `ULORRAINE`, `UPHF`.
 */
export async function addTickets(world: World): Promise<void> {
  const { id, connections } = world;
  const { api, worker } = connections;
  for (const code of ['ULCO', 'UPHF']) {
    await acting(api, levelOneOf(world, code), (client) => openTicket(world, client, code), { keep: true });
    const resettle = 'insert into resettling values ($1, $2, $3)';
    const row = [id[`ticket ${code}`], id[code], NOW];
    await acting(worker, levelOneOf(world, code), (client) => client.query(resettle, row), { keep: true });
  }
  const ticket = idOf(id, 'ticket ULCO');
  const home = user(world, 'ULCO');
  await escalate(world, 'ULORRAINE', 1);
  await acting(
    api,
    engineersOf(world, 'ULORRAINE'),
    async (client) => {
      await say(world, client, 'ULORRAINE', ticket, 'internal', 'provider', [provider(world, 'ULORRAINE')]);
    },
    { keep: true },
  );
  await acting(
    api,
    levelOneOf(world, 'ULCO'),
    async (client) => {
      await client.query(`update escalation set state = 'recalled', ended_at = $2 where ticket_id = $1`, [ticket, NOW]);
      await client.query('select ticket_dismiss($1, $2, $3, false)', [ticket, id['ULORRAINE'], NOW]);
      await say(world, client, 'ULCO', ticket, 'shared', 'user', [home]);
    },
    { keep: true },
  );
  await escalate(world, 'FUN', 2);
  await acting(
    api,
    engineersOf(world, 'FUN'),
    async (client) => {
      await say(world, client, 'FUN', ticket, 'internal', 'provider', [provider(world, 'FUN')]);
      await assign(world, client, 'FUN', 'provider', 2, ticket);
    },
    { keep: true },
  );
  for (const [code, of] of [
    ['ULCO', 'ULCO'],
    ['FUN', 'ULCO'],
    ['UPHF', 'UPHF'],
  ] as const) {
    const settings = { ...levelOneOf(world, code), provider_services: '*' };
    await acting(worker, settings, (client) => writeMail(world, client, code, of), { keep: true });
  }
  await addFigures(world);
  await addSimulation(world);
  await addThread(world);
  await addOpening(world);
  await addDesks(world);
  await addEscalations(world);
  await addMailIn(world);
}

async function openTicket(world: World, client: pg.Client, code: string): Promise<void> {
  const { id } = world;
  const ticket = (id[`ticket ${code}`] = randomUUID());
  await client.query(
    `insert into reference_counter as c values ($1, 2026, 1)
     on conflict (institution_id, year) do update set last = c.last + 1`,
    [id[code]],
  );
  await client.query(ticketRow, [
    ticket,
    id[code],
    `${code}-2026-00001`,
    id[`site ${code}`],
    id['service'],
    id[`requester ${code}`],
    id[`agent ${code}`],
    NOW,
  ]);
  await say(world, client, code, ticket, 'requester', 'user', [user(world, code)]);
  await say(world, client, code, ticket, 'internal', 'user', [user(world, code)]);
  await assign(world, client, code, 'user', 0, ticket);
  await client.query(
    `insert into escalation_draft values ($1, $2, 'support', 'A draft', '{}', $3, $4)
     on conflict (ticket_id) do nothing`,
    [ticket, id[code], id[`agent ${code}`], NOW],
  );
  for (const side of ['user', 'provider']) {
    await client.query(
      `insert into timer (id, ticket_id, institution_id, side, metric, run, state, priority, target_minutes, started_at)
       values ($1, $2, $3, $4, 'response', 1, 'running', 'P3', 60, $5)`,
      [randomUUID(), ticket, id[code], side, NOW],
    );
  }
  for (const [position, audience] of [
    [1, 'user'],
    [2, 'shared'],
  ]) {
    await client.query(
      `insert into appointment (ticket_id, position, institution_id, kind, at, audience) values ($1, $2, $3, 'a kind', $4, $5)`,
      [ticket, position, id[code], NOW, audience],
    );
  }
  await client.query('select ticket_index($1)', [ticket]);
}

export const ticketRow = `
  insert into ticket (id, institution_id, reference, site_id, service_id, kind, title, state, impact, urgency, priority,
                      requester_id, opened_by, channel, opened_at, next_actor, next_actor_since, version, updated_at)
  values ($1, $2, $3, $4, $5, 'incident', 'A title', 'new', 'low', 'low', 'P4', $6, $7, 'web', $8, 'user_institution', $8, 1, $8)`;

/** Level 1 of ULCO calls on an institution: the ticket's `n`-th escalation. */
async function escalate(world: World, holder: string, n: number): Promise<void> {
  const { id, connections } = world;
  const ticket = idOf(id, 'ticket ULCO');
  const readers = [user(world, 'ULCO'), provider(world, holder)];
  await acting(
    connections.api,
    levelOneOf(world, 'ULCO'),
    async (client) => {
      const summary = await say(world, client, 'ULCO', ticket, 'shared', 'user', readers);
      await client.query(
        `insert into escalation (id, ticket_id, n, "function", holder_id, state, is_own, summary_id, offered_at, readers)
         values ($1, $2, $3, 'support', $4, 'offered', false, $5, $6, $7)`,
        [(id[`escalation ${n}`] = randomUUID()), ticket, n, id[holder], summary, NOW, readers],
      );
      await client.query('select ticket_admit($1, $2, $3)', [ticket, id[holder], NOW]);
    },
    { keep: true },
  );
}

/** A message whose text names its readers, and the event that goes with it. */
export async function say(
  world: World,
  client: pg.Client,
  code: string,
  ticket: string,
  audience: string,
  side: 'user' | 'provider',
  readers: string[],
): Promise<string> {
  const { id } = world;
  const message = randomUUID();
  const names = readers.map((key) => Object.entries(id).find(([, value]) => key.startsWith(value))?.[0]);
  const event = randomUUID();
  id[`event ${audience} ${names.join('+')}`] = event;
  id[`message ${audience} ${names.join('+')}`] = message;
  await client.query(
    `insert into message (id, ticket_id, kind, audience, author_id, author_institution_id, author_side, author_name, body,
                          readers, posted_at)
     values ($1, $2, 'message', $3, $4, $5, $6, 'Somebody', $7, $8, $9)`,
    [message, ticket, audience, id[`agent ${code}`], id[code], side, names.join('+'), readers, NOW],
  );
  const item = {
    id: event,
    type: 'message.posted',
    audience,
    side,
    readers,
    data: { names: names.join('+') },
    at: NOW,
  };
  await client.query('select event_append($1, $2)', [ticket, JSON.stringify([item])]);
  return message;
}

async function assign(
  { id }: World,
  client: pg.Client,
  code: string,
  side: string,
  n: number,
  ticket: string,
): Promise<void> {
  const row = [ticket, id[code], side, n, id[`agent ${code}`], NOW];
  await client.query('insert into assignment values ($1, $2, $3, $4, $5, $6)', row);
}

/** A mail to somebody of `code` about the ticket of `of`, as the worker writes it: with a cursor and a place in the queue. */
async function writeMail({ id }: World, client: pg.Client, code: string, of: string): Promise<void> {
  const mail = (id[`mail ${code}`] = randomUUID());
  const event = id[code === 'FUN' ? 'event internal FUN' : `event internal ${code}`];
  await client.query(
    `insert into mail (id, institution_id, ticket_id, event_id, person_id, to_address, subject, text_body, html_body, state,
                       created_at)
     values ($1, $2, $3, $4, $5, 'somebody@example.org', 'A subject', 'A text', '<p>', 'queued', $6)`,
    [mail, id[code], id[`ticket ${of}`], event, id[`agent ${code}`], NOW],
  );
  await client.query('insert into mail_queue values ($1, $2, $3)', [mail, id[code], NOW]);
  await client.query(`insert into consumer_cursor values ('mail', $1, $2, 1)`, [id[`ticket ${of}`], id[code]]);
  await client.query(`insert into consumer_wake values ('mail', $1, $2, $3, $4)`, [
    id[`ticket ${of}`],
    id[code],
    event,
    NOW,
  ]);
}
