import { randomUUID } from 'node:crypto';
import { saying } from './wall-problems.spec-support.js';
import { acting, engineersOf, levelOneOf, NOW, type Settings, type World } from './wall.spec-support.js';

/** Another person at FUN, who approves what the first one wrote. */
export const approverOf = (world: World): Settings => ({
  ...engineersOf(world, 'FUN'),
  person: world.id['requester FUN'] ?? '',
});

/**
 * What stands before the changes of the service, which FUN leads and ULCO uses: a board with a seat of ULCO, of UPHF (which
 * uses nothing) and of FUN, in which ULCO says who sits; `model approved` and `model draft`, the first of which failed and
 * was suspended; a questionnaire; and that one component needs another.
 */
export async function addStanding(world: World): Promise<void> {
  const { id, admin, connections } = world;
  await saying(world);
  const make = (name: string) => (id[name] = randomUUID());
  const keep = { keep: true };
  await admin.query(`insert into component values ($1, $2, 'DB')`, [make('component DB'), id['service']]);
  const { rows } = await admin.query<{ id: string }>(`select id from component where code = 'WEB'`);
  id['component WEB'] = rows[0]?.id ?? '';
  const [board, seat] = [make('board'), make('seat ULCO')];
  await acting(
    connections.api,
    engineersOf(world, 'FUN'),
    async (client) => {
      await client.query('insert into change_board values ($1, $2, $3, 1, $4)', [
        board,
        id['FUN'],
        id['service'],
        [id['ULCO'], id['UPHF'], id['FUN']],
      ]);
      const seats = [
        { id: seat, n: 1, kind: 'representative', institutionId: id['ULCO'], hasVeto: false },
        { id: make('seat UPHF'), n: 2, kind: 'representative', institutionId: id['UPHF'], hasVeto: false },
        { id: make('seat FUN'), n: 3, kind: 'function', institutionId: id['FUN'], hasVeto: true },
      ];
      await client.query(boardRow, [id['FUN'], board, 1, JSON.stringify(seats), id['agent FUN'], NOW]);
      for (const name of ['model approved', 'model draft']) {
        await client.query(modelRow, [make(name), id['FUN'], id['service'], id['agent FUN'], NOW]);
        await client.query(`insert into change_model_version values ($1, $2, 1, 'Un titre', 'A title')`, [
          id['FUN'],
          id[name],
        ]);
        await client.query(planRow, [id['FUN'], id[name], [id['agent FUN']], NOW]);
      }
      await client.query(`insert into risk_questionnaire values ($1, $2, $3, 2, '[]', 2, 5, $4, $5)`, [
        make('questionnaire'),
        id['FUN'],
        id['service'],
        id['agent FUN'],
        NOW,
      ]);
      await client.query(dependencyRow, [
        make('dependency'),
        id['FUN'],
        id['component WEB'],
        id['component DB'],
        id['agent FUN'],
        NOW,
      ]);
    },
    keep,
  );
  await acting(
    connections.api,
    approverOf(world),
    async (client) => {
      const model = id['model approved'];
      await client.query('update change_model_plan set approved_by = app_person() where model_id = $1', [model]);
      await client.query('update change_model_version set approved_at = $2 where model_id = $1', [model, NOW]);
      await client.query(
        'update change_model set approved_number = 1, approved_at = $2, expires_at = $2 where id = $1',
        [model, NOW],
      );
      await client.query(`insert into change_model_failure values ($1, $2, $3, $4)`, [
        id['FUN'],
        model,
        randomUUID(),
        NOW,
      ]);
      await client.query(
        `insert into change_model_reason values ($1, $2, $3, 'suspended', 'A reason', app_person(), $4)`,
        [randomUUID(), id['FUN'], model, NOW],
      );
    },
    keep,
  );
  await acting(connections.api, levelOneOf(world, 'ULCO'), (client) => client.query(namingRow, namingOf(world)), keep);
}

export const boardRow = `
  insert into change_board_version (institution_id, board_id, number, seats, rule, quorum_percent, is_full_vote, written_by,
                                    written_at)
  values ($1, $2, $3, $4, '{"kind": "majority"}', 50, false, $5, $6)`;

export const modelRow = `
  insert into change_model (id, institution_id, service_id, created_by, created_at, version, updated_at)
  values ($1, $2, $3, $4, $5, 1, $5)`;

export const planRow = `
  insert into change_model_plan (institution_id, model_id, number, description, steps, tests, backout, back_out_minutes,
                                 interruption_minutes, needs_maintenance_window, authors, revision, written_at)
  values ($1, $2, 1, 'What', '["Do"]', 'See', 'Undo', 10, 0, false, $3, 1, $4)`;

export const dependencyRow = `
  insert into component_dependency (id, institution_id, component_id, needs_id, added_by, added_at)
  values ($1, $2, $3, $4, $5, $6)`;

export const namingRow = `
  insert into change_seat_naming (institution_id, board_id, seat_id, number, member_id, deputies, named_by, named_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;

/** Whom ULCO sends; each part may be another. */
export function namingOf({ id }: World, said: Record<string, unknown> = {}): unknown[] {
  const whole = {
    institution: id['ULCO'],
    board: id['board'],
    seat: id['seat ULCO'],
    number: 1,
    member: id['agent ULCO'],
    deputies: JSON.stringify([{ person: id['requester ULCO'], from: NOW, until: null }]),
    by: id['agent ULCO'],
    at: NOW,
    ...said,
  };
  return Object.values(whole);
}
