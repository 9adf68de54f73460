import { randomUUID } from 'node:crypto';
import { acting, engineersOf, NOW, type World } from './wall.spec-support.js';

/**
 * A plan of FUN (`plan FUN`) of an action that it shares, with a date that was left out, one that was opened and done by a
 * run (`run of plan`), and its next one. Comes after the actions.
 */
export async function addPlans(world: World): Promise<void> {
  const { id, admin, connections } = world;
  await acting(
    connections.api,
    engineersOf(world, 'FUN'),
    async (client) => {
      await client.query(planRow(world, { action: 'action holders' }));
      await client.query(dateRow(world, { date: '2026-03-02' }));
      await client.query(dueRow(world));
    },
    { keep: true },
  );
  // a run of the action that came to its end, as those who make runs leave it
  id['run of plan'] = randomUUID();
  await admin.query(
    `insert into run (id, institution_id, side, action_id, version_id, owner_id, service_id, parameters, state, outcome, results,
            assignee_id, started_by, started_at, finished_by, finished_at, version, updated_at)
     values ($1, $2, 'provider', $3, $4, $2, $5, '{}', 'finished', 'worked', '{"free": 3}', $6, $6, $7, $6, $7, 1, $7)`,
    [id['run of plan'], id['FUN'], id['action holders'], id['action holders 1'], id['service'], id['agent FUN'], NOW],
  );
  await acting(connections.api, engineersOf(world, 'FUN'), (client) => client.query(runRow(world)), { keep: true });
}

export function planRow({ id }: World, more: { institution?: string; action?: string; keeper?: string } = {}) {
  const { institution = 'FUN', action = 'action users', keeper = `agent ${institution}` } = more;
  const plan = randomUUID();
  id[`plan ${institution}`] ??= plan;
  return {
    text: `insert into action_plan (id, institution_id, service_id, action_id, site_id, keeper_id, title, "function", recurrence,
                   starts_on, at_time, move_to_working_day, grace_days, state, next_on, next_at, version, created_at, updated_at)
           values ($1, $2, $3, $4, $5, $6, 'A title', 'support', 'FREQ=DAILY', '2026-03-01', '08:00', 'none', 5, 'running',
                   '2026-03-11', $7, 1, $7, $7)`,
    values: [plan, id[institution], id['service'], id[action], id[`site ${institution}`], id[keeper], NOW],
  };
}

export function dateRow({ id }: World, { date, institution = 'FUN', by = `agent ${institution}` }: DateOf) {
  return {
    text: `insert into plan_occurrence (institution_id, plan_id, on_date, outcome, reason, decided_at, decided_by)
           values ($1, $2, $3, 'skipped', 'A reason', $4, $5)`,
    values: [id[institution], id['plan FUN'], date, NOW, id[by]],
  };
}
interface DateOf {
  date: string;
  institution?: string;
  by?: string;
}

export function runRow({ id }: World, run = 'run of plan') {
  return {
    text: `insert into plan_run (institution_id, plan_id, run_id, on_date, outcome, finished_at, results)
           values ($1, $2, $3, '2026-03-02', 'worked', $4, '[]')`,
    values: [id['FUN'], id['plan FUN'], id[run], NOW],
  };
}

export function dueRow({ id }: World, institution = 'FUN') {
  return {
    text: `insert into plan_due (plan_id, step, on_date, institution_id, action_id, at)
           values ($1, 'next', $2, $3, $4, $5)`,
    values: [
      id['plan FUN'],
      institution === 'FUN' ? '2026-03-11' : '2026-03-12',
      id[institution],
      id['action holders'],
      NOW,
    ],
  };
}
