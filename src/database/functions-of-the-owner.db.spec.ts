import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addRelations } from './wall-relations.spec-support.js';
import { addTickets, provider, user } from './wall-tickets.spec-support.js';
import {
  acting,
  engineersOf,
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

// Functions that act as the owner of the tables are doors in the wall. Each has a test here; one without fails the first.

const refused = { refused: '42501' };
const LATER = '2026-03-10T10:00:00.000Z';

let world: World;
let ticket: string;
beforeAll(async () => {
  world = await openWorld();
  await addTickets(world);
  await addRelations(world);
  ticket = world.id['ticket ULCO']!;
});
afterAll(() => world.close());

function attempt(settings: Settings, text: string, values: unknown[] = [], role: DatabaseRole = 'api') {
  return acting(world.connections[role], settings, (client) => outcomeOf(client, text, values));
}

const parties = async () =>
  (await world.admin.query('select * from ticket_party order by ticket_id, institution_id, side')).rows;

const doors: Record<string, () => Promise<void>> = {
  'ticket_opened()': async () => {
    for (const role of ['api', 'worker', 'maintenance', 'jobs'] as const) {
      expect(await attempt(staffOf(world, 'UJM'), 'select ticket_opened()', [], role)).toEqual(refused);
    }
  },

  'assignment_indexed()': async () => {
    for (const role of ['api', 'worker', 'maintenance', 'jobs'] as const) {
      expect(await attempt(staffOf(world, 'UJM'), 'select assignment_indexed()', [], role)).toEqual(refused);
    }
  },

  'draft_indexed()': async () => {
    for (const role of ['api', 'worker', 'maintenance', 'jobs'] as const) {
      expect(await attempt(staffOf(world, 'UJM'), 'select draft_indexed()', [], role)).toEqual(refused);
    }
  },

  'message_noted()': async () => {
    for (const role of ['api', 'worker', 'maintenance', 'jobs'] as const) {
      expect(await attempt(staffOf(world, 'UJM'), 'select message_noted()', [], role)).toEqual(refused);
    }
  },

  'read_indexed()': async () => {
    for (const role of ['api', 'worker', 'maintenance', 'jobs'] as const) {
      expect(await attempt(staffOf(world, 'UJM'), 'select read_indexed()', [], role)).toEqual(refused);
    }
  },

  'ticket_admit(uuid,uuid,timestamp with time zone)': async () => {
    const call = 'select ticket_admit($1, $2, $3)';
    const { id } = world;
    for (const settings of [
      {},
      staffOf(world, 'UJM'),
      staffOf(world, 'UPHF'),
      engineersOf(world, 'ULCO'),
      levelOneOf(world, 'FUN'),
      requesterOf(world, 'ULCO'),
      engineersOf(world, 'ULORRAINE'),
      { ...levelOneOf(world, 'ULCO'), user_services: randomUUID() },
    ]) {
      expect(await attempt(settings, call, [ticket, id['UJM'], LATER])).toEqual(refused);
    }
    // the same for a ticket that does not exist: no oracle
    expect(await attempt(staffOf(world, 'UJM'), call, [randomUUID(), id['UJM'], LATER])).toEqual(refused);
    for (const settings of [levelOneOf(world, 'ULCO'), engineersOf(world, 'FUN')]) {
      expect(await attempt(settings, call, [ticket, id['UJM'], LATER])).toEqual({ touched: 1 });
    }
  },

  'ticket_dismiss(uuid,uuid,timestamp with time zone,boolean)': async () => {
    const call = 'select ticket_dismiss($1, $2, $3, true)';
    const { id } = world;
    for (const settings of [
      {},
      staffOf(world, 'UJM'),
      staffOf(world, 'UPHF'),
      engineersOf(world, 'ULORRAINE'),
      levelOneOf(world, 'FUN'),
      requesterOf(world, 'ULCO'),
    ]) {
      expect(await attempt(settings, call, [ticket, id['FUN'], LATER])).toEqual(refused);
    }
    // a provider ends its own part and no other, and nobody that of the owner
    expect(await attempt(engineersOf(world, 'FUN'), call, [ticket, id['ULORRAINE'], LATER])).toEqual(refused);
    const before = await parties();
    await attempt(staffOf(world, 'ULCO'), call, [ticket, id['ULCO'], LATER]);
    await acting(
      world.connections.api,
      levelOneOf(world, 'ULCO'),
      (client) => client.query(call, [ticket, id['ULCO'], LATER]),
      {
        keep: true,
      },
    );
    expect(await parties()).toEqual(before);
    expect(await attempt(engineersOf(world, 'FUN'), call, [ticket, id['FUN'], LATER])).toEqual({ touched: 1 });
  },

  // derives sort keys from the ticket and its timers: whoever asks, the answer is the same and nothing is told
  'ticket_index(uuid)': async () => {
    await acting(
      world.connections.api,
      levelOneOf(world, 'ULCO'),
      (client) => client.query('select ticket_index($1)', [ticket]),
      {
        keep: true,
      },
    );
    const before = await parties();
    for (const settings of [{}, staffOf(world, 'UJM')]) {
      const said = await acting(
        world.connections.api,
        settings,
        async (client) => (await client.query('select ticket_index($1) as said', [ticket])).rows,
        { keep: true },
      );
      expect(said).toEqual([{ said: '' }]);
    }
    expect(await parties()).toEqual(before);
  },

  // derives documents from texts: whoever asks, the answer is the same and nothing is told
  'ticket_document_refresh(uuid)': async () => {
    const documents = async () =>
      (await world.admin.query('select * from ticket_document order by reader, ticket_id')).rows;
    await world.admin.query('select ticket_document_refresh($1)', [ticket]);
    const before = await documents();
    for (const settings of [{}, staffOf(world, 'UJM')]) {
      const said = await acting(
        world.connections.api,
        settings,
        async (client) => {
          const { rows } = await client.query('select ticket_document_refresh($1) as said', [ticket]);
          // and it leaves no door open: the setting under which the owner reads this ticket is taken back
          const left = await client.query(`select current_setting('app.refreshing', true) as left`);
          return [...rows, ...left.rows];
        },
        { keep: true },
      );
      expect(said).toEqual([{ said: '' }, { left: '' }]);
    }
    expect(await documents()).toEqual(before);
    expect(await attempt(staffOf(world, 'ULCO'), 'select ticket_document_refresh($1)', [ticket], 'jobs')).toEqual(
      refused,
    );
  },

  'ticket_document_follow()': () => triggerDoor('ticket_document_follow()'),

  'ticket_document_title()': () => triggerDoor('ticket_document_title()'),

  'person_name_follow()': () => triggerDoor('person_name_follow()'),

  'person_name_refresh(uuid)': async () => {
    for (const role of ['api', 'worker', 'maintenance', 'jobs'] as const) {
      const call = 'select person_name_refresh($1)';
      expect(await attempt(staffOf(world, 'ULCO'), call, [world.id['agent ULCO']], role)).toEqual(refused);
    }
  },

  'ticket_found(tsquery,uuid[])': () =>
    findingDoor(`select ticket_found(ticket_query($1), array[$2, $3]::uuid[])`, [
      world.id['ticket ULCO'],
      world.id['ticket UPHF'],
    ]),

  'ticket_found_anywhere(tsquery,text,integer)': () =>
    findingDoor(
      `select ticket_found_anywhere(ticket_query($1), side, 10) from unnest(array['user', 'provider', 'requester', null]) side`,
      [],
      { requesters: false },
    ),

  'ticket_alike(tsquery[],uuid[])': () =>
    findingDoor('select * from ticket_alike(array[ticket_query($1)], array[$2, $3]::uuid[])', [
      world.id['ticket ULCO'],
      world.id['ticket UPHF'],
    ]),

  'event_append(uuid,jsonb)': async () => {
    const call = 'select event_append($1, $2)';
    const event = (side: string, audience: string, readers: string[]) =>
      JSON.stringify([{ id: randomUUID(), type: 'x', audience, side, readers, data: {}, at: LATER }]);
    for (const settings of [
      {},
      staffOf(world, 'UJM'),
      staffOf(world, 'UPHF'),
      levelOneOf(world, 'FUN'),
      engineersOf(world, 'ULCO'),
      engineersOf(world, 'ULORRAINE'),
      requesterOf(world, 'UPHF'),
    ]) {
      for (const stream of [ticket, randomUUID()]) {
        for (const side of ['user', 'provider', 'requester']) {
          expect(await attempt(settings, call, [stream, event(side, 'shared', [])])).toEqual(refused);
        }
      }
    }
    const fun = engineersOf(world, 'FUN');
    const inside = [provider(world, 'FUN')];
    // nobody speaks for a side on which they are not, and what is internal has one reader
    for (const item of [
      event('user', 'shared', inside),
      event('user', 'internal', [user(world, 'FUN')]),
      event('somebody', 'shared', inside),
      event('requester', 'internal', inside),
      event('provider', 'internal', [...inside, user(world, 'ULCO')]),
      event('provider', 'internal', []),
    ]) {
      expect(await attempt(fun, call, [ticket, item])).toEqual(refused);
    }
    expect(await attempt(fun, call, [ticket, event('provider', 'internal', inside)])).toEqual({ touched: 1 });
    // the actor is whoever acts, whatever the event says
    const spoofed = { ...JSON.parse(event('provider', 'shared', inside))[0], actor_id: world.id['agent ULCO'] };
    const actors = await acting(world.connections.api, fun, async (client) => {
      await client.query(call, [ticket, JSON.stringify([spoofed])]);
      return (await client.query('select actor_id, actor_institution_id from event where id = $1', [spoofed.id])).rows;
    });
    expect(actors).toEqual([{ actor_id: world.id['agent FUN'], actor_institution_id: world.id['FUN'] }]);
  },

  'agreement_append(uuid,jsonb)': async () => {
    const call = 'select agreement_append($1, $2)';
    const event = (side: string, audience = 'shared') =>
      JSON.stringify([{ id: randomUUID(), type: 'x', audience, side, readers: ['x'], data: {}, at: LATER }]);
    const { agreement } = world.id;
    // ULCO uses what FUN leads; nobody else speaks, and each of the two for its own side
    for (const settings of [
      {},
      staffOf(world, 'UJM'),
      staffOf(world, 'ULORRAINE'),
      requesterOf(world, 'ULCO'),
      { ...levelOneOf(world, 'ULCO'), user_services: randomUUID() },
    ]) {
      for (const stream of [agreement, ticket, randomUUID()]) {
        for (const side of ['user', 'provider']) {
          expect(await attempt(settings, call, [stream, event(side)])).toEqual(refused);
        }
      }
    }
    const [ulco, fun] = [levelOneOf(world, 'ULCO'), engineersOf(world, 'FUN')];
    for (const [settings, side] of [
      [ulco, 'provider'],
      [fun, 'user'],
      [levelOneOf(world, 'FUN'), 'provider'],
      [engineersOf(world, 'ULCO'), 'user'],
      [ulco, 'requester'],
    ] as const) {
      expect(await attempt(settings, call, [agreement, event(side)])).toEqual(refused);
    }
    expect(await attempt(ulco, call, [agreement, event('user', 'internal')])).toEqual(refused);
    expect(await attempt(ulco, call, [ticket, event('user')])).toEqual(refused);
    expect(await attempt(staffOf(world, 'UJM'), call, [agreement, '[]'])).toEqual(refused);
    expect(await attempt(ulco, call, [agreement, event('user')])).toEqual({ touched: 1 });
    expect(await readersAfter(fun, call, agreement, event('provider'))).toEqual([
      [user(world, 'ULCO'), provider(world, 'FUN')],
    ]);
  },

  'institution_append(uuid,jsonb)': async () => {
    const call = 'select institution_append($1, $2)';
    const event = JSON.stringify([
      { id: randomUUID(), type: 'x', audience: 'shared', side: 'provider', readers: ['x'], data: {}, at: LATER },
    ]);
    const { ULCO } = world.id;
    for (const settings of [
      {},
      staffOf(world, 'UJM'),
      staffOf(world, 'FUN'),
      engineersOf(world, 'ULCO'),
      requesterOf(world, 'ULCO'),
    ]) {
      expect(await attempt(settings, call, [ULCO, event])).toEqual(refused);
    }
    for (const stream of [ticket, world.id['agreement']]) {
      expect(await attempt(staffOf(world, 'ULCO'), call, [stream, event])).toEqual(refused);
    }
    // whatever the event says, it stays inside
    expect(await readersAfter(levelOneOf(world, 'ULCO'), call, ULCO, event)).toEqual([[user(world, 'ULCO')]]);
  },

  'major_announce(uuid,timestamp with time zone)': async () => {
    const call = 'select major_announce($1, $2)';
    const { major } = world.id;
    for (const settings of [
      {},
      staffOf(world, 'UJM'),
      staffOf(world, 'FUN'),
      requesterOf(world, 'ULCO'),
      { ...levelOneOf(world, 'ULCO'), user_services: randomUUID() },
    ]) {
      for (const id of [major, randomUUID()]) expect(await attempt(settings, call, [id, LATER])).toEqual(refused);
    }
    expect(await attempt(levelOneOf(world, 'ULCO'), call, [major, LATER])).toEqual({ touched: 1 });
    // it went to who uses the service and to who holds a function of it, and no further
    const { rows } = await world.admin.query<{ code: string }>(
      `select i.code from major_audience a join institution i on i.id = a.institution_id where a.major_id = $1 order by 1`,
      [major],
    );
    expect(rows.map(({ code }) => code)).toEqual(['FUN', 'ULCO']);
  },

  'major_append(uuid,jsonb)': async () => {
    const call = 'select major_append($1, $2)';
    const event = (side: string, audience = 'shared') =>
      JSON.stringify([{ id: randomUUID(), type: 'x', audience, side, readers: ['x'], data: {}, at: LATER }]);
    const { major } = world.id;
    for (const settings of [{}, staffOf(world, 'UJM'), staffOf(world, 'FUN'), requesterOf(world, 'ULCO')]) {
      for (const stream of [major, ticket, randomUUID()]) {
        for (const side of ['user', 'provider']) {
          expect(await attempt(settings, call, [stream, event(side)])).toEqual(refused);
        }
      }
    }
    const ulco = levelOneOf(world, 'ULCO');
    for (const item of [event('provider'), event('user', 'internal'), event('requester')]) {
      expect(await attempt(ulco, call, [major, item])).toEqual(refused);
    }
    expect(await attempt(ulco, call, [ticket, event('user')])).toEqual(refused);
    const [readers] = await readersAfter(ulco, call, major, event('user'));
    expect([...(readers ?? [])].sort()).toEqual(
      ['ULCO', 'FUN'].flatMap((code) => [user(world, code), provider(world, code)]).sort(),
    );
  },

  'major_counts(uuid)': async () => {
    const call = 'select * from major_counts($1)';
    const { major } = world.id;
    for (const settings of [
      {},
      staffOf(world, 'UJM'),
      staffOf(world, 'FUN'),
      requesterOf(world, 'ULCO'),
      { ...levelOneOf(world, 'ULCO'), user_services: randomUUID() },
    ]) {
      for (const id of [major, randomUUID()]) expect(await attempt(settings, call, [id])).toEqual({ touched: 0 });
    }
    expect(await attempt(levelOneOf(world, 'ULCO'), call, [randomUUID()])).toEqual({ touched: 0 });
    const counted = await acting(
      world.connections.api,
      levelOneOf(world, 'ULCO'),
      async (client) => (await client.query(call, [major])).rows,
    );
    expect(counted).toEqual([{ institutions: 1, children: 1, resolved: 0, left_open: 0 }]);
  },

  // ids and months, for the job that publishes; nobody who answers requests may ask
  'months_unpublished(text)': () => crossingDoor('select * from months_unpublished($1)', ['2026-03']),

  'budgets_spent(timestamp with time zone)': () => crossingDoor('select * from budgets_spent($1)', [NOW]),

  'sign_in_candidate(text)': async () => {
    await signInDoor('select * from sign_in_candidate($1)', ['agent.ulco@example.org']);
    expect(await attempt({}, 'select * from sign_in_candidate($1)', ['Agent.ULCO@example.org'])).toEqual({
      touched: 1,
    });
    for (const nobody of ['%', 'nobody@example.org', '', null]) {
      expect(await attempt({}, 'select * from sign_in_candidate($1)', [nobody])).toEqual({ touched: 0 });
    }
    await world.admin.query(`update person set left_at = $1 where email = 'agent.uphf@example.org'`, [NOW]);
    expect(await attempt({}, 'select * from sign_in_candidate($1)', ['agent.uphf@example.org'])).toEqual({
      touched: 0,
    });
  },

  'sign_in_failures(bytea,text,timestamp with time zone)': () =>
    signInDoor('select * from sign_in_failures($1, $2, $3)', ['\\x01', '192.0.2.1', NOW]),

  'sign_in_failed(uuid,bytea,text,timestamp with time zone)': () =>
    signInDoor('select sign_in_failed($1, $2, $3, $4)', [randomUUID(), '\\x01', '192.0.2.1', NOW]),

  'session_open(bytea,uuid,timestamp with time zone,timestamp with time zone)': () =>
    signInDoor('select session_open($1, $2, $3, $4)', ['\\x02', world.id['agent ULCO'], NOW, LATER]),

  'session_revoke(bytea,timestamp with time zone)': () => signInDoor('select session_revoke($1, $2)', ['\\x01', NOW]),

  'session_person(bytea,timestamp with time zone)': async () => {
    await signInDoor('select session_person($1, $2)', ['\\x01', NOW]);
    const at = async (token: string, instant: string) =>
      acting(world.connections.api, {}, async (client) => {
        await client.query('select session_open($1, $2, $3, $4)', ['\\x0a', world.id['agent ULCO'], NOW, LATER]);
        await client.query('select session_open($1, $2, $3, $4)', ['\\x0b', world.id['agent ULCO'], NOW, LATER]);
        await client.query('select session_revoke($1, $2)', ['\\x0b', NOW]);
        const { rows } = await client.query<{ person: { email: string } | null }>(
          'select session_person($1, $2) as person',
          [token, instant],
        );
        return rows[0]?.person?.email ?? null;
      });
    expect(await at('\\x0a', NOW)).toBe('agent.ulco@example.org');
    expect(await at('\\x0a', LATER)).toBeNull();
    expect(await at('\\x0b', NOW)).toBeNull();
    expect(await at('\\x0c', NOW)).toBeNull();
  },
};

async function readersAfter(settings: Settings, call: string, stream: string | undefined, events: string) {
  return acting(world.connections.api, settings, async (client) => {
    await client.query(call, [stream, events]);
    const { rows } = await client.query<{ readers: string[] }>('select readers from event where stream_id = $1', [
      stream,
    ]);
    return rows.map(({ readers }) => readers);
  });
}

async function triggerDoor(name: string): Promise<void> {
  for (const role of ['api', 'worker', 'maintenance', 'jobs'] as const) {
    expect(await attempt(staffOf(world, 'UJM'), `select ${name}`, [], role)).toEqual(refused);
  }
}

/**
 * A text of the wall's tickets is the names of its readers, so who finds a ticket by which word is known. Nothing is found
 * by somebody who says nothing, by another institution, and for a service that one does not answer for.
 */
async function findingDoor(call: string, values: unknown[], { requesters = true } = {}): Promise<void> {
  for (const role of ['worker', 'maintenance', 'jobs'] as const) {
    expect(await attempt(staffOf(world, 'ULCO'), call, [asked('ULCO'), ...values], role)).toEqual(refused);
  }
  const limited = { ...levelOneOf(world, 'ULCO'), user_services: randomUUID() };
  const expected: [string, Settings, string, number][] = [
    ['nobody', {}, 'ULCO', 0],
    ['the owner', levelOneOf(world, 'ULCO'), 'ULCO', 1],
    ['the owner, by what is internal to the holder', levelOneOf(world, 'ULCO'), 'FUN -ULCO', 0],
    ['a holder', engineersOf(world, 'FUN'), 'ULCO FUN', 1],
    ['a holder, by a word that it may not read', engineersOf(world, 'FUN'), 'ULORRAINE', 0],
    ['a former holder, by what was shared with it', engineersOf(world, 'ULORRAINE'), 'ULORRAINE', 1],
    ['a former holder, by what came later', engineersOf(world, 'ULORRAINE'), 'FUN ULORRAINE', 0],
    ['level 1 of the holder', levelOneOf(world, 'FUN'), 'ULCO', 0],
    ['engineers of the owner', engineersOf(world, 'ULCO'), 'ULCO', 0],
    ['another institution', staffOf(world, 'UJM'), 'ULCO', 0],
    ['another owner', staffOf(world, 'UPHF'), 'ULCO', 0],
    ['level 1 for another service', limited, 'ULCO', 0],
    ['whoever asked', requesterOf(world, 'ULCO'), 'ULCO', requesters ? 1 : 0],
    ['whoever asked, by what is not for them', requesterOf(world, 'ULCO'), 'ULORRAINE', 0],
    ['whoever asked elsewhere', requesterOf(world, 'UPHF'), 'ULCO', 0],
  ];
  for (const [who, settings, words, touched] of expected) {
    expect([who, words, await attempt(settings, call, [asked(words), ...values])]).toEqual([who, words, { touched }]);
  }
}

/** Words between spaces that all have to occur, a minus before those that must not. */
function asked(words: string): string {
  const clauses = words.split(' ').map((word) => ({
    words: word,
    exact: true,
    prefix: false,
    without: word.startsWith('-'),
  }));
  return JSON.stringify(clauses);
}

/** Only the worker looks across tenants. What it finds here, published or too little, is nothing. */
async function crossingDoor(call: string, values: unknown[]): Promise<void> {
  for (const role of ['api', 'maintenance', 'jobs'] as const) {
    expect(await attempt(staffOf(world, 'ULCO'), call, values, role)).toEqual(refused);
  }
  expect(await attempt({}, call, values, 'worker')).toEqual({ touched: 0 });
}

/** Only the role that serves requests signs people in. */
async function signInDoor(call: string, values: unknown[]): Promise<void> {
  for (const role of ['worker', 'maintenance', 'jobs'] as const) {
    expect(await attempt(staffOf(world, 'ULCO'), call, values, role)).toEqual(refused);
  }
  expect(await attempt({}, call, values)).toEqual({ touched: 1 });
}

describe('the functions that act as the owner', () => {
  it('are these', async () => {
    const { rows } = await world.admin.query<{ name: string }>(
      `select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')`,
    );
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(doors).sort());
  });

  it.each(Object.keys(doors))('let in nobody whom they should not: %s', async (name) => {
    await doors[name]?.();
  });

  it('write any stream through one that nobody may call', async () => {
    const call = 'select record_write($1, $2, $3)';
    for (const role of ['api', 'worker', 'maintenance', 'jobs'] as const) {
      expect(await attempt(staffOf(world, 'ULCO'), call, [ticket, 'ticket', '[]'], role)).toEqual(refused);
    }
  });
});
