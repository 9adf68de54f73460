import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { acting, engineersOf, idOf, levelOneOf, NOW, type Settings, type World } from './wall.spec-support.js';

export const attachmentRow = `
  insert into attachment (id, ticket_id, message_id, institution_id, added_by, name, media_type, size, sha256,
                          storage_key, state, added_at)
  values ($1, $2, $3, $4, $5, $6, 'text/plain', 1, '\\x00', 'a key', $7, $8)`;

/** Adds a file to a message; the refusal's SQLSTATE is thrown. Its name is that of the message. */
export async function attach(
  { id }: World,
  client: pg.Client,
  code: string,
  message: string,
  { state = 'quarantined', ticket = 'ticket ULCO' } = {},
): Promise<string> {
  const attachment = (id[`attachment ${message}`] = randomUUID());
  const place = [idOf(id, ticket), idOf(id, `message ${message}`), id[code], id[`agent ${code}`]];
  await client.query(attachmentRow, [attachment, ...place, message, state, NOW]);
  return attachment;
}

/** Files, edited texts, drafts and an upload: of ULCO and FUN on `ticket ULCO`, of UPHF on its own. */
export async function addThread(world: World): Promise<void> {
  const { api } = world.connections;
  const as = (settings: Settings, work: (client: pg.Client) => Promise<unknown>) =>
    acting(api, settings, work, { keep: true });
  await as(levelOneOf(world, 'ULCO'), async (client) => {
    await attach(world, client, 'ULCO', 'requester ULCO');
    await attach(world, client, 'ULCO', 'shared ULCO+FUN');
    await attach(world, client, 'ULCO', 'internal ULCO');
    await putDown(world, client, 'ULCO', 'requester ULCO');
    await edit(world, client, 'requester ULCO');
  });
  await as(engineersOf(world, 'FUN'), async (client) => {
    await attach(world, client, 'FUN', 'internal FUN');
    await draft(world, client, 'FUN', 'ticket ULCO');
  });
  await as(levelOneOf(world, 'UPHF'), async (client) => {
    await attach(world, client, 'UPHF', 'internal UPHF', { ticket: 'ticket UPHF' });
    await draft(world, client, 'UPHF', 'ticket UPHF');
  });
}

async function putDown({ id }: World, client: pg.Client, code: string, message: string): Promise<void> {
  const row = [idOf(id, `attachment ${message}`), id[code], NOW];
  await client.query(
    'insert into attachment_scan (attachment_id, institution_id, at, since) values ($1, $2, $3, $3)',
    row,
  );
  const upload = [randomUUID(), id[code], id[`agent ${code}`], NOW];
  await client.query(`insert into attachment_upload values ($1, $2, $3, 'another key', $4)`, upload);
}

export function edit({ id }: World, client: pg.Client, message: string, at = NOW): Promise<pg.QueryResult> {
  const text = 'update message set body = body, version = version + 1, edited_at = $2 where id = $1';
  return client.query(text, [idOf(id, `message ${message}`), at]);
}

export function draft({ id }: World, client: pg.Client, code: string, ticket: string): Promise<pg.QueryResult> {
  const row = [id[code], id[`agent ${code}`], idOf(id, ticket), NOW];
  return client.query(`insert into message_draft values ($1, $2, $3, 'A draft', 'shared', 1, $4)`, row);
}
