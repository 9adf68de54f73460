import { randomUUID } from 'node:crypto';
import { acting, engineersOf, idOf, levelOneOf, NOW, type Settings, type World } from './wall.spec-support.js';

/** ULCO's ticket at FUN, where somebody outside works on it; a text that FUN keeps ready; managers who are asked. */
export async function addEscalations(world: World): Promise<void> {
  const { id, admin, connections } = world;
  const ticket = idOf(id, 'ticket ULCO');
  await admin.query(`update escalation set external_name = 'Apereo' where ticket_id = $1 and n = 2`, [ticket]);
  const as = (settings: Settings, text: string, values: unknown[]) =>
    acting(connections.api, settings, (client) => client.query(text, values), { keep: true });
  await as(
    levelOneOf(world, 'ULCO'),
    'insert into external_contact (institution_id, ticket_id, n, address) values ($1, $2, 2, $3)',
    [id['FUN'], ticket, 'apereo@outside.example'],
  );
  await admin.query(
    `insert into responsibility (id, service_id, "function", position, institution_id)
     values ($1, $2, 'documentation', 77, $3)`,
    [randomUUID(), id['service'], id['FUN']],
  );
  await as(
    engineersOf(world, 'FUN'),
    `insert into ready_text (id, institution_id, service_id, use, name, code, text_fr, version, updated_at)
     values ($1, $2, $3, 'return', 'Hors périmètre', 'out_of_scope', 'Un texte', 1, $4)`,
    [randomUUID(), id['FUN'], id['service'], NOW],
  );
  await as(levelOneOf(world, 'ULCO'), alertRow, alertOf(world, 'ULCO', 'user', 'UJM'));
  await as(levelOneOf(world, 'ULCO'), 'insert into hierarchical_due values ($1, $2, $3)', [
    id['alert ULCO'],
    id['ULCO'],
    NOW,
  ]);
}

export const alertRow = `
  with alert as (
    insert into hierarchical_escalation (id, institution_id, side, ticket_id, service_id, lead_provider_id, addressed_to,
            reference, title, asked_by, asker_name, asked_at, reason, decision_due_at)
    values ($1, $2, $3, $4, $5, $6, case when $6::uuid is null then 'managers' else 'both' end, 'ULCO-2026-00001',
            'A title', $7, 'Somebody', $8, 'A reason', $8)
    returning id
  )
  select id from alert`;

/** The row of an alert that `code` sends on one of its sides, to `lead` as lead provider if one is named. */
export function alertOf({ id }: World, code: string, side: 'user' | 'provider', lead?: string): unknown[] {
  const row = [id[code], side, id['ticket ULCO'], id['service'], lead ? id[lead] : null, id[`agent ${code}`], NOW];
  return [(id[`alert ${code}`] = randomUUID()), ...row];
}
