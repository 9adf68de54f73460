import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';
import { functions, policies } from './0040-plans.policies.js';

/**
 * Plans of controls and preventive actions: an action, for one service of one institution, again and again. What became of
 * each date stands in a row of its own, so that no date is opened twice; what was measured, in `plan_run`, since a series
 * of controls must not end with the version or the sharing of the action that it was measured by. What is due next stands
 * in `plan_due`: ids and instants, for which the worker crosses institutions.
 */
export class Plans1795700000040 implements MigrationInterface {
  name = 'Plans1795700000040';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of made) await closeTable(q, table);
    await q.query(policies);
    await q.query(functions);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop function plan_append(uuid, jsonb);
      drop table ${[...made].reverse().join(', ')};
    `);
  }
}

const made = ['action_plan', 'plan_occurrence', 'plan_run', 'plan_due'];

const tables = `
  create table action_plan (
    id uuid primary key,
    institution_id uuid not null references institution,
    service_id uuid not null references service,
    action_id uuid not null references action,
    -- whose clocks and working days count
    site_id uuid not null references site,
    -- in whose name its tickets open: whoever made it, changed it or resumed it last
    keeper_id uuid not null references person,
    title text not null,
    -- the function of the service by which its institution works on it
    "function" text not null,
    assignee_id uuid references person,
    team_id uuid references team,
    recurrence text not null,
    starts_on date not null,
    at_time text not null,
    move_to_working_day text not null check (move_to_working_day in ('none', 'next', 'previous')),
    -- working days after which what is due is overdue
    grace_days integer not null check (grace_days between 1 and 60),
    state text not null check (state in ('running', 'paused', 'ended')),
    paused_reason text check (paused_reason in ('asked', 'keeper_left', 'rights_lost', 'refused', 'suspended', 'retired', 'out_of_sight')),
    -- the last date that was opened or left out, and the next one
    last_on date,
    next_on date,
    next_at timestamptz(3),
    version integer not null,
    created_at timestamptz(3) not null,
    updated_at timestamptz(3) not null,
    check ((state = 'paused') = (paused_reason is not null)),
    check ((state = 'running') = (next_at is not null)),
    check ((next_on is null) = (next_at is null)),
    unique (id, institution_id)
  );
  create index action_plan_listed on action_plan (institution_id, created_at, id);
  create index action_plan_action on action_plan (action_id);

  create table plan_occurrence (
    institution_id uuid not null references institution,
    plan_id uuid not null,
    on_date date not null,
    -- skipped: before it was due, or after
    outcome text not null check (outcome in ('opened', 'skipped')),
    reason text,
    ticket_id uuid references ticket,
    reference text,
    -- when it is overdue; when that was said
    overdue_at timestamptz(3),
    overdue_told_at timestamptz(3),
    -- the run that made it done
    run_id uuid references run,
    done_at timestamptz(3),
    decided_at timestamptz(3) not null,
    decided_by uuid not null references person,
    primary key (institution_id, plan_id, on_date),
    check ((outcome = 'skipped') = (reason is not null)),
    check (outcome = 'skipped' or ticket_id is not null),
    check (outcome = 'opened' or done_at is null),
    check ((ticket_id is null) = (overdue_at is null)),
    check ((run_id is null) = (done_at is null)),
    -- nobody notes a date of a plan that is not theirs
    foreign key (plan_id, institution_id) references action_plan (id, institution_id) on delete cascade
  );
  create unique index plan_occurrence_ticket on plan_occurrence (ticket_id) where ticket_id is not null;

  -- the runs that were made for a plan, each with what it measured and whether that was good by the version that was run
  create table plan_run (
    institution_id uuid not null references institution,
    plan_id uuid not null,
    run_id uuid not null references run,
    on_date date not null,
    outcome text not null check (outcome in ('worked', 'partly', 'no_effect', 'made_worse', 'abandoned')),
    finished_at timestamptz(3) not null,
    results jsonb not null,
    primary key (institution_id, plan_id, run_id),
    foreign key (institution_id, plan_id, on_date) references plan_occurrence on delete cascade
  );
  create index plan_run_listed on plan_run (institution_id, plan_id, finished_at, run_id);

  create table plan_due (
    plan_id uuid not null references action_plan on delete cascade,
    -- next: it opens, or its action is looked at again; overdue: what was opened is not done
    step text not null check (step in ('next', 'overdue')),
    on_date date not null,
    institution_id uuid not null references institution,
    action_id uuid not null references action,
    at timestamptz(3) not null,
    primary key (plan_id, step, on_date)
  );
  create index plan_due_at on plan_due (at);
  create index plan_due_action on plan_due (action_id) where step = 'next';
`;
