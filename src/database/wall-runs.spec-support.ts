import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { acting, engineersOf, idOf, levelOneOf, NOW, type Settings, type World } from './wall.spec-support.js';

/**
 * Runs of the action of FUN that is shared with users: `run ULCO`, by level 1 on their ticket, and `run FUN`, by its engineers
 * on the same ticket, both going on; `run ended`, by level 1 of ULCO without a ticket, which made it worse.
 */
export async function addRuns(world: World): Promise<void> {
  const { id, connections } = world;
  for (const [name, settings, more] of [
    ['run ULCO', levelOneOf(world, 'ULCO'), { side: 'user', ticket_id: id['ticket ULCO'] }],
    ['run FUN', engineersOf(world, 'FUN'), { side: 'provider', ticket_id: id['ticket ULCO'] }],
    ['run ended', levelOneOf(world, 'ULCO'), { side: 'user' }],
  ] as const)
    await acting(
      connections.api,
      settings,
      async (client) => {
        await client.query(runRow(world, settings, { id: (id[name] = randomUUID()), ...more }));
        for (const row of partsOf(idOf(id, name), settings)) await client.query(row);
        if (name === 'run ended') await finish(client, idOf(id, name), settings);
      },
      { keep: true },
    );
}

export async function finish(client: pg.Client, run: string, { person }: Settings, outcome = 'made_worse', at = NOW) {
  await client.query(
    `update run set state = 'finished', outcome = $2, finished_by = $3, finished_at = $4, version = version + 1, updated_at = $4
      where id = $1`,
    [run, outcome, person, at],
  );
}

export function runRow({ id }: World, { institution, person }: Settings, more: Record<string, unknown> = {}) {
  return insertOf('run', {
    id: randomUUID(),
    institution_id: institution,
    side: 'user',
    action_id: id['action users'],
    version_id: id['action users 1'],
    owner_id: id['FUN'],
    service_id: id['service'],
    parameters: '{}',
    state: 'running',
    assignee_id: person,
    started_by: person,
    started_at: NOW,
    version: 1,
    updated_at: NOW,
    ...more,
  });
}

export function stepRow(run: string, { institution, person }: Settings, more: Record<string, unknown> = {}) {
  const said = { state: 'done', seen: 'What was seen', by_id: person, at: NOW, made_version: 2 };
  return insertOf('run_step', { run_id: run, n: 1, revision: 1, institution_id: institution, ...said, ...more });
}

export function evidenceRow(run: string, { institution, person }: Settings, more: Record<string, unknown> = {}) {
  const text = { kind: 'text', body: 'What shows it', by_id: person, at: NOW };
  return insertOf('run_evidence', { id: randomUUID(), run_id: run, institution_id: institution, ...text, ...more });
}

export function lookRow(run: string, { institution, person }: Settings, more: Record<string, unknown> = {}) {
  return insertOf('run_look', {
    run_id: run,
    person_id: person,
    institution_id: institution,
    since: NOW,
    at: NOW,
    ...more,
  });
}

/** What hangs on a run. */
const partsOf = (run: string, settings: Settings) => [
  stepRow(run, settings),
  evidenceRow(run, settings),
  lookRow(run, settings),
];

function insertOf(table: string, row: Record<string, unknown>) {
  const names = Object.keys(row);
  const places = names.map((_, n) => `$${String(n + 1)}`);
  return {
    text: `insert into ${table} (${names.join(', ')}) values (${places.join(', ')})`,
    values: Object.values(row),
  };
}
