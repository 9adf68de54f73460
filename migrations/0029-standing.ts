import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';
import { functions } from './0029-standing.functions.js';
import { policies } from './0029-standing.policies.js';

/**
 * What stands before a change is made: who votes on a service's changes, the models that standard ones follow, the
 * questionnaires by which risk is judged, and which component needs which.
 */
export class Standing1795600000029 implements MigrationInterface {
  name = 'Standing1795600000029';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of names) await closeTable(q, table);
    await q.query(policies);
    await q.query(functions);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop function board_people(uuid), board_append(uuid, jsonb), change_model_append(uuid, jsonb),
        service_append(uuid, jsonb);
      drop function standing_readers(uuid, timestamptz, boolean);
      drop table ${names.join(', ')} cascade;
      drop function agreed_services(), run_services();
    `);
  }
}

const names = [
  'component_dependency',
  'risk_questionnaire',
  'change_model_failure',
  'change_model_reason',
  'change_model_plan',
  'change_model_version',
  'change_model',
  'change_seat_naming',
  'change_board_version',
  'change_board',
];

const tables = `
  -- a board is its lead provider's: another lead provider begins with none
  create table change_board (
    id uuid primary key,
    institution_id uuid not null references institution,
    service_id uuid not null references service,
    -- the version that holds
    version integer not null check (version > 0),
    -- who has a seat in it: by this they see it
    seat_institution_ids uuid[] not null,
    unique (institution_id, service_id)
  );
  create index change_board_service on change_board (service_id);

  -- never changed: a board that is composed anew is another version
  create table change_board_version (
    institution_id uuid not null references institution,
    board_id uuid not null references change_board,
    number integer not null,
    -- [{id, n, kind, institutionId, hasVeto}]; a seat keeps its id for as long as it stays what it is
    seats jsonb not null,
    rule jsonb not null,
    quorum_percent integer not null check (quorum_percent between 0 and 100),
    is_full_vote boolean not null,
    written_by uuid not null,
    written_at timestamptz(3) not null,
    primary key (institution_id, board_id, number)
  );

  -- whom an institution sends, each time it says so; in a full vote the seat's id is the institution's
  create table change_seat_naming (
    institution_id uuid not null references institution,
    board_id uuid not null references change_board,
    seat_id uuid not null,
    number integer not null,
    -- null: nobody any more
    member_id uuid references person,
    -- [{person, from, until}]
    deputies jsonb not null,
    named_by uuid not null,
    named_at timestamptz(3) not null,
    primary key (institution_id, board_id, seat_id, number)
  );
  create index change_seat_naming_board on change_seat_naming (board_id, seat_id, number);

  -- what everybody may know of a model whom its service concerns
  create table change_model (
    id uuid primary key,
    institution_id uuid not null references institution,
    service_id uuid not null references service,
    -- the version that changes may follow; null before the first was approved
    approved_number integer,
    approved_at timestamptz(3),
    expires_at timestamptz(3),
    suspended_at timestamptz(3),
    suspended_for text check (suspended_for in ('failures', 'decision')),
    withdrawn_at timestamptz(3),
    created_by uuid not null,
    created_at timestamptz(3) not null,
    version integer not null,
    updated_at timestamptz(3) not null,
    check ((approved_number is null) = (approved_at is null) and (approved_at is null) = (expires_at is null)),
    check ((suspended_at is null) = (suspended_for is null))
  );
  create index change_model_listed on change_model (created_at, id);
  create index change_model_of_service on change_model (service_id, created_at, id);

  create table change_model_version (
    institution_id uuid not null references institution,
    model_id uuid not null references change_model,
    number integer not null,
    title_fr text not null,
    title_en text not null,
    approved_at timestamptz(3),
    primary key (institution_id, model_id, number)
  );
  create index change_model_version_model on change_model_version (model_id, number);

  -- inside the provider; once approved it never changes
  create table change_model_plan (
    institution_id uuid not null references institution,
    model_id uuid not null references change_model,
    number integer not null,
    description text not null,
    steps jsonb not null,
    tests text not null,
    backout text not null,
    back_out_minutes integer not null check (back_out_minutes between 0 and 30),
    interruption_minutes integer not null check (interruption_minutes >= 0),
    needs_maintenance_window boolean not null,
    -- everybody who wrote on it: none of them approves it
    authors uuid[] not null,
    revision integer not null,
    written_at timestamptz(3) not null,
    approved_by uuid,
    primary key (institution_id, model_id, number),
    check (approved_by is null or not (approved_by = any (authors)))
  );
  create index change_model_plan_model on change_model_plan (model_id, number);

  create table change_model_reason (
    id uuid primary key,
    institution_id uuid not null references institution,
    model_id uuid not null references change_model,
    kind text not null check (kind in ('suspended', 'withdrawn')),
    reason text not null,
    said_by uuid not null,
    said_at timestamptz(3) not null
  );
  create index change_model_reason_model on change_model_reason (model_id, said_at, id);

  -- changes that followed it and failed or were backed out
  create table change_model_failure (
    institution_id uuid not null references institution,
    model_id uuid not null references change_model,
    change_id uuid not null,
    at timestamptz(3) not null,
    primary key (institution_id, model_id, change_id)
  );
  create index change_model_failure_model on change_model_failure (model_id, at);

  create table risk_questionnaire (
    id uuid primary key,
    institution_id uuid not null references institution,
    service_id uuid not null references service,
    number integer not null,
    questions jsonb not null,
    medium_from integer not null,
    high_from integer not null,
    published_by uuid not null,
    published_at timestamptz(3) not null,
    unique (institution_id, service_id, number)
  );
  create index risk_questionnaire_service on risk_questionnaire (service_id, number);

  -- one component needs another. As the catalogue, it is known to the staff of everybody, so its key tells nothing
  create table component_dependency (
    id uuid primary key,
    institution_id uuid not null references institution,
    component_id uuid not null references component,
    needs_id uuid not null references component,
    added_by uuid not null,
    added_at timestamptz(3) not null,
    unique (component_id, needs_id),
    check (component_id <> needs_id)
  );
  create index component_dependency_needed on component_dependency (needs_id, component_id);
`;
