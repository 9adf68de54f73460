import { randomUUID } from 'node:crypto';
import { acting, engineersOf, idOf, levelOneOf, NOW, type World } from './wall.spec-support.js';

const content = { name: { fr: 'Un modèle', en: 'A model' }, fields: [], tasks: [] };

/** Somebody of an institution who holds no role but that of a requester, and is asked to decide. */
export function approverOf({ id }: World, code: string) {
  return { institution: idOf(id, code), person: idOf(id, `approver ${code}`), scope: 'requester' };
}

/**
 * What goes with opening, of ULCO and UPHF: a published model (`model CODE`) with a draft after it, a filled form, an
 * approval that waits for `approver CODE`, a task, time on both sides, a template and a canned answer.
 */
export async function addOpening(world: World): Promise<void> {
  const { id, admin, connections } = world;
  for (const code of ['ULCO', 'UPHF']) {
    const ticket = idOf(id, `ticket ${code}`);
    const institution = idOf(id, code);
    const agent = idOf(id, `agent ${code}`);
    const approver = (id[`approver ${code}`] = randomUUID());
    await admin.query(`insert into person (id, display_name, email, locale) values ($1, 'An approver', $2, 'fr')`, [
      approver,
      `approver.${code.toLowerCase()}@guichet.example`,
    ]);
    await admin.query('insert into membership (institution_id, person_id) values ($1, $2)', [institution, approver]);
    const write = async (client: typeof admin) => {
      const model = (id[`model ${code}`] = randomUUID());
      await client.query('insert into request_model values ($1, $2, $3, $4, $5)', [
        model,
        institution,
        id['service'],
        agent,
        NOW,
      ]);
      const version = `insert into request_model_version (model_id, number, institution_id, content, written_by, written_at)
                       values ($1, $2, $3, $4, $5, $6)`;
      for (const number of [1, 2])
        await client.query(version, [model, number, institution, JSON.stringify(content), agent, NOW]);
      await client.query(
        `update request_model_version set published_by = $2, published_at = $3 where model_id = $1 and number = 1`,
        [model, agent, NOW],
      );
      await client.query(
        `insert into ticket_form
         select $1, $2, m.id, $3, 1, '[]' from message m where m.ticket_id = $1 and m.audience = 'requester' limit 1`,
        [ticket, institution, model],
      );
      await client.query(
        `insert into approval (id, institution_id, ticket_id, reference, title, service_id, requester_id, approver_id,
                               asked_at, state)
         select $1, t.institution_id, t.id, t.reference, t.title, t.service_id, t.requester_id, $3, $4, 'open'
           from ticket t where t.id = $2`,
        [(id[`approval ${code}`] = randomUUID()), ticket, approver, NOW],
      );
      await client.query(
        `insert into task (id, institution_id, ticket_id, position, title, must_be_done, version)
         values ($1, $2, $3, 1, 'A task', false, 1)`,
        [(id[`task ${code}`] = randomUUID()), institution, ticket],
      );
      await client.query(`insert into ticket_template values ($1, $2, null, 'A template', '{}', 1, $3)`, [
        randomUUID(),
        institution,
        NOW,
      ]);
      await client.query(`insert into canned_answer values ($1, $2, 'user', null, 'An answer', 'A text', 1, $3)`, [
        (id[`answer ${code}`] = randomUUID()),
        institution,
        NOW,
      ]);
      await client.query(timeRow, [randomUUID(), institution, 'user', ticket, agent, NOW]);
    };
    await acting(connections.api, levelOneOf(world, code), write, { keep: true });
  }
  const fun = [randomUUID(), id['FUN'], 'provider', id['ticket ULCO'], id['agent FUN'], NOW];
  await acting(connections.api, engineersOf(world, 'FUN'), (client) => client.query(timeRow, fun), { keep: true });
}

export const timeRow = `
  insert into time_spent (id, institution_id, side, ticket_id, person_id, minutes, spent_on, entered_at)
  values ($1, $2, $3, $4, $5, 30, '2026-03-10', $6)`;
