import { randomUUID } from 'node:crypto';
import { idOf, NOW, type World } from './wall.spec-support.js';

/**
 * Rows that the stories of the other parts do not leave behind, each for a policy that nobody would miss without it: most
 * stand between two moves, when the row that a policy lets in is there and has not moved on.
 */
export async function addWhatIsMissed(world: World): Promise<void> {
  const { id, admin } = world;
  await admin.query('set session_replication_role = replica');
  const place = (name: string) => idOf(id, name);
  const copy = (table: string, changed: Record<string, unknown>, where = 'true') =>
    copied(world, table, changed, where);
  const ulco = { institution_id: place('ULCO') };

  // reviewed, not yet published
  await admin.query(`update action_version set state = 'reviewed', reviewed_by = $2, reviewed_at = $3 where id = $1`, [
    id['action users 2'],
    id['requester FUN'],
    NOW,
  ]);
  await copy(
    'action_review',
    { id: randomUUID(), version_id: id['action users 2'] },
    `action_id = '${place('action users')}'`,
  );
  // a holder of the service besides the one that wrote its actions
  await copy('responsibility', { id: randomUUID(), function: 'hosting', institution_id: id['ULORRAINE'] });
  // run before it was taken back inside
  const inside = { id: randomUUID(), action_id: id['action internal'], version_id: id['action internal 1'] };
  await copy('run', inside, `institution_id <> '${place('FUN')}'`);
  // proposed, not yet decided on
  await copy('agreement_version', {
    id: randomUUID(),
    number: 77,
    state: 'proposed',
    recorded_at: null,
    proposed_by: id['agent ULCO'],
    proposed_by_institution_id: id['ULCO'],
  });
  // written by somebody of the institution, not by an import
  for (const table of ['institution_targets', 'service_hours_version'])
    await copy(
      table,
      { id: randomUUID(), number: 77, recorded_by: id['agent ULCO'] },
      `institution_id = '${ulco.institution_id}'`,
    );
  // what a message said just before the edit
  await admin.query(
    `insert into message_version (message_id, number, body, written_at)
     select id, version, 'Before', posted_at from message order by id on conflict do nothing`,
  );
  // committed, not yet carried out
  await copy('improvement', {
    id: randomUUID(),
    reference: 'IMP-FUN-2026-00077',
    state: 'open',
    implemented_by: null,
    implemented_at: null,
  });
  // neighbours of two institutions, of which each sees what was said to the other
  const neighbours = [
    { institution_id: id['FUN'], change_id: id['met change'], other_id: randomUUID(), other_owner_id: id['UJM'] },
    { institution_id: id['UJM'], change_id: randomUUID(), other_id: id['met change'], other_owner_id: id['FUN'] },
  ];
  for (const sides of neighbours) await copy('change_acknowledgement', { id: randomUUID(), ...sides });
  // shown to an institution that it does not concern any more
  await copy('change_party', {
    institution_id: id['UPHF'],
    change_id: randomUUID(),
    kind: 'affected',
    removed_at: NOW,
    shown_at: NOW,
  });
  // said to the system of an institution
  await copy('event', { id: randomUUID(), number: 77, readers: [`${place('ULCO')}/system`] });
  // cast by whoever may, long after the end
  await copy('change_vote', { id: randomUUID(), n: 77, cast_at: '2099-01-01T00:00:00Z' });
  // major, and announced to nobody
  await copy('major_incident', { id: randomUUID(), ticket_id: null, ...ulco });
  // a note of the other side, which nobody at home reads
  const { rows: notes } = await admin.query<{ id: string }>(
    `select id from message where ticket_id = $1 and audience = 'internal' and author_institution_id = $2`,
    [place('ticket ULCO'), id['FUN']],
  );
  await copy('answer_unread', { ...ulco, ticket_id: place('ticket ULCO'), message_id: notes[0]?.id });
  // tickets that may be loosed from one another
  await copy('ticket_link', { kind: 'relates', to_reference: 'ULCO-2026-00077', to_id: randomUUID() });
  // whoever watches for themselves what nobody merged
  await copy('watcher', {
    ticket_id: place('second ticket ULCO'),
    ...ulco,
    side: 'user',
    person_id: place('agent ULCO'),
  });
  await admin.query('reset session_replication_role');
}

/** One more row like one that is there, but for what is said of it. */
async function copied({ admin }: World, table: string, changed: Record<string, unknown>, where: string) {
  const { rowCount } = await admin.query(
    `insert into ${table} select (jsonb_populate_record(t, $1)).* from ${table} t where ${where} limit 1`,
    [JSON.stringify(changed)],
  );
  if (rowCount !== 1) throw new Error(`no row of ${table} to copy`);
}
