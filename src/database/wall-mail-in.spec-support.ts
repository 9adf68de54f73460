import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { acting, idOf, levelOneOf, NOW, requesterOf, type Settings, type World } from './wall.spec-support.js';

export const NOBODY = '00000000-0000-0000-0000-000000000000';

/** The institution that does not exist: mail that nobody has judged, and the operator. */
export const nobodys: Settings = {
  institution: NOBODY,
  person: NOBODY,
  scope: 'staff',
  user_services: '',
  provider_services: '',
};

/**
 * Mail that came in: one for ULCO's level 1, one for FUN's engineers, one of UPHF, one that concerns nobody and one that
 * nobody has read. Their texts say whose they are.
 */
export async function addMailIn(world: World): Promise<void> {
  const { id, connections } = world;
  const { api, worker } = connections;
  const as = (client: pg.Client, settings: Settings, work: (client: pg.Client) => Promise<unknown>) =>
    acting(client, settings, work, { keep: true });
  await as(worker, nobodys, async (client) => {
    for (const [name, code, side] of [
      ['ULCO', 'ULCO', 'user'],
      ['FUN', 'FUN', 'provider'],
      ['UPHF', 'UPHF', 'user'],
      ['nobody', undefined, 'user'],
    ] as const)
      await put(world, client, name, { institution: code && id[code], side });
    await put(world, client, 'received', {});
  });
  for (const code of ['ULCO', 'UPHF']) {
    await as(worker, levelOneOf(world, code), async (client) => {
      const thread = [idOf(id, `mail ${code}`), id[code], idOf(id, `ticket ${code}`)];
      await client.query('insert into mail_thread values ($1, $2, $3)', thread);
      await client.query(`insert into mail_suppression values ($1, 'gone@example.org', $2, $3)`, [
        id[code],
        NOW,
        randomUUID(),
      ]);
    });
    await as(api, requesterOf(world, code), async (client) => {
      const ticket = idOf(id, `ticket ${code}`);
      const effect = [idOf(id, `mail in ${code}`), id[code], ticket];
      await client.query(`insert into mail_in_effect values ($1, $2, 'appended', 'answer', $3)`, effect);
      const { rows } = await client.query<{ id: string }>('select id from message where ticket_id = $1 limit 1', [
        ticket,
      ]);
      await client.query('insert into answer_unread values ($1, $2, $3, $4)', [id[code], ticket, rows[0]?.id, NOW]);
    });
  }
  await as(api, { ...nobodys, person: idOf(id, 'agent UJM') }, (client) =>
    addToken(client, 'operator', null, idOf(id, 'agent UJM')),
  );
  for (const code of ['ULCO', 'UPHF'])
    await as(api, levelOneOf(world, code), (client) =>
      addToken(client, code, idOf(id, code), idOf(id, `agent ${code}`)),
    );
}

export function addToken(client: pg.Client, name: string, institution: string | null, person: string) {
  return client.query(
    `insert into api_token (id, institution_id, person_id, name, scopes, token_hash, created_at, expires_at)
     values ($1, $2, $3, $4, '{mail:inbound}', $5, $6, $6::timestamptz + interval '1 hour')`,
    [randomUUID(), institution, person, name, Buffer.from(`token ${name}`), NOW],
  );
}

async function put(
  { id }: World,
  client: pg.Client,
  name: string,
  { institution, side }: { institution?: string | undefined; side?: string },
): Promise<void> {
  const mail = (id[`mail in ${name}`] = randomUUID());
  const isRead = side !== undefined;
  await client.query(
    `insert into mail_in (id, mailbox, digest, size, received_at, state, due_at, outcome, reason, institution_id, side)
     values ($1, 'desk@example.org', $2, 1, $3, $4, $3, $5, $6, $7, $8)`,
    [
      mail,
      Buffer.from(name),
      NOW,
      isRead ? 'quarantined' : 'received',
      isRead ? 'quarantined' : null,
      isRead ? 'unknown_sender' : null,
      institution ?? null,
      side ?? 'user',
    ],
  );
  await client.query(`insert into mail_in_content values ($1, $2, '\\x00', 'x@example.org', $3, $3)`, [
    mail,
    institution ?? null,
    name,
  ]);
}
