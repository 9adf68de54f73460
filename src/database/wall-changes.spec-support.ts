import { randomUUID } from 'node:crypto';
import { operatorOf } from './wall-freezes.spec-support.js';
import { saying } from './wall-problems.spec-support.js';
import {
  acting,
  engineersOf,
  idOf,
  levelOneOf,
  NOW,
  requesterOf,
  staffOf,
  type Settings,
  type World,
} from './wall.spec-support.js';

/** Everybody who may come to the changes of FUN. */
export const peopleAround = (world: World): Record<string, () => Settings> => ({
  'an engineer of its maker': () => engineersOf(world, 'FUN'),
  'an engineer of its maker for another service': () => ({
    ...engineersOf(world, 'FUN'),
    provider_services: randomUUID(),
  }),
  'an engineer of its maker for its service': () => ({
    ...engineersOf(world, 'FUN'),
    provider_services: idOf(world.id, 'service'),
  }),
  'level 1 of its maker, which it affects': () => levelOneOf(world, 'FUN'),
  'level 1 of an affected one': () => levelOneOf(world, 'ULCO'),
  'level 1 of an affected one for another service': () => ({
    ...levelOneOf(world, 'ULCO'),
    user_services: randomUUID(),
  }),
  'an engineer of an affected one': () => engineersOf(world, 'ULCO'),
  'a requester of an affected one': () => requesterOf(world, 'ULCO'),
  'the tenant': () => levelOneOf(world, 'UPHF'),
  'a requester of the tenant': () => requesterOf(world, 'UPHF'),
  'whoever asked for it': () => levelOneOf(world, 'UJM'),
  'a requester of whoever asked': () => requesterOf(world, 'UJM'),
  'a stranger': () => staffOf(world, 'ULORRAINE'),
  'the operator': () => operatorOf(world),
  nobody: () => ({}),
});

/** Whom `peopleAround` knows. */
export const peopleNames = [
  'an engineer of its maker',
  'an engineer of its maker for another service',
  'an engineer of its maker for its service',
  'level 1 of its maker, which it affects',
  'level 1 of an affected one',
  'level 1 of an affected one for another service',
  'an engineer of an affected one',
  'a requester of an affected one',
  'the tenant',
  'a requester of the tenant',
  'whoever asked for it',
  'a requester of whoever asked',
  'a stranger',
  'the operator',
  'nobody',
];

/** What each change is called here. */
export const changeNames = ['change told', 'change secret', 'change tenant', 'change asked'] as const;

/**
 * Four changes of FUN on the service, each with its inside, a step, notes, a link and what its peers said. `change told`
 * affects ULCO, is announced and objected to; `change secret` affects it and is a draft; `change tenant` is UPHF's own, which
 * decided on it; `change asked` was asked for by UJM. The first is in a published release, the second in a draft.
 */
export async function addChanges(world: World): Promise<void> {
  const { id, connections } = world;
  await saying(world);
  const keep = { keep: true };
  const make = (name: string) => (id[name] = randomUUID());
  await acting(
    connections.api,
    engineersOf(world, 'FUN'),
    async (client) => {
      await client.query('insert into change_counter values ($1, 2026, 4)', [id['FUN']]);
      await client.query('insert into release_counter values ($1, 2026, 2)', [id['FUN']]);
      for (const [at, name] of changeNames.entries()) {
        const change = make(name);
        const tenant = name === 'change tenant' ? id['UPHF'] : null;
        await client.query(changeRow, [
          change,
          id['FUN'],
          `CHG-FUN-2026-8000${String(at + 1)}`,
          [id['service']],
          tenant,
          NOW,
        ]);
        await client.query(insideRow, [change, id['FUN'], id['agent FUN'], NOW]);
        await client.query(
          `insert into change_task (id, institution_id, change_id, position, kind, title, state)
           values ($1, $2, $3, 1, 'task', 'Do', 'open')`,
          [make(`task ${name}`), id['FUN'], change],
        );
        for (const audience of ['internal', 'shared'])
          await client.query(noteRow, [
            make(`${audience} ${name}`),
            id['FUN'],
            change,
            id['FUN'],
            id['agent FUN'],
            audience,
            NOW,
          ]);
        await client.query(`insert into change_link values ($1, $2, 'ticket', $3, 'relates', $4, $5)`, [
          id['FUN'],
          change,
          id['ticket ULCO'] ?? randomUUID(),
          id['agent FUN'],
          NOW,
        ]);
        await client.query(opinionRow, [
          make(`peer ${name}`),
          id['FUN'],
          change,
          id['FUN'],
          'peer',
          id['agent FUN'],
          NOW,
        ]);
      }
      await client.query(`insert into change_late values ($1, $2, 'end', $3)`, [id['FUN'], id['change told'], NOW]);
      const party = (who: string, name: string, kind: string, shownAt: string | null) =>
        client.query(partyRow, [id[who], id[name], kind, id['FUN'], [id['service']], shownAt, NOW]);
      await party('ULCO', 'change told', 'affected', NOW);
      await party('FUN', 'change told', 'affected', NOW);
      await party('ULCO', 'change secret', 'affected', null);
      await party('UPHF', 'change tenant', 'tenant', NOW);
      await party('UPHF', 'change tenant', 'affected', NOW);
      await party('UJM', 'change asked', 'asker', NOW);
      for (const [name, change, label] of [
        ['release told', 'change told', '4.2'],
        ['release secret', 'change secret', '4.3'],
      ] as const) {
        const release = make(name);
        await client.query(releaseRow, [release, id['FUN'], id['service'], `REL-FUN-2026-${label}`, label, NOW]);
        await client.query(releaseNotesRow, [id['FUN'], release, 1, id['agent FUN'], NOW]);
        await client.query(bundleRow, [id['FUN'], id[change], release, id['service']]);
      }
      const told = id['release told'];
      await client.query('update release_change set shown_at = $2 where release_id = $1', [told, NOW]);
      await client.query(`update release set state = 'published', published_at = $2 where id = $1`, [told, NOW]);
    },
    keep,
  );
  await acting(
    connections.api,
    levelOneOf(world, 'ULCO'),
    async (client) => {
      await client.query(objectionRow, [
        make('objection'),
        id['ULCO'],
        id['change told'],
        id['FUN'],
        id['agent ULCO'],
        NOW,
      ]);
      await client.query('insert into change_ack values ($1, $2, $3, $4, $5, $3)', [
        id['ULCO'],
        id['change told'],
        NOW,
        id['FUN'],
        id['agent ULCO'],
      ]);
      await client.query(noteRow, [
        make('note ULCO'),
        id['FUN'],
        id['change told'],
        id['ULCO'],
        id['agent ULCO'],
        'shared',
        NOW,
      ]);
    },
    keep,
  );
  await acting(
    connections.api,
    levelOneOf(world, 'UPHF'),
    (client) =>
      client.query(opinionRow, [
        make('opinion UPHF'),
        id['UPHF'],
        id['change tenant'],
        id['FUN'],
        'authority',
        id['agent UPHF'],
        NOW,
      ]),
    keep,
  );
}

export const changeRow = `
  insert into change (id, institution_id, reference, title, why, service_ids, component_ids, environments, asked, class,
                      class_reasons, tenant_id, state, interruption_minutes, risk, announced_at, listed_at, version, updated_at)
  values ($1, $2, $3, 'A change', 'Why', $4, '{}', '{production}', 'normal', 'normal', '[]', $5, 'deciding', 0, 'low', $6, $6,
          1, $6)`;
export const insideRow = `
  insert into change_inside (change_id, institution_id, plan, tests, backout_plan, was_tried, loses_function,
                             takes_personal_data, is_major_version, answers, implementer_ids, author_id, hands, owner_id, created_at,
                             version, updated_at)
  values ($1, $2, 'Plan', '', '', true, false, false, false, '{}', array[$3::uuid], $3, array[$3::uuid], $3, $4, 1, $4)`;
export const noteRow = `
  insert into change_note (id, institution_id, change_id, author_institution_id, author_id, audience, body, written_at)
  values ($1, $2, $3, $4, $5, $6, 'A note', $7)`;
export const opinionRow = `
  insert into change_opinion (id, institution_id, change_id, owner_id, as_what, person_id, decision, digest, said_at)
  values ($1, $2, $3, $4, $5, $6, 'approve', '\\x01', $7)`;
export const objectionRow = `
  insert into change_objection (id, institution_id, change_id, owner_id, person_id, reason, is_security, objected_at)
  values ($1, $2, $3, $4, $5, 'No', false, $6)`;
export const partyRow = `
  insert into change_party (institution_id, change_id, kind, owner_id, service_ids, shown_at, listed_at)
  values ($1, $2, $3, $4, $5, $6, $7)`;
export const releaseRow = `
  insert into release (id, institution_id, service_id, reference, label, kind, state, created_at, version, updated_at)
  values ($1, $2, $3, $4, $5, 'minor', 'draft', $6, 1, $6)`;
export const releaseNotesRow = `
  insert into release_notes (institution_id, release_id, number, notes_fr, notes_en, written_by, written_at)
  values ($1, $2, $3, 'Des notes', 'Notes', $4, $5)`;
export const bundleRow = `
  insert into release_change (institution_id, change_id, release_id, service_id) values ($1, $2, $3, $4)`;
