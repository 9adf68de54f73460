import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';
import { functions, policies } from './0037-actions.policies.js';

/**
 * The catalogue of actions. What holds of an action stands in `action`; what it says, in versions. A version is written while
 * it is a draft that nobody has run, and never changes after that: a run stays on the words that it began with.
 *
 * `action_service` says for which services an action is, of the version that is published, or of the draft while none is. It
 * carries what decides who sees the action, so that its policy asks no other table, and every other policy asks it.
 */
export class Actions1795700000037 implements MigrationInterface {
  name = 'Actions1795700000037';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of names) await closeTable(q, table);
    await q.query(policies);
    await q.query(functions);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop function action_append(uuid, jsonb);
      drop table ${names.join(', ')} cascade;
      drop function action_version_stays(), action_services(text), action_is_served(uuid[]);
    `);
  }
}

const names = ['action_review', 'action_version', 'action_service', 'action', 'action_counter'];

const tables = `
  create table action_counter (
    institution_id uuid not null references institution,
    year integer not null,
    last integer not null,
    primary key (institution_id, year)
  );

  create table action (
    id uuid primary key,
    institution_id uuid not null references institution,
    reference text not null,
    -- the name of its file
    key text not null check (key ~ '^[a-z0-9][a-z0-9-]{0,79}$'),
    kind text not null check (kind in ('recovery', 'control', 'corrective', 'preventive')),
    state text not null check (state in ('draft', 'published', 'suspended', 'retired')),
    -- internal: its own institution; holders: whoever holds a function of a service of it; users: whoever has an agreement too
    sharing text not null check (sharing in ('internal', 'holders', 'users')),
    -- as in action_service
    service_ids uuid[] not null check (cardinality(service_ids) > 0),
    -- who answers for it
    owner_id uuid not null references person,
    -- the version that holds now
    published_number integer,
    -- the first publication
    published_at timestamptz(3),
    -- a local date, at most a year after the publication
    review_on date,
    suspended_at timestamptz(3),
    -- told to whoever sees the action
    suspended_because text,
    retired_at timestamptz(3),
    listed_at timestamptz(3) not null,
    -- moves with what everybody sees of it; drafts have revisions of their own
    version integer not null,
    -- moves with what is seen at home alone: who answers for it
    inside_version integer not null default 0,
    updated_at timestamptz(3) not null,
    check ((published_number is null) = (published_at is null)),
    check (state <> 'published' or published_number is not null),
    check (state <> 'suspended' or (suspended_at is not null and suspended_because is not null)),
    unique (institution_id, reference),
    unique (institution_id, key),
    unique (id, institution_id)
  );
  create index action_listed on action (listed_at, id);
  create index action_to_review on action (institution_id, review_on) where state = 'published';

  create table action_service (
    action_id uuid not null,
    service_id uuid not null references service,
    institution_id uuid not null references institution,
    sharing text not null check (sharing in ('internal', 'holders', 'users')),
    is_published boolean not null,
    -- elsewhere what was published before is not read: it was not meant for as many
    since_number integer not null default 1,
    primary key (action_id, service_id),
    -- nobody names a service for an action that is not theirs
    foreign key (action_id, institution_id) references action (id, institution_id)
  );
  create index action_service_of_service on action_service (service_id, action_id);
  create index action_service_of_institution on action_service (institution_id, action_id);

  create table action_version (
    id uuid primary key,
    action_id uuid not null,
    institution_id uuid not null references institution,
    number integer not null,
    -- superseded: a draft that was run and then written anew
    state text not null check (state in ('draft', 'reviewed', 'published', 'superseded', 'discarded')),
    -- what it says: modules/actions/domain/action-document.ts
    document jsonb not null,
    title_fr text not null,
    title_en text,
    words tsvector not null,
    -- whoever wrote any of it
    author_ids uuid[] not null check (cardinality(author_ids) > 0),
    drafted_at timestamptz(3) not null,
    changed_at timestamptz(3) not null,
    -- the first run of it
    used_at timestamptz(3),
    reviewed_by uuid,
    reviewed_at timestamptz(3),
    published_by uuid,
    published_at timestamptz(3),
    -- moves with whatever changes in it
    revision integer not null,
    check ((reviewed_by is null) = (reviewed_at is null)),
    check ((published_by is null) = (published_at is null)),
    -- by somebody who wrote none of it
    check (reviewed_by is null or reviewed_by <> all (author_ids)),
    check (case state when 'draft' then reviewed_by is null when 'reviewed' then reviewed_by is not null else true end),
    check ((state = 'published') = (published_by is not null)),
    check (state <> 'published' or reviewed_by is not null),
    unique (institution_id, action_id, number),
    foreign key (action_id, institution_id) references action (id, institution_id)
  );
  create index action_version_action on action_version (action_id, number);
  create unique index action_version_open on action_version (action_id) where state in ('draft', 'reviewed');

  -- every review that was made, those too that an edit undid; read at home
  create table action_review (
    id uuid primary key,
    version_id uuid not null references action_version,
    action_id uuid not null,
    institution_id uuid not null references institution,
    note text,
    reviewed_by uuid not null references person,
    reviewed_at timestamptz(3) not null,
    foreign key (action_id, institution_id) references action (id, institution_id)
  );
  create index action_review_action on action_review (action_id, reviewed_at);
`;
