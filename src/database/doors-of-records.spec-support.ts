import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import {
  attempt,
  crossingDoor,
  expelled,
  LATER,
  readersAfter,
  refused,
  signInDoor,
  ticket,
  world,
} from './owner-doors.spec-support.js';
import { provider, user } from './wall-tickets.spec-support.js';
import { acting, engineersOf, levelOneOf, NOW, requesterOf, staffOf } from './wall.spec-support.js';

/** What writes the record, tells across institutions, and signs people in. */
export const doorsOfRecords: Record<string, () => Promise<void>> = {
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
    const [said] = JSON.parse(event('provider', 'shared', inside)) as { id: string }[];
    const spoofed = { ...said, actor_id: world.id['agent ULCO'] };
    const actors = await acting(world.connections.api, fun, async (client) => {
      await client.query(call, [ticket, JSON.stringify([spoofed])]);
      const written = 'select actor_id, actor_institution_id from event where id = $1';
      return (await client.query<object>(written, [said?.id])).rows;
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
      async (client) => (await client.query<object>(call, [major])).rows,
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

  'requests_counted(timestamp with time zone,bytea[],integer[])': async () => {
    const call = 'select amount from requests_counted($1, $2, $3)';
    const key = (byte: string) => Buffer.from(byte.repeat(16));
    const mine = [NOW, [key('a'), key('b')], [2, 3]];
    for (const role of ['worker', 'maintenance', 'jobs'] as const)
      expect(await attempt({}, call, mine, role)).toEqual(refused);
    // whoever counts is told of what they count, and of nothing else that is counted
    const told = await acting(world.connections.api, {}, async (client) => {
      await client.query(call, mine);
      return (await client.query<{ amount: number }>(call, [NOW, [key('b')], [4]])).rows;
    });
    expect(told).toEqual([{ amount: 7 }]);
    expect(await attempt({}, 'select * from request_count')).toEqual(refused);
    expect(await attempt({}, call, [NOW, [key('a')], [-1]])).toEqual({ refused: '23514' });
    const many = Array.from({ length: 1001 }, (_, n) => Buffer.from(String(n).padStart(16)));
    expect(await attempt({}, call, [NOW, many, many.map(() => 1)])).toEqual({ refused: '54000' });
  },

  'session_open(bytea,uuid,timestamp with time zone,timestamp with time zone)': () =>
    signInDoor('select session_open($1, $2, $3, $4)', ['\\x02', world.id['agent ULCO'], NOW, LATER]),

  'session_revoke(bytea,timestamp with time zone)': () => signInDoor('select session_revoke($1, $2)', ['\\x01', NOW]),

  'api_token_person(bytea,timestamp with time zone)': async () => {
    const call = 'select api_token_person($1, $2)';
    await signInDoor(call, [Buffer.from('token ULCO'), NOW]);
    const holder = (token: string, instant: string, before = '') =>
      acting(world.admin, {}, async (client) => {
        if (before) await client.query(before);
        const { rows } = await client.query<{ holder: { person: { email: string; isOperator: boolean } } | null }>(
          `${call} as holder`,
          [Buffer.from(token), instant],
        );
        return rows[0]?.holder?.person ?? null;
      });
    expect(await holder('token ULCO', NOW)).toMatchObject({ email: 'agent.ulco@example.org', isOperator: false });
    expect(await holder('token nobody', NOW)).toBeNull();
    expect(await holder('token ULCO', LATER)).toBeNull();
    const mine = `email = 'agent.ulco@example.org'`;
    expect(await holder('token ULCO', NOW, `update person set left_at = now() where ${mine}`)).toBeNull();
    // no longer of the institution for which it was made
    const member = `person_id = (select id from person where ${mine})`;
    expect(await holder('token ULCO', NOW, expelled(member))).toBeNull();
    // an operator acts as such by no token that was made for an institution
    const promoted = `update person set is_operator = true where ${mine}`;
    expect(await holder('token ULCO', NOW, promoted)).toMatchObject({ isOperator: false });
  },

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
