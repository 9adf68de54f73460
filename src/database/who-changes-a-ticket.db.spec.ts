import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { addTickets, provider, ticketRow, user } from './wall-tickets.spec-support.js';
import {
  acting,
  engineersOf,
  levelOneOf,
  NOW,
  openWorld,
  outcomeOf,
  requesterOf,
  roleNames,
  set,
  staffOf,
  visible,
  type Settings,
  type World,
} from './wall.spec-support.js';

// What can be done to two tickets, and by whom. Their story is told in wall-tickets.spec-support.ts.

const refused = { refused: '42501' };
const nothing = { touched: 0 };

let world: World;
let ticket: string;
beforeAll(async () => {
  world = await openWorld();
  await addTickets(world);
  ticket = world.id['ticket ULCO']!;
});
afterAll(() => world.close());

/** What becomes of a statement as somebody; nothing of it stays. */
function attempt(settings: Settings, text: string, values: unknown[] = [], role: 'api' | 'worker' = 'api') {
  return acting(world.connections[role], settings, (client) => outcomeOf(client, text, values));
}

describe('what nobody changes', () => {
  const statements: [what: string, text: string][] = [
    ['the owner', 'update ticket set institution_id = $1 where id = $2'],
    ['the requester', 'update ticket set requester_id = $1 where id = $2'],
    ['the reference', `update ticket set reference = $1::uuid::text where id = $2`],
    ['the service', 'update ticket set service_id = $1 where id = $2'],
    ['that there is a ticket', 'delete from ticket where $1::uuid is not null and id = $2'],
    ['the text of a message', `update message set body = $1::uuid::text where ticket_id = $2`],
    [
      'the audience of a message',
      `update message set audience = 'shared' where $1::uuid is not null and ticket_id = $2`,
    ],
    ['the author of a message', 'update message set author_id = $1 where ticket_id = $2'],
    ['that there is a message', 'delete from message where $1::uuid is not null and ticket_id = $2'],
    ['who reads an escalation', `update escalation set readers = array[$1::uuid::text] where ticket_id = $2`],
    ['who holds an escalation', 'update escalation set holder_id = $1 where ticket_id = $2'],
    ['what an event says', `update event set data = to_jsonb($1::uuid::text) where stream_id = $2`],
    ['who reads an event', `update event set readers = array[$1::uuid::text] where stream_id = $2`],
    ['that there is an event', 'delete from event where $1::uuid is not null and stream_id = $2'],
    [
      'an event from outside',
      `insert into event select $1, stream_id, 999, domain, type, audience, occurred_at, actor_id,
       actor_institution_id, actor_side, readers, data, hash, hash from event where stream_id = $2 limit 1`,
    ],
    [
      'the head of a chain',
      `update event_chain set last_hash = ''::bytea where $1::uuid is not null and stream_id = $2`,
    ],
    ['who is a party', 'update ticket_party set institution_id = $1 where ticket_id = $2'],
    ['since when', 'update ticket_party set until = null where $1::uuid is not null and ticket_id = $2'],
    [
      'a party from outside',
      `insert into ticket_party select $1, side, ticket_id, since, until, fulfilled, parting, requester_id, service_id,
       opened_at, updated_at, state, priority, next_actor, due_at, is_late from ticket_party where ticket_id = $2 limit 1`,
    ],
    ['a mail that was written', `update mail set text_body = $1::uuid::text where ticket_id = $2`],
  ];

  const whole = async () =>
    JSON.stringify(
      (
        await world.admin.query(
          `select (select jsonb_agg(t order by t.id) from ticket t) as tickets,
                  (select jsonb_agg(m order by m.id) from message m) as messages,
                  (select jsonb_agg(e order by e.id) from escalation e) as escalations,
                  (select jsonb_agg(e order by e.id) from event e) as events,
                  (select jsonb_agg(c order by c.stream_id, c.domain) from event_chain c) as chains,
                  (select jsonb_agg(p order by p.ticket_id, p.institution_id) from ticket_party p) as parties,
                  (select jsonb_agg(m order by m.id) from mail m) as mails`,
        )
      ).rows,
    );

  // the owner of the tables writes the party rows and the record, through its functions: what it may do is theirs
  const theOwnersOwn = [
    'who is a party',
    'since when',
    'a party from outside',
    'an event from outside',
    'the head of a chain',
    'what an event says',
    'who reads an event',
    'that there is an event',
  ];

  it.each(statements)('%s, in no role', async (what, text) => {
    const before = await whole();
    for (const role of roleNames.filter((name) => name !== 'owner' || !theOwnersOwn.includes(what))) {
      for (const code of ['ULCO', 'FUN', 'UJM']) {
        const outcome = await acting(
          world.connections[role],
          staffOf(world, code),
          (client) => outcomeOf(client, text, [world.id['UJM'], ticket]),
          { keep: true },
        );
        expect([role, code, outcome]).toEqual([role, code, 'touched' in outcome ? nothing : refused]);
      }
    }
    expect(await whole()).toBe(before);
  });
});

describe('a provider', () => {
  it.each([
    `title = 'Another'`,
    `state = 'resolved'`,
    `priority = 'P1'`,
    `impact = 'high'`,
    `urgency = 'high'`,
    `state = 'waiting', waiting_cause = 'requester'`,
    'follow_up_at = now()',
    'resolved_at = now()',
    `resolution_code = 'fixed'`,
    'closed_at = now()',
    'qualified_at = now()',
  ])("cannot set a foreign ticket's %s", async (change) => {
    const text = `update ticket set ${change} where id = $1`;
    expect(await attempt(engineersOf(world, 'FUN'), text, [ticket])).toEqual(refused);
    expect(await attempt(engineersOf(world, 'FUN'), text, [ticket], 'worker')).toEqual(refused);
    expect(await attempt(levelOneOf(world, 'ULCO'), text, [ticket])).toEqual({ touched: 1 });
  });

  it('moves it on, as long as it is a party', async () => {
    const text = `update ticket set version = version + 1, next_actor = 'provider' where id = $1`;
    expect(await attempt(engineersOf(world, 'FUN'), text, [ticket])).toEqual({ touched: 1 });
    for (const code of ['ULORRAINE', 'UJM']) {
      expect(await attempt(engineersOf(world, code), text, [ticket])).toEqual(nothing);
      expect(
        await attempt(engineersOf(world, code), 'select 1 from ticket where id = $1 for update', [ticket]),
      ).toEqual(nothing);
    }
  });

  it('cannot put work of its own in the way of the owner: a draft, a timer, an assignment of level 1', async () => {
    const { id } = world;
    const settings = staffOf(world, 'FUN');
    const draft = `insert into escalation_draft values ($1, $2, 'support', 'x', '{}', $3, $4) on conflict do nothing`;
    expect(await attempt(settings, draft, [ticket, id['FUN'], id['agent FUN'], NOW])).toEqual(refused);
    for (const code of ['FUN', 'ULCO']) {
      const timer = `insert into timer (id, ticket_id, institution_id, side, metric, run, state, priority, target_minutes, started_at)
        values ($1, $2, $3, 'provider', 'response', 9, 'missed', 'P1', 1, $4)`;
      expect(await attempt(settings, timer, [randomUUID(), ticket, id[code], NOW])).toEqual(refused);
    }
    const assignment = `insert into assignment values ($1, $2, 'user', 7, $3, $4)`;
    expect(await attempt(settings, assignment, [ticket, id['FUN'], id['agent FUN'], NOW])).toEqual(refused);
    expect(await attempt(settings, 'update timer set ticket_id = $1', [ticket])).toEqual(refused);
    for (const code of ['FUN', 'ULCO']) {
      const appointment = `insert into appointment (ticket_id, position, institution_id, kind, at, audience)
        values ($1, 9, $2, 'close', $3, 'shared')`;
      expect(await attempt(settings, appointment, [ticket, id[code], NOW])).toEqual(refused);
    }
    expect(await attempt(settings, 'update appointment set ticket_id = $1', [ticket])).toEqual(refused);
  });

  it('moves no appointment of the owner, and takes none away', async () => {
    for (const change of [
      'update appointment set at = now() where ticket_id = $1',
      'delete from appointment where ticket_id = $1',
    ]) {
      expect(await attempt(staffOf(world, 'FUN'), change, [ticket])).toEqual(nothing);
      expect(await attempt(levelOneOf(world, 'ULCO'), change, [ticket])).toEqual({ touched: 2 });
    }
  });
});

it('nobody writes in the name of somebody else', async () => {
  const fun = engineersOf(world, 'FUN');
  const readers = [user(world, 'ULCO'), provider(world, 'FUN')];
  expect(await attempt(fun, messageRow, message('FUN', readers, { author: 'ULCO' }))).toEqual(refused);
  expect(await attempt(fun, messageRow, message('FUN', readers, { at: 'ULCO' }))).toEqual(refused);
  expect(await attempt(fun, messageRow, message('FUN', [user(world, 'ULCO')]))).toEqual(refused);
  expect(await attempt(fun, messageRow, message('FUN', readers))).toEqual({ touched: 1 });
});

describe('a former holder', () => {
  const engineers = () => engineersOf(world, 'ULORRAINE');

  it('writes nothing more', async () => {
    const { id } = world;
    expect(await attempt(engineers(), messageRow, message('ULORRAINE', [provider(world, 'ULORRAINE')]))).toEqual(
      refused,
    );
    expect(
      await attempt(engineers(), `update escalation set state = 'accepted' where ticket_id = $1`, [ticket]),
    ).toEqual(nothing);
    expect(
      await attempt(engineers(), `update message set readers = readers || 'x'::text where ticket_id = $1`, [ticket]),
    ).toEqual(nothing);
    expect(await attempt(engineers(), 'select ticket_admit($1, $2, $3)', [ticket, id['UJM'], NOW])).toEqual(refused);
    const item = { id: randomUUID(), type: 'x', audience: 'shared', side: 'provider', readers: [], data: {}, at: NOW };
    expect(await attempt(engineers(), 'select event_append($1, $2)', [ticket, JSON.stringify([item])])).toEqual(
      refused,
    );
  });
});

const messageRow = `
  insert into message (id, ticket_id, kind, audience, author_id, author_institution_id, author_side, author_name, body, readers, posted_at)
  values ($1, $2, 'message', $3, $4, $5, $6, 'Somebody', 'x', $7, $8)`;

type Spoken = Partial<Record<'audience' | 'side' | 'author' | 'at', string>>;

function message(code: string, readers: string[], options: Spoken = {}): unknown[] {
  const { audience = 'shared', side = 'provider', author = code, at = code } = options;
  return [randomUUID(), ticket, audience, world.id[`agent ${author}`], world.id[at], side, readers, NOW];
}

describe('the readers of a message', () => {
  const read = (client: pg.Client, settings: Settings) => set(client, settings).then(() => visible(client, 'message'));

  it('only grow', async () => {
    const shrink = `update message set readers = array[$2] where ticket_id = $1 and body = 'ULCO+FUN'`;
    const swap = `update message set readers = array[$2, $3] where ticket_id = $1 and body = 'ULCO+FUN'`;
    const keys = [user(world, 'ULCO'), provider(world, 'ULORRAINE'), provider(world, 'FUN')];
    for (const code of ['ULCO', 'FUN']) {
      for (const key of [keys[0], keys[2]])
        expect(await attempt(staffOf(world, code), shrink, [ticket, key])).toEqual(refused);
      expect(await attempt(staffOf(world, code), swap, [ticket, keys[0], keys[1]])).toEqual(refused);
    }
  });

  it('grow by what a party ticks, and then its holder reads it', async () => {
    const tick = `update message set readers = readers || $2::text where ticket_id = $1 and audience = 'requester'`;
    const seen = await acting(world.connections.api, levelOneOf(world, 'ULCO'), async (client) => {
      await client.query(tick, [ticket, provider(world, 'FUN')]);
      return [await read(client, engineersOf(world, 'FUN')), await read(client, { ...engineersOf(world, 'UJM') })];
    });
    expect(seen).toEqual([3, 0]);
  });

  it('never grow for what is internal, whoever asks', async () => {
    const tick = `update message set readers = readers || $2::text where ticket_id = $1 and audience = 'internal'`;
    for (const code of ['ULCO', 'FUN']) {
      expect(await attempt(staffOf(world, code), tick, [ticket, provider(world, 'UJM')])).toEqual(refused);
    }
    const inside = [provider(world, 'FUN'), user(world, 'ULCO')];
    const internal = { audience: 'internal' };
    expect(await attempt(engineersOf(world, 'FUN'), messageRow, message('FUN', inside, internal))).toEqual(refused);
    expect(await attempt(engineersOf(world, 'FUN'), messageRow, message('FUN', inside.slice(0, 1), internal))).toEqual({
      touched: 1,
    });
  });

  it('cannot be grown by who is not one of them', async () => {
    const join = 'update message set readers = readers || $1::text';
    expect(await attempt(staffOf(world, 'UJM'), join, [provider(world, 'UJM')])).toEqual(nothing);
  });
});

describe('another institution', () => {
  const foreign = () => staffOf(world, 'UJM');

  it('writes on no ticket of others, in its own name or in theirs', async () => {
    const { id } = world;
    for (const side of ['user', 'provider']) {
      const mine = [`${id['UJM']!}/${side}`];
      expect(await attempt(foreign(), messageRow, message('UJM', mine, { side }))).toEqual(refused);
      expect(await attempt(foreign(), messageRow, message('UJM', mine, { side, author: 'ULCO', at: 'ULCO' }))).toEqual(
        refused,
      );
    }
    const escalation = `insert into escalation (id, ticket_id, n, "function", holder_id, state, is_own, summary_id, offered_at, readers)
      select $1, $2, 9, 'support', $3, 'recalled', false, $4, $5, array[$6]`;
    const { rows } = await world.admin.query<{ id: string }>('select id from message limit 1');
    expect(
      await attempt(foreign(), escalation, [randomUUID(), ticket, id['UJM'], rows[0]?.id, NOW, provider(world, 'UJM')]),
    ).toEqual(refused);
    for (const side of ['user', 'provider']) {
      const row = [ticket, id['UJM'], side, id['agent UJM'], NOW];
      expect(await attempt(foreign(), `insert into assignment values ($1, $2, $3, 5, $4, $5)`, row)).toEqual(refused);
    }
  });

  it('opens no ticket for somebody else, and takes no number of theirs', async () => {
    const { id } = world;
    const row = [
      randomUUID(),
      id['ULCO'],
      'ULCO-2026-00009',
      id['site ULCO'],
      id['service'],
      id['requester ULCO'],
      id['agent ULCO'],
      NOW,
    ];
    expect(await attempt(foreign(), ticketRow, row)).toEqual(refused);
    expect(await attempt(foreign(), 'update reference_counter set last = 0')).toEqual(nothing);
    expect(await attempt(foreign(), 'insert into reference_counter values ($1, 2027, 1)', [id['ULCO']])).toEqual(
      refused,
    );
    const { touched } = (await attempt(levelOneOf(world, 'ULCO'), ticketRow, row)) as { touched: number };
    expect(touched).toBe(1);
  });

  it('writes no mail as somebody else, and changes none', async () => {
    const row = `insert into mail select gen_random_uuid(), $1, null, $2, $3, 'x@example.org', 's', 't', 'h', 'queued', 0, $4`;
    const values = [world.id['ULCO'], world.id['event internal ULCO'], world.id['requester ULCO'], NOW];
    expect(await attempt(foreign(), row, values, 'worker')).toEqual(refused);
    expect(await attempt(foreign(), `update mail set state = 'failed'`, [], 'worker')).toEqual(nothing);
  });
});

it('opens no ticket for a colleague, a requester', async () => {
  const { id } = world;
  const row = (who: string) => [
    randomUUID(),
    id['ULCO'],
    'ULCO-2026-00009',
    id['site ULCO'],
    id['service'],
    id[who],
    id['requester ULCO'],
    NOW,
  ];
  expect(await attempt(requesterOf(world, 'ULCO'), ticketRow, row('agent ULCO'))).toEqual(refused);
  expect(await attempt(requesterOf(world, 'ULCO'), ticketRow, row('requester ULCO'))).toEqual({ touched: 1 });
});
