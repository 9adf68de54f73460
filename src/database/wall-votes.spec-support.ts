import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { acting, engineersOf, idOf, NOW, type Settings, type World } from './wall.spec-support.js';

/** A CAB member of an institution: staff without a side. */
export const voterOf = ({ id }: World, code: string): Settings => ({
  institution: idOf(id, code),
  person: idOf(id, `agent ${code}`),
  scope: 'staff',
});

export const DIGEST = Buffer.alloc(32, 7);

/**
 * A major change of FUN (`voted change`), which affects ULCO, UPHF and UJM, with an open round (`round`) of two seats: those
 * of ULCO and UPHF, whose agents have voted.
 */
export async function addVotes(world: World): Promise<void> {
  const { id, connections, admin } = world;
  const fun = engineersOf(world, 'FUN');
  const keep = { keep: true };
  const change = (id['voted change'] = randomUUID());
  const round = (id['round'] = randomUUID());
  for (const code of ['ULCO', 'UPHF', 'UJM'])
    await admin.query(`insert into role_grant (institution_id, person_id, role) values ($1, $2, 'cab_member')`, [
      id[code],
      id[`agent ${code}`],
    ]);
  await acting(
    connections.api,
    fun,
    async (client) => {
      await client.query(changeRow, [change, id['FUN'], 'CHG-FUN-2026-00001', [id['service']], NOW]);
      await client.query(insideRow, [change, id['FUN'], fun.person, NOW]);
      await client.query(
        `insert into change_task (id, institution_id, change_id, position, kind, title, state)
         values ($1, $2, $3, 1, 'task', 'A step', 'open')`,
        [randomUUID(), id['FUN'], change],
      );
      for (const [code, kind] of [
        ['ULCO', 'affected'],
        ['UPHF', 'affected'],
        ['UJM', 'affected'],
        ['ULCO', 'board'],
        ['UPHF', 'board'],
      ] as const)
        await client.query(partyRow, [id[code], change, kind, id['FUN'], [id['service']], NOW]);
      await client.query(roundRow, roundOf(world, { round, change }));
      await client.query('insert into change_round_due values ($1, $2, $3, $4)', [round, id['FUN'], change, NOW]);
      for (const code of ['ULCO', 'UPHF']) await client.query(voterRow, voterValues(world, code));
    },
    keep,
  );
  for (const [n, code] of ['ULCO', 'UPHF'].entries())
    await acting(connections.api, voterOf(world, code), (client) => cast(client, world, code, { n: n + 1 }), keep);
}

export const cast = (client: pg.Client, world: World, code: string, more: Record<string, unknown> = {}) =>
  client.query(voteRow, voteOf(world, code, more));

export function voteOf({ id }: World, code: string, more: Record<string, unknown> = {}): unknown[] {
  const whole = {
    id: randomUUID(),
    institution: id[code],
    owner: id['FUN'],
    change: id['voted change'],
    round: id['round'],
    n: 3,
    seat: id[`seat of ${code}`],
    person: id[`agent ${code}`],
    decision: 'reject',
    reason: 'A reason',
    at: NOW,
    ...more,
  };
  return Object.values(whole);
}

export function roundOf(
  { id }: World,
  { round, change, n = 1 }: { round: string; change: string; n?: number },
): unknown[] {
  const seats = ['ULCO', 'UPHF'].map((code, place) => {
    const seat = (id[`seat of ${code}`] ??= randomUUID());
    const member = id[`agent ${code}`];
    const said = { kind: 'representative', institutionId: id[code], hasVeto: false, deputies: [] };
    return { id: seat, n: place + 1, member, voters: [member], ...said };
  });
  return [round, id['FUN'], change, n, id['service'], JSON.stringify(seats), DIGEST, id['agent FUN'], NOW];
}

export function voterValues({ id }: World, code: string, more: Record<string, unknown> = {}): unknown[] {
  const whole = {
    id: (id[`voter ${code}`] = randomUUID()),
    institution: id[code],
    owner: id['FUN'],
    change: id['voted change'],
    round: id['round'],
    seat: id[`seat of ${code}`],
    person: id[`agent ${code}`],
    digest: DIGEST,
    ...more,
  };
  return Object.values(whole);
}

export const voteRow = `
  insert into change_vote (id, institution_id, owner_id, change_id, round_id, n, seat_id, person_id, decision, reason, cast_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;
export const voterRow = `
  insert into change_voter (id, institution_id, owner_id, change_id, round_id, seat_id, person_id, digest, is_void)
  values ($1, $2, $3, $4, $5, $6, $7, $8, false)`;
export const roundRow = `
  insert into change_round (id, institution_id, change_id, number, kind, service_id, board_version, seats, rule,
                            quorum_percent, digest, opened_by, opened_at, deadline, extended_deadline, state)
  values ($1, $2, $3, $4, 'board', $5, 1, $6, '{"kind": "majority"}', 50, $7, $8, $9, $9::timestamptz + interval '5 days',
          $9::timestamptz + interval '7 days', 'open')`;
const changeRow = `
  insert into change (id, institution_id, reference, title, why, service_ids, component_ids, environments, asked, class,
                      class_reasons, state, interruption_minutes, risk, listed_at, version, updated_at)
  values ($1, $2, $3, 'A title', 'A reason', $4, '{}', '{production}', 'normal', 'major', '[]', 'deciding', 0, 'low', $5, 1, $5)`;
const insideRow = `
  insert into change_inside (change_id, institution_id, plan, tests, backout_plan, was_tried, loses_function,
                             takes_personal_data, is_major_version, answers, implementer_ids, author_id, hands, owner_id,
                             created_at, version, updated_at)
  values ($1, $2, 'A plan', 'Tests', 'Back', true, false, false, true, '{}', '{}', $3, array[$3::uuid], $3, $4, 1, $4)`;
const partyRow = `
  insert into change_party (institution_id, change_id, kind, owner_id, service_ids, shown_at, listed_at)
  values ($1, $2, $3, $4, $5, $6, $6)`;
