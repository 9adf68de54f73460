import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';
import { functions, liveRecorded, policies } from './0038-runs.policies.js';

/**
 * Runs of actions: who did which step of which version, when, and what was seen. A run belongs to the side of the institution
 * that made it. Of a shared action its owner learns what came of it, and never for whom.
 *
 * Everything that is done on a run moves its version; a step keeps the version that it was said by, so that somebody who read
 * the run before it can be told from somebody whose step nobody touched.
 */
export class Runs1795700000038 implements MigrationInterface {
  name = 'Runs1795700000038';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of names) await closeTable(q, table);
    await q.query(policies);
    await q.query(functions);
    await q.query(liveRecorded(`in ('ticket', 'run')`));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop policy owner_of_what_was_run on event;
      drop policy whoever_runs_it on action_version;
      drop function run_append(uuid, jsonb), action_outcomes(uuid[], timestamptz), action_made_worse(uuid, timestamptz);
      drop table ${names.join(', ')} cascade;
      drop function run_pins_version();
      ${liveRecorded(`= 'ticket'`)}
    `);
  }
}

const names = ['run_look', 'run_evidence', 'run_step', 'run'];

const tables = `
  create table run (
    id uuid primary key,
    -- whose run it is
    institution_id uuid not null references institution,
    side text not null check (side in ('user', 'provider')),
    action_id uuid not null references action,
    version_id uuid not null references action_version,
    -- the action's institution
    owner_id uuid not null references institution,
    service_id uuid not null references service,
    ticket_id uuid references ticket,
    -- reference of the change that it opened
    change_reference text,
    parameters jsonb not null,
    state text not null check (state in ('running', 'finished')),
    outcome text check (outcome in ('worked', 'partly', 'no_effect', 'made_worse', 'abandoned')),
    -- of a control: what was measured, by name
    results jsonb not null default '{}',
    assignee_id uuid not null references person,
    started_by uuid not null references person,
    started_at timestamptz(3) not null,
    finished_by uuid references person,
    finished_at timestamptz(3),
    -- said by whoever finished it: minutes of work, not of the clock
    minutes integer check (minutes between 0 and 14400),
    note text,
    version integer not null,
    updated_at timestamptz(3) not null,
    check ((state = 'finished') = (outcome is not null)),
    check ((state = 'finished') = (finished_at is not null)),
    check ((state = 'finished') = (finished_by is not null))
  );
  create index run_listed on run (institution_id, started_at, id);
  create index run_of_ticket on run (ticket_id, started_at) where ticket_id is not null;
  create index run_of_action on run (action_id, service_id, finished_at);
  create index run_of_version on run (version_id);
  create index run_open on run (institution_id, assignee_id, started_at) where state = 'running';

  -- What was said of a step: n counts the steps of the version, from 1, revision what was said of that step. The last one
  -- holds; what it corrects stays.
  create table run_step (
    run_id uuid not null references run,
    n integer not null check (n >= 1),
    revision integer not null check (revision >= 1),
    institution_id uuid not null references institution,
    state text not null check (state in ('done', 'skipped', 'failed')),
    -- what was seen, and why it was skipped or failed
    seen text,
    reason text,
    -- the branch that was taken, counted from 1
    branch integer,
    by_id uuid not null references person,
    at timestamptz(3) not null,
    -- of the run, that this made
    made_version integer not null,
    undone_by uuid references person,
    undone_at timestamptz(3),
    undone_seen text,
    undone_version integer,
    primary key (run_id, n, revision),
    check (state <> 'skipped' or reason is not null),
    check ((undone_by is null) = (undone_at is null)),
    check ((undone_by is null) = (undone_version is null)),
    check (undone_by is null or state = 'done')
  );

  -- texts and files that show what was seen, and what was said when the run was handed over
  create table run_evidence (
    id uuid primary key,
    run_id uuid not null references run,
    institution_id uuid not null references institution,
    kind text not null check (kind in ('text', 'file', 'hand_over')),
    -- the step that it is about
    n integer,
    body text,
    file_name text,
    media_type text,
    size integer check (size > 0),
    sha256 bytea,
    storage_key text,
    by_id uuid not null references person,
    at timestamptz(3) not null,
    check ((body is null) = (kind = 'file')),
    check ((kind = 'file') = (num_nonnulls(file_name, media_type, size, sha256, storage_key) = 5)),
    check (kind = 'file' or num_nonnulls(file_name, media_type, size, sha256, storage_key) = 0)
  );
  create index run_evidence_run on run_evidence (run_id, at, id);

  -- who looks at a run, and when they last said so
  create table run_look (
    run_id uuid not null references run,
    person_id uuid not null references person,
    institution_id uuid not null references institution,
    since timestamptz(3) not null,
    at timestamptz(3) not null,
    primary key (run_id, person_id)
  );
`;
