import { idOf, NOW, type World } from './wall.spec-support.js';

/** A word that stands in each action, and one of the ticket that FUN works on. */
export const SAID = 'zeste';
export const LEARNED = 'zinc';

/**
 * After `addActions` and `addRuns`: each action of FUN says one word and has one label, and FUN, which works on the ticket of ULCO, learned a
 * word of it: there its run worked.
 */
export async function addSuggestions({ id, admin }: World): Promise<void> {
  await admin.query(`update action_offer set run_by = '{agent,engineer}'`);
  await admin.query(
    `insert into action_term (service_id, term, action_id, weight, institution_id, sharing, is_published)
     select o.service_id, $1, o.action_id, 0.5, o.institution_id, o.sharing, o.is_published from action_offer o`,
    [SAID],
  );
  await admin.query(
    `insert into action_trigger (service_id, pair, action_id, n, labels)
     select o.service_id, 'alertname=Down', o.action_id, 1, '{"alertname": "Down"}' from action_offer o`,
  );
  await admin.query(
    `insert into action_lesson (run_id, service_id, action_id, reader, ticket_id, worked, terms, at)
     select r.id, r.service_id, r.action_id, reader_key(r.institution_id, r.side), r.ticket_id, true, $2, $3
       from run r where r.id = $1`,
    [idOf(id, 'run FUN'), [LEARNED], NOW],
  );
  await admin.query('select action_lesson_count(l, 1) from action_lesson l where l.run_id = $1', [idOf(id, 'run FUN')]);
}
