import { randomUUID } from 'node:crypto';
import { acting, idOf, levelOneOf, NOW, type World } from './wall.spec-support.js';

/**
 * What stands beside tickets at a desk, of ULCO and UPHF: a recurring ticket (`recurring CODE`) with a date that was left
 * out and its next one, something that a bulk did, and an answer under a key.
 */
export async function addDeskWork({ id, admin, connections }: World): Promise<void> {
  for (const code of ['ULCO', 'UPHF']) {
    const institution = idOf(id, code);
    const agent = idOf(id, `agent ${code}`);
    const recurring = (id[`recurring ${code}`] = randomUUID());
    const world = { id, admin, connections } as World;
    const { rows } = await admin.query<{ id: string }>('select id from site where institution_id = $1 limit 1', [
      institution,
    ]);
    await acting(
      connections.api,
      levelOneOf(world, code),
      async (client) => {
        await client.query(recurringRow, [recurring, institution, id['service'], rows[0]?.id, agent, NOW]);
        await client.query(
          `insert into recurring_occurrence (institution_id, recurring_id, on_date, outcome, reason, decided_at, decided_by)
           values ($1, $2, '2026-03-02', 'skipped', 'A reason', $3, $4)`,
          [institution, recurring, NOW, agent],
        );
        await client.query('insert into recurring_due values ($1, $2, $3)', [recurring, institution, NOW]);
        await client.query(answerRow, [institution, agent, NOW]);
        await client.query(codeRow, [randomUUID(), institution, agent, NOW]);
      },
      { keep: true },
    );
    await admin.query(
      `insert into bulk_news
       select $1, $2, $3, e.id, e.stream_id, 'home', 'requester', 'resolved', $4
         from event e where e.stream_id = $5 limit 1`,
      [institution, randomUUID(), agent, NOW, id[`ticket ${code}`]],
    );
  }
}

export const recurringRow = `
  insert into recurring_ticket (id, institution_id, service_id, site_id, maker_id, kind, title, description, recurrence,
          starts_on, at_time, time_zone, move_to_working_day, state, next_on, next_at, version, created_at, updated_at)
  values ($1, $2, $3, $4, $5, 'request', 'A title', 'A text', 'FREQ=DAILY', '2026-03-01', '08:00', 'Europe/Paris', 'none',
          'running', '2026-03-11', $6, 1, $6, $6)`;

export const codeRow = `
  insert into decision_code (id, institution_id, person_id, link, made_at, expires_at, wrong, send_at)
  values ($1, $2, $3, '\\x00', $4, $4, 0, $4)`;

export const answerRow = `
  insert into idempotent_answer (institution_id, person_id, key, request, status, headers, body, kept_at)
  values ($1, $2, 'a key', '\\x00', 201, '{}', '{"secret": true}', $3)`;
