import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';
import { functions } from './0028-changes.functions.js';
import { policies } from './0028-changes.policies.js';

/**
 * Changes. What those affected read stands in `change`; plan, tests, risk and notes are rows of the provider's own, which
 * those who vote read too. `change_party` says whom a change concerns and since when they may know: lists begin there.
 */
export class Changes1795600000028 implements MigrationInterface {
  name = 'Changes1795600000028';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of names) await closeTable(q, table);
    await q.query(policies);
    await q.query(functions);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop function change_append(uuid, jsonb);
      drop table ${names.join(', ')} cascade;
      drop function app_serves_any(text, uuid[]), change_is_ours(uuid);
    `);
  }
}

const names = [
  'change_opinion',
  'change_objection',
  'change_link',
  'change_note',
  'change_task',
  'change_party',
  'change_inside',
  'change',
  'change_counter',
];

const tables = `
  create table change_counter (
    institution_id uuid not null references institution,
    year integer not null,
    last integer not null,
    primary key (institution_id, year)
  );

  create table change (
    id uuid primary key,
    -- who prepares it and carries it out
    institution_id uuid not null references institution,
    reference text not null,
    title text not null,
    -- for those affected: what for, and what they will notice
    why text not null,
    service_ids uuid[] not null,
    component_ids uuid[] not null,
    environments text[] not null,
    -- what it was prepared as, and what it is
    asked text not null check (asked in ('standard', 'normal', 'own_tenant', 'emergency', 'security_patch')),
    class text not null check (class in ('standard', 'normal', 'major', 'own_tenant', 'emergency', 'security_patch')),
    class_reasons jsonb not null,
    -- own_tenant: the institution that it is for, and which decides
    tenant_id uuid references institution,
    state text not null check (state in ('draft', 'submitted', 'deciding', 'approved', 'rejected', 'scheduled',
                                         'in_progress', 'implemented', 'backed_out', 'review', 'closed')),
    outcome text check (outcome in ('successful', 'with_issues', 'backed_out', 'failed', 'not_implemented',
                                    'unauthorised', 'withdrawn')),
    window_from timestamptz(3),
    window_to timestamptz(3),
    interruption_minutes integer not null check (interruption_minutes >= 0),
    -- the real one, once it ended
    interrupted_minutes integer check (interrupted_minutes >= 0),
    risk text not null check (risk in ('low', 'medium', 'high')),
    announced_at timestamptz(3),
    decided_at timestamptz(3),
    held_at timestamptz(3),
    started_at timestamptz(3),
    ended_at timestamptz(3),
    closed_at timestamptz(3),
    -- its place in lists: the beginning of its window, before that when it was made
    listed_at timestamptz(3) not null,
    version integer not null,
    updated_at timestamptz(3) not null,
    check ((window_from is null) = (window_to is null)),
    check (window_to > window_from),
    check ((asked = 'own_tenant') <= (tenant_id is not null)),
    check ((state = 'closed') = (closed_at is not null)),
    check (state <> 'closed' or outcome is not null),
    unique (institution_id, reference)
  );
  create index change_listed on change (institution_id, listed_at, id);
  -- what lies over a window: overlaps are asked of what is decided and not over
  create index change_planned on change (window_from) where state in ('approved', 'scheduled', 'in_progress');

  create table change_inside (
    change_id uuid primary key references change,
    institution_id uuid not null references institution,
    plan text not null,
    tests text not null,
    backout_plan text not null,
    -- null: it cannot be undone
    backout_minutes integer check (backout_minutes >= 0),
    was_tried boolean not null,
    loses_function boolean not null,
    takes_personal_data boolean not null,
    is_major_version boolean not null,
    model_id uuid,
    questionnaire_id uuid,
    answers jsonb not null,
    assessment jsonb,
    implementer_ids uuid[] not null,
    author_id uuid not null,
    -- whoever wrote on it where it is made
    hands uuid[] not null default '{}',
    owner_id uuid not null,
    -- an emergency: why it cannot wait, and since when it is asked for
    emergency_reason text,
    emergency_at timestamptz(3),
    created_at timestamptz(3) not null,
    version integer not null,
    updated_at timestamptz(3) not null
  );

  create table change_party (
    institution_id uuid not null references institution,
    change_id uuid not null references change,
    kind text not null check (kind in ('affected', 'tenant', 'board', 'asker')),
    -- the change's own institution
    owner_id uuid not null references institution,
    -- of an affected institution: the services through which it is
    service_ids uuid[] not null,
    -- corrected by hand
    added_reason text,
    removed_reason text,
    -- no longer concerned
    removed_at timestamptz(3),
    -- since when it may know; null: not yet
    shown_at timestamptz(3),
    listed_at timestamptz(3) not null,
    primary key (institution_id, change_id, kind)
  );
  create index change_party_listed on change_party (institution_id, listed_at, change_id);
  create index change_party_change on change_party (change_id);

  create table change_task (
    id uuid primary key,
    institution_id uuid not null references institution,
    change_id uuid not null references change,
    position integer not null,
    kind text not null check (kind in ('task', 'test', 'go_no_go', 'backout')),
    title text not null,
    holder_id uuid,
    minutes integer check (minutes > 0),
    state text not null check (state in ('open', 'done', 'failed', 'skipped')),
    began_at timestamptz(3),
    ended_at timestamptz(3),
    ended_by uuid,
    note text
  );
  create unique index change_task_place on change_task (institution_id, change_id, position);

  create table change_note (
    id uuid primary key,
    institution_id uuid not null references institution,
    change_id uuid not null references change,
    author_institution_id uuid not null references institution,
    author_id uuid not null,
    -- internal: those who make it; shared: whomever it concerns
    audience text not null check (audience in ('internal', 'shared')),
    body text not null,
    written_at timestamptz(3) not null
  );
  create index change_note_change on change_note (change_id, written_at, id);

  create table change_link (
    institution_id uuid not null references institution,
    change_id uuid not null references change,
    kind text not null check (kind in ('ticket', 'problem')),
    target_id uuid not null,
    -- caused: an incident that came of it; proposed so until somebody says
    relation text not null check (relation in ('solves', 'relates', 'caused', 'proposed', 'dismissed')),
    linked_by uuid not null,
    linked_at timestamptz(3) not null,
    primary key (institution_id, change_id, kind, target_id)
  );
  create index change_link_target on change_link (target_id);

  create table change_objection (
    id uuid primary key,
    -- that objects
    institution_id uuid not null references institution,
    change_id uuid not null references change,
    owner_id uuid not null references institution,
    person_id uuid not null,
    reason text not null,
    is_security boolean not null,
    objected_at timestamptz(3) not null,
    withdrawn_at timestamptz(3)
  );
  create unique index change_objection_now on change_objection (institution_id, change_id) where withdrawn_at is null;
  create index change_objection_change on change_objection (change_id);

  -- what one person said: a peer who read it, the authority, one of the two of an emergency
  create table change_opinion (
    id uuid primary key,
    institution_id uuid not null references institution,
    change_id uuid not null references change,
    owner_id uuid not null references institution,
    as_what text not null check (as_what in ('peer', 'authority', 'emergency')),
    person_id uuid not null,
    decision text not null check (decision in ('approve', 'reject')),
    reason text,
    -- SHA-256 of what it was said of
    digest bytea not null,
    said_at timestamptz(3) not null,
    -- what it was said of was changed
    voided_at timestamptz(3),
    check (decision = 'approve' or reason is not null)
  );
  create index change_opinion_change on change_opinion (change_id, said_at);
`;
