import { randomUUID } from 'node:crypto';
import { ticketRow } from './wall-tickets.spec-support.js';
import { acting, idOf, levelOneOf, NOW, type World } from './wall.spec-support.js';

/**
 * A second ticket of ULCO, merged into the first; a major incident of ULCO on it, announced to ULCO and FUN; that first
 * ticket hangs on it, and is to be resolved when it ends.
 */
export async function addRelations(world: World): Promise<void> {
  const { id, admin, connections } = world;
  const ticket = idOf(id, 'ticket ULCO');
  // somebody who is nobody else here
  const requester = randomUUID();
  await admin.query(`insert into person (id, display_name, email, locale) values ($1, 'Another', $2, 'fr')`, [
    requester,
    'another.ulco@example.org',
  ]);
  await admin.query('insert into membership (institution_id, person_id) values ($1, $2)', [id['ULCO'], requester]);
  const second = (id['second ticket ULCO'] = randomUUID());
  const major = (id['major'] = randomUUID());
  const ulco = levelOneOf(world, 'ULCO');
  await acting(
    connections.api,
    ulco,
    async (client) => {
      const places = [id['ULCO'], 'ULCO-2026-00002', id['site ULCO'], id['service'], requester, id['agent ULCO']];
      await client.query(ticketRow, [second, ...places, NOW]);
      await client.query(`insert into ticket_link values ($1, $2, $3, 'merged', 'ULCO-2026-00001', $4, $5)`, [
        id['ULCO'],
        second,
        ticket,
        id['agent ULCO'],
        NOW,
      ]);
      await client.query(
        `insert into major_incident (id, institution_id, service_id, ticket_id, title, state, declared_by, declared_at)
         values ($1, $2, $3, $4, 'A title', 'open', $5, $6)`,
        [major, id['ULCO'], id['service'], second, id['agent ULCO'], NOW],
      );
      await client.query('select major_announce($1, $2)', [major, NOW]);
      await client.query(`insert into major_update values ($1, $2, 'declared', 'A text', false, $3, $4)`, [
        randomUUID(),
        major,
        id['agent ULCO'],
        NOW,
      ]);
      await client.query('insert into major_child values ($1, $2, $3, $4, $5)', [
        id['ULCO'],
        ticket,
        major,
        id['agent ULCO'],
        NOW,
      ]);
    },
    { keep: true },
  );
  await acting(
    connections.worker,
    ulco,
    (client) =>
      client.query(
        `insert into consequence (institution_id, event_id, ticket_id, kind, source_id, state, since, at)
         values ($1, $2, $3, 'resolve', $4, 'pending', $5, $5)`,
        [id['ULCO'], id['event internal ULCO'], ticket, major, NOW],
      ),
    { keep: true },
  );
}
