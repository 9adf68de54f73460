import { randomUUID } from 'node:crypto';
import { acting, engineersOf, NOW, type World } from './wall.spec-support.js';

/** An improvement of FUN about `problem known`, to be reviewed, with a task and something to say; its cause was seen again. */
export async function addImprovements(world: World): Promise<void> {
  const { id, connections } = world;
  const one = (id['improvement'] = randomUUID());
  await acting(
    connections.api,
    engineersOf(world, 'FUN'),
    async (client) => {
      await client.query('insert into improvement_counter values ($1, 2026, 1)', [id['FUN']]);
      await client.query(improvementRow, [
        one,
        id['FUN'],
        id['service'],
        id['problem known'],
        'IMP-FUN-2026-00001',
        id['agent FUN'],
        NOW,
      ]);
      await client.query(
        `insert into improvement_task (id, improvement_id, institution_id, position, title) values ($1, $2, $3, 1, 'A task')`,
        [randomUUID(), one, id['FUN']],
      );
      await client.query(
        `insert into improvement_review (improvement_id, institution_id, implemented_at, after_days, due_on)
         values ($1, $2, $3, 30, '2026-04-09')`,
        [one, id['FUN'], NOW],
      );
      await client.query('insert into improvement_due values ($1, $2, $3)', [one, id['FUN'], NOW]);
      await client.query(
        `update improvement set state = 'implemented', implemented_by = $2, implemented_at = $3 where id = $1`,
        [one, id['agent FUN'], NOW],
      );
    },
    { keep: true },
  );
  await world.admin.query(
    `insert into improvement_recurrence (id, improvement_id, institution_id, kind, at) values ($1, $2, $3, 'reopened', $4)`,
    [randomUUID(), one, id['FUN'], NOW],
  );
}

export const improvementRow = `
  insert into improvement (id, institution_id, service_id, problem_id, reference, kind, title, criterion, owner_id, due_on,
                           state, next_on, version, created_by, created_at, updated_at)
  values ($1, $2, $3, $4, $5, 'corrective', 'A title', 'A criterion', $6, '2026-04-01', 'open', '2026-04-01', 1, $6, $7, $7)`;
