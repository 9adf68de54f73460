import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { addToken, nobodys } from './wall-mail-in.spec-support.js';
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
  staffOf,
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
const attempt = (settings: Settings, text: string, values: unknown[] = [], role: 'api' | 'worker' = 'api') =>
  acting(world.connections[role], settings, (client) => outcomeOf(client, text, values));

async function rowsOf(role: 'api' | 'worker', settings: Settings, text: string): Promise<(string | null)[]> {
  return acting(world.connections[role], settings, async (client) => {
    const { rows } = await client.query<{ name: string | null }>(text);
    return rows.map(({ name }) => name);
  });
}
const texts = (settings: Settings, role: 'api' | 'worker' = 'api') =>
  rowsOf(role, settings, 'select subject as name from mail_in_content order by 1');
const reasons = (settings: Settings) =>
  rowsOf('api', settings, 'select c.subject as name from mail_in m left join mail_in_content c on c.mail_in_id = m.id');

it('that came in is read on the side that it concerns, of that institution, and nowhere else', async () => {
  expect(await texts(levelOneOf(world, 'ULCO'))).toEqual(['ULCO']);
  expect(await texts(engineersOf(world, 'FUN'))).toEqual(['FUN']);
  expect(await texts(levelOneOf(world, 'UPHF'))).toEqual(['UPHF']);
  for (const settings of [
    {},
    levelOneOf(world, 'FUN'),
    engineersOf(world, 'ULCO'),
    requesterOf(world, 'ULCO'),
    staffOf(world, 'UJM'),
  ])
    expect(await texts(settings)).toEqual([]);
});

it('that concerns nobody is known to the operator, without a word of it', async () => {
  expect(await reasons(nobodys)).toEqual([null]);
  expect(await texts(nobodys)).toEqual([]);
  expect(await reasons({ ...nobodys, scope: 'requester' })).toEqual([]);
});

it('that nobody has judged is the worker’s, acting for nobody; after that it acts for whom it concerns', async () => {
  expect(await texts(nobodys, 'worker')).toEqual(['nobody', 'received']);
  expect(await texts(levelOneOf(world, 'ULCO'), 'worker')).toEqual(['ULCO']);
  expect(await texts({}, 'worker')).toEqual([]);
});

it('is decided on by whom it concerns, in their own name', async () => {
  const decide = `update mail_in set state = 'discarded', decided_by = $2, decided_at = $3 where id = $1`;
  const ulco = levelOneOf(world, 'ULCO');
  const mail = idOf(world.id, 'mail in ULCO');
  const mine = idOf(world.id, 'agent ULCO');
  expect(await attempt(ulco, decide, [mail, mine, NOW])).toEqual({ touched: 1 });
  expect(await attempt(ulco, decide, [mail, idOf(world.id, 'agent UPHF'), NOW])).toEqual(refused);
  expect(await attempt(ulco, decide, [mail, null, NOW])).toEqual(refused);
  for (const other of [levelOneOf(world, 'UPHF'), engineersOf(world, 'ULCO'), requesterOf(world, 'ULCO'), nobodys])
    expect(await attempt(other, decide, [mail, mine, NOW])).toEqual({ touched: 0 });
  expect(await attempt(ulco, `update mail_in set institution_id = null where id = $1`, [mail])).toEqual(refused);
});

it('does something for the institution that acts, and for no other', async () => {
  const insert = `insert into mail_in_effect values ($1, $2, 'appended', 'answer', null)`;
  const free = idOf(world.id, 'mail in nobody');
  expect(await attempt(requesterOf(world, 'ULCO'), insert, [free, world.id['UPHF']])).toEqual(refused);
  expect(await attempt(requesterOf(world, 'ULCO'), insert, [free, world.id['ULCO']])).toEqual({ touched: 1 });
  const unread = 'insert into answer_unread values ($1, $2, $3, $4)';
  const message = idOf(world.id, 'message requester ULCO');
  const foreign = [world.id['UPHF'], idOf(world.id, 'ticket ULCO'), message, NOW];
  expect(await attempt(levelOneOf(world, 'UPHF'), unread, foreign)).toEqual(refused);
});

it('of ours is written down for the institution that writes it', async () => {
  const insert = 'insert into mail_suppression values ($1, $2, $3, gen_random_uuid())';
  const values = [world.id['UPHF'], 'other@example.org', NOW];
  expect(await attempt(levelOneOf(world, 'ULCO'), insert, values, 'worker')).toEqual(refused);
  expect(await attempt(levelOneOf(world, 'UPHF'), insert, values, 'worker')).toEqual({ touched: 1 });
  expect(await attempt(levelOneOf(world, 'UPHF'), insert, values)).toEqual(refused);
  const counted = await rowsOf('worker', levelOneOf(world, 'UJM'), 'select address as name from mail_suppression');
  expect(counted).toEqual([]);
});

it('comes in by tokens that are listed at home, and made for oneself; no digest is read', async () => {
  const names = (settings: Settings) => rowsOf('api', settings, 'select name from api_token');
  expect(await names(levelOneOf(world, 'ULCO'))).toEqual(['ULCO']);
  expect(await names(nobodys)).toEqual(['operator']);
  expect(await names(staffOf(world, 'UJM'))).toEqual([]);
  expect(await names(requesterOf(world, 'ULCO'))).toEqual([]);
  expect(await attempt(levelOneOf(world, 'ULCO'), 'select token_hash from api_token')).toEqual(refused);
  const ulco = levelOneOf(world, 'ULCO');
  const making = (institution: string | null, person: string) =>
    acting(world.connections.api, ulco, (client) => addToken(client, randomUUID(), institution, person)).then(
      () => 'made',
      (error: unknown) => (error as { code: string }).code,
    );
  expect(await making(idOf(world.id, 'ULCO'), idOf(world.id, 'agent ULCO'))).toBe('made');
  expect(await making(idOf(world.id, 'UPHF'), idOf(world.id, 'agent ULCO'))).toBe('42501');
  expect(await making(null, idOf(world.id, 'agent ULCO'))).toBe('42501');
  expect(await making(idOf(world.id, 'ULCO'), idOf(world.id, 'agent UPHF'))).toBe('42501');
  expect(await attempt(levelOneOf(world, 'UPHF'), `delete from api_token where name = 'ULCO'`)).toEqual({ touched: 0 });
});
