import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * Tickets that open by themselves, again and again. Each belongs to level 1 of one institution, for one service. What of it
 * was opened or left out stands in rows of its own, one for each date, so that no date is opened twice; when it is due
 * next, in `recurring_due`: ids and instants, for which the worker crosses institutions.
 */
export class Recurring1795600000024 implements MigrationInterface {
  name = 'Recurring1795600000024';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of made) await closeTable(q, table);
    await q.query(policies);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`drop table ${[...made].reverse().join(', ')}`);
  }
}

const made = ['recurring_ticket', 'recurring_occurrence', 'recurring_due'];

const tables = `
  create table recurring_ticket (
    id uuid primary key,
    institution_id uuid not null references institution,
    service_id uuid not null references service,
    site_id uuid not null references site,
    -- in whose name it is opened: whoever made it, or resumed it last
    maker_id uuid not null references person,
    kind text not null check (kind in ('incident', 'request')),
    title text not null,
    description text not null,
    impact text,
    urgency text,
    -- null: the maker
    requester_id uuid references person,
    assignee_id uuid references person,
    team_id uuid references team,
    model_id uuid references request_model,
    fields jsonb,
    recurrence text not null,
    starts_on date not null,
    at_time text not null,
    time_zone text not null,
    move_to_working_day text not null check (move_to_working_day in ('none', 'next', 'previous')),
    state text not null check (state in ('running', 'paused', 'ended')),
    paused_reason text,
    -- the last date that was opened or left out, and the next one
    last_on date,
    next_on date,
    next_at timestamptz(3),
    version integer not null,
    created_at timestamptz(3) not null,
    updated_at timestamptz(3) not null,
    check ((state = 'paused') = (paused_reason is not null)),
    check ((state = 'running') = (next_at is not null)),
    check ((next_on is null) = (next_at is null))
  );
  create index recurring_ticket_listed on recurring_ticket (institution_id, created_at, id);
  create table recurring_occurrence (
    institution_id uuid not null references institution,
    recurring_id uuid not null references recurring_ticket on delete cascade,
    on_date date not null,
    outcome text not null check (outcome in ('opened', 'skipped')),
    reason text,
    ticket_id uuid references ticket,
    reference text,
    decided_at timestamptz(3) not null,
    decided_by uuid not null references person,
    primary key (institution_id, recurring_id, on_date),
    check ((outcome = 'opened') = (ticket_id is not null)),
    check ((outcome = 'skipped') = (reason is not null))
  );
  create table recurring_due (
    recurring_id uuid primary key references recurring_ticket on delete cascade,
    institution_id uuid not null references institution,
    at timestamptz(3) not null
  );
  create index recurring_due_at on recurring_due (at);
`;

const ofThis = (table: string) => `exists (select 1 from recurring_ticket r
    where r.id = ${table}.recurring_id and r.institution_id = ${table}.institution_id)`;

const policies = `
  grant select, insert, delete, update (maker_id, title, description, impact, urgency, requester_id, assignee_id, team_id,
    fields, recurrence, starts_on, at_time, time_zone, move_to_working_day, state, paused_reason, last_on, next_on, next_at,
    version, updated_at) on recurring_ticket to guichet_api;
  grant select, update (state, paused_reason, last_on, next_on, next_at, version, updated_at) on recurring_ticket to guichet_worker;
  create policy level_1 on recurring_ticket for select to guichet_api, guichet_worker
    using (institution_id = (select app_institution()) and app_serves('user', service_id));
  create policy made_by_level_1 on recurring_ticket for insert to guichet_api
    with check (institution_id = app_institution() and app_serves('user', service_id) and maker_id = app_person());
  create policy changed_by_level_1 on recurring_ticket for update to guichet_api, guichet_worker
    using (institution_id = (select app_institution()) and app_serves('user', service_id))
    with check (institution_id = app_institution() and app_serves('user', service_id));
  create policy removed_by_level_1 on recurring_ticket for delete to guichet_api
    using (institution_id = (select app_institution()) and app_serves('user', service_id));

  grant select, insert on recurring_occurrence to guichet_api, guichet_worker;
  create policy with_it on recurring_occurrence for select to guichet_api, guichet_worker
    using (institution_id = (select app_institution()) and ${ofThis('recurring_occurrence')});
  create policy noted_at_home on recurring_occurrence for insert to guichet_api, guichet_worker
    with check (institution_id = app_institution() and ${ofThis('recurring_occurrence')});

  grant select (recurring_id, institution_id), insert, update (at), delete on recurring_due to guichet_api;
  create policy kept_at_home on recurring_due to guichet_api
    using (institution_id = (select app_institution()) and ${ofThis('recurring_due')})
    with check (institution_id = app_institution() and ${ofThis('recurring_due')});
  -- the worker crosses tenants here: ids and instants, no texts
  grant select, insert, update (at), delete on recurring_due to guichet_worker;
  create policy worker_opens on recurring_due to guichet_worker using (true) with check (true);
`;
