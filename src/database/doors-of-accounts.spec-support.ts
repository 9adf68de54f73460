import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { attempt, LATER, refused, signInDoor, world } from './owner-doors.spec-support.js';
import { nobodys } from './wall-mail-in.spec-support.js';
import { acting, levelOneOf, NOW, requesterOf, set, staffOf, type Settings } from './wall.spec-support.js';

const MONTH_AGO = '2026-02-10T09:00:00.000Z';
const END = '2026-03-13T09:00:00.000Z';
const LINK = Buffer.from('a link of these tests');
const system = (code: string): Settings => ({
  ...staffOf(world, code),
  person: '00000000-0000-0000-0000-000000000000',
});
const make = 'select password_link_make($1, $2, $3, $4, $5, $6)';
const personOf = 'select password_link_person($1, $2) as person';
const email = 'agent.ulco@example.org';

/** Makes a link as the api does, goes on as somebody, and looks as the superuser what that has left. */
function afterLink<T>(
  purpose: string,
  settings: Settings,
  steps: [string, unknown[]][],
  look: (ask: <R extends object>(text: string, values?: unknown[]) => Promise<R[]>) => Promise<T>,
): Promise<T> {
  return acting(world.admin, {}, async (client) => {
    const ask = async <R extends object>(text: string, values: unknown[] = []) =>
      (await client.query<R>(text, values)).rows;
    await ask(make, [randomUUID(), email, purpose, LINK, NOW, END]);
    await set(client, settings);
    for (const [text, values] of steps) await ask(text, values);
    return look(ask);
  });
}
const person = () => world.id['agent ULCO'];
const liveSession = (): [string, unknown[]] => [
  'insert into session values ($1, $2, $3, $4, null)',
  ['\\x77', person(), NOW, LATER],
];
const open = `select count(*)::integer as n from session where person_id = $1 and revoked_at is null and expires_at > $2`;

/** What sets passwords, by which somebody leaves, and what tells the audit trail. */
export const doorsOfAccounts: Record<string, () => Promise<void>> = {
  'person_account(text,timestamp with time zone)': async () => {
    await signInDoor('select person_account($1, $2)', [email, NOW]);
    const { account } = await acting(world.connections.api, {}, async (client) => {
      const { rows } = await client.query<{ account: Record<string, unknown> }>(
        'select person_account($1, $2) as account',
        [email, NOW],
      );
      return rows[0] ?? { account: {} };
    });
    expect(account).toMatchObject({ email, hasPassword: true, leftAt: null, sessions: 0 });
    expect(JSON.stringify(account)).not.toMatch(/hash/);
  },

  'password_link_make(uuid,text,text,bytea,timestamp with time zone,timestamp with time zone)': async () => {
    await signInDoor(make, [randomUUID(), email, 'forgotten', LINK, NOW, END]);
    // a row for whoever asks; to somebody, three in an hour
    const rows = await afterLink(
      'forgotten',
      {},
      [
        ...Array.from(
          { length: 3 },
          (_, n) => [make, [randomUUID(), email, 'forgotten', Buffer.from([n + 100]), NOW, END]] as [string, unknown[]],
        ),
        [make, [randomUUID(), 'nobody@example.org', 'forgotten', '\\x07', NOW, END]],
      ],
      (ask) =>
        ask<{ people: number; sent: number; all: number }>(
          `select count(person_id)::integer as people, count(send_at)::integer as sent, count(*)::integer as "all"
             from password_link where purpose = 'forgotten'`,
        ),
    );
    expect(rows).toEqual([{ people: 3, sent: 3, all: 5 }]);
    // only what whoever runs the installation asks for takes the place of what was there; a reset ends the password too
    const left = (purpose: string) =>
      afterLink(
        'invitation',
        {},
        [liveSession(), [make, [randomUUID(), email, purpose, '\\x08', LATER, END]]],
        async (ask) => ({
          invitation: (
            await ask<object>(`select 1 from password_link where token_hash = $1 and ended_at is null`, [LINK])
          ).length,
          password: (await ask<object>('select 1 from credential where person_id = $1', [person()])).length,
          sessions: await ask<object>(open, [person(), NOW]),
        }),
      );
    expect(await left('forgotten')).toEqual({ invitation: 1, password: 1, sessions: [{ n: 1 }] });
    expect(await left('invitation')).toEqual({ invitation: 0, password: 1, sessions: [{ n: 1 }] });
    expect(await left('reset')).toEqual({ invitation: 0, password: 0, sessions: [{ n: 0 }] });
  },

  'password_link_person(bytea,timestamp with time zone)': async () => {
    await signInDoor(personOf, [LINK, NOW]);
    const told = (at: string, before: [string, unknown[]][] = [], token: Buffer = LINK) =>
      afterLink('invitation', {}, before, async (ask) => {
        const [row] = await ask<{ person: { email: string } | null }>(personOf, [token, at]);
        return row?.person?.email ?? null;
      });
    expect(await told(NOW)).toBe(email);
    expect(await told(END)).toBeNull();
    expect(await told(NOW, [], Buffer.from('another'))).toBeNull();
    expect(await told(NOW, [['update password_link set ended_at = $1', [NOW]]])).toBeNull();
    expect(await told(NOW, [['update person set left_at = $1', [NOW]]])).toBeNull();
  },

  'password_set(bytea,text,timestamp with time zone)': async () => {
    const call = 'select password_set($1, $2, $3) as is';
    for (const role of ['worker', 'maintenance', 'jobs'] as const)
      expect(await attempt(levelOneOf(world, 'ULCO'), call, [null, 'x', NOW], role)).toEqual(refused);
    for (const settings of [{}, nobodys, system('ULCO')])
      expect(await attempt(settings, call, [null, 'x', NOW])).toEqual(refused);
    const set_ = (settings: Settings, token: Buffer | null, at = NOW) =>
      afterLink('invitation', settings, [liveSession()], async (ask) => ({
        is: await ask<{ is: boolean }>(call, [token, 'another hash', at]),
        again: await ask<{ is: boolean }>(call, [token, 'a third hash', at]),
        whose: (
          await ask<{ id: string }>(
            `select person_id as id from credential where password_hash like '%h%' and password_hash <> 'a hash'`,
          )
        ).map(({ id }) => id),
        sessions: await ask<object>(open, [person(), NOW]),
        links: (await ask<object>('select 1 from password_link where person_id = $1 and ended_at is null', [person()]))
          .length,
      }));
    const own = { whose: [person()], sessions: [{ n: 0 }], links: 0 };
    const ulco = levelOneOf(world, 'ULCO');
    expect(await set_(ulco, null)).toEqual({ is: [{ is: true }], again: [{ is: true }], ...own });
    // once
    expect(await set_(ulco, LINK)).toEqual({ is: [{ is: true }], again: [{ is: false }], ...own });
    // too late, unknown, and somebody else's
    const nothing = { is: [{ is: false }], again: [{ is: false }], whose: [], sessions: [{ n: 1 }], links: 1 };
    expect(await set_(ulco, LINK, END)).toEqual(nothing);
    expect(await set_(ulco, Buffer.from('another'))).toEqual(nothing);
    expect(await set_(levelOneOf(world, 'FUN'), LINK)).toEqual(nothing);
    expect(await set_(requesterOf(world, 'ULCO'), LINK)).toEqual(nothing);
  },

  'person_leave(uuid,timestamp with time zone,timestamp with time zone)': async () => {
    const call = 'select * from person_leave($1, $2, $3)';
    for (const role of ['worker', 'maintenance', 'jobs'] as const)
      expect(await attempt(system('ULCO'), call, [person(), MONTH_AGO, NOW], role)).toEqual(refused);
    // nobody in their own name, no other institution, and nobody of none
    for (const settings of [
      {},
      nobodys,
      staffOf(world, 'ULCO'),
      requesterOf(world, 'ULCO'),
      system('UPHF'),
      system('FUN'),
    ])
      expect(await attempt(settings, call, [person(), MONTH_AGO, NOW])).toEqual(refused);
    expect(await attempt(system('ULCO'), call, [randomUUID(), MONTH_AGO, NOW])).toEqual(refused);
    const deputy = `insert into absence values ($1, $2, $3, $4, '2027-01-01', $5)`;
    const left = await afterLink(
      'invitation',
      system('ULCO'),
      [
        liveSession(),
        [deputy, [randomUUID(), world.id['ULCO'], world.id['requester ULCO'], NOW, person()]],
        [call, [person(), MONTH_AGO, NOW]],
      ],
      async (ask) => {
        const count = async (text: string) => (await ask<object>(text, [person()])).length;
        return {
          roles: await count('select 1 from role_grant where person_id = $1'),
          tokens: await count('select 1 from api_token where person_id = $1'),
          password: await count('select 1 from credential where person_id = $1'),
          links: await count('select 1 from password_link where person_id = $1 and ended_at is null'),
          deputies: await count('select 1 from absence where deputy_id = $1'),
          sessions: await ask<object>(open, [person(), NOW]),
          // so that what they did keeps their name
          memberships: await count('select 1 from membership where person_id = $1'),
          left: await ask<object>('select left_at from person where id = $1', [person()]),
        };
      },
    );
    expect(left).toEqual({
      ...{ roles: 0, tokens: 0, password: 0, links: 0, deputies: 0, sessions: [{ n: 0 }], memberships: 1 },
      left: [{ left_at: new Date(MONTH_AGO) }],
    });
  },

  // see who-sees-the-audit.db.spec.ts: here, that it is shut
  'audit_events(text[],uuid[],uuid,timestamp with time zone,timestamp with time zone,timestamp with time zone,uuid,integer)':
    async () => {
      const call = `select * from audit_events('{ticket,agreement,person}', null, null, null, null, null, null, 50)`;
      for (const role of ['worker', 'maintenance', 'jobs'] as const)
        expect(await attempt(staffOf(world, 'ULCO'), call, [], role)).toEqual(refused);
      for (const settings of [
        {},
        nobodys,
        system('ULCO'),
        staffOf(world, 'ULCO'),
        requesterOf(world, 'ULCO'),
        staffOf(world, 'UJM'),
      ])
        expect(await attempt(settings, call)).toEqual({ touched: 0 });
    },
};
