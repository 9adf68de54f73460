import { randomUUID } from 'node:crypto';
import { idOf, NOW, type World } from './wall.spec-support.js';

/**
 * What is counted of `ticket ULCO`: missed in February, which FUN, the lead provider, has published; corrected and
 * contested since. Its parts: ULORRAINE, whose part is over, FUN, and UJM, which delivered.
 */
export async function addFigures(world: World): Promise<void> {
  const { admin, id } = world;
  const of = (name: string) => idOf(id, name);
  const sides = [of('ULCO'), of('FUN'), of('service')];
  const ticket = of('ticket ULCO');
  // past the trigger: it was escalated under this agreement from the beginning
  await admin.query(`set session_replication_role = replica;
    update ticket set agreement_id = '${of('agreement')}' where id = '${ticket}';
    set session_replication_role = default`);
  await admin.query(
    `insert into handled_unit (ticket_id, institution_id, lead_provider_id, service_id, agreement_id, reference, kind, facts,
            verdict, verdict_at, binding, month, late_questions, returns)
     values ($1, $2, $3, $4, $5, 'ULCO-2026-00001', 'incident', '[]', 'missed', '2026-02-10T09:00Z', true, '2026-02', 0, 0)`,
    [ticket, ...sides, of('agreement')],
  );
  for (const [n, holder, isShown] of [
    [1, 'ULORRAINE', false],
    [2, 'FUN', true],
    [3, 'UJM', true],
  ] as const) {
    const part = [ticket, n, ...sides, of(holder), isShown];
    await admin.query('insert into handled_part values ($1, $2, $3, $4, $5, $6, $7, 60000)', part);
  }
  await admin.query(
    `insert into published_month values ($1, '2026-02', $2, $3, $4, $5, $6, '{"ULCO-2026-00001": "met"}', '{}')`,
    [of('agreement'), ...sides, NOW, of('agent FUN')],
  );
  await admin.query(
    `insert into verdict_correction values ($1, $2, '2026-02', $3, $4, $5, $6, 'ULCO-2026-00001', 'met', 'missed', 'missed_later', $7)`,
    [randomUUID(), of('agreement'), ...sides, ticket, NOW],
  );
  await admin.query(
    `insert into verdict_contest (id, ticket_id, n, agreement_id, institution_id, lead_provider_id, service_id, verdict, claimed,
            reason, opened_at, opened_by, opened_by_institution_id)
     values ($1, $2, 1, $3, $4, $5, $6, 'missed', 'met', 'A reason', $7, $8, $5)`,
    [(id['contest'] = randomUUID()), ticket, of('agreement'), ...sides, NOW, of('agent FUN')],
  );
}
