import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';
import { functions, policies } from './0038-runs.policies.js';

/**
 * Runs of actions: who did which step of which version, when, and what was seen. A run belongs to the side of the institution
 * that made it. Of a shared action its owner learns what came of it, and never for whom.
 */
export class Runs1795700000038 implements MigrationInterface {
  name = 'Runs1795700000038';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of names) await closeTable(q, table);
    await q.query(policies);
    await q.query(functions);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop function run_append(uuid, jsonb), action_outcomes(uuid[], timestamptz);
      drop table ${names.join(', ')} cascade;
      drop function run_pins_version();
    `);
  }
}

const names = ['run_evidence', 'run_step', 'run'];

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
  create index run_listed on run (institution_id, side, started_at, id);
  create index run_of_ticket on run (ticket_id, started_at) where ticket_id is not null;
  create index run_of_action on run (action_id, service_id, finished_at);
  create index run_open on run (institution_id, assignee_id) where state = 'running';

  -- what was done with a step: n counts the steps of the version, from 1
  create table run_step (
    run_id uuid not null references run,
    n integer not null check (n >= 1),
    institution_id uuid not null references institution,
    state text not null check (state in ('done', 'skipped', 'failed')),
    -- what was seen, or why it was skipped
    seen text,
    reason text,
    -- the branch that was taken, counted from 1
    branch integer,
    by_id uuid not null references person,
    at timestamptz(3) not null,
    undone_by uuid references person,
    undone_at timestamptz(3),
    primary key (run_id, n),
    check (state <> 'skipped' or reason is not null),
    check ((undone_by is null) = (undone_at is null))
  );

  -- texts and files that show what was seen
  create table run_evidence (
    id uuid primary key,
    run_id uuid not null references run,
    institution_id uuid not null references institution,
    n integer,
    body text,
    file_name text,
    media_type text,
    size bigint,
    digest text,
    storage_key text,
    by_id uuid not null references person,
    at timestamptz(3) not null,
    check ((body is null) <> (file_name is null))
  );
  create index run_evidence_run on run_evidence (run_id, at, id);
`;
