import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';
import { functions } from './0020-problems.functions.js';
import { policies } from './0020-problems.policies.js';

/**
 * Problems: the cause behind tickets, worked on inside the institution that runs the service; published as a known error to
 * whoever uses it. What is inside (`problem_inside`, `problem_note`) and what is told (`problem_publication`) are rows of
 * their own, so that the wall shows the one and never the other.
 */
export class Problems1795600000020 implements MigrationInterface {
  name = 'Problems1795600000020';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of names) await closeTable(q, table);
    await q.query(policies);
    await q.query(functions);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop function problem_figures(uuid[]), problem_outcome(uuid), problem_append(uuid, jsonb);
      drop table ${names.join(', ')} cascade;
      drop function problem_shown(), problem_services(), app_now(), problem_takes(uuid, uuid, boolean, uuid, uuid);
      alter table consequence no force row level security;
      delete from consequence where kind = 'problem_fixed';
      alter table consequence force row level security;
      alter table consequence drop constraint consequence_kind_check,
        add constraint consequence_kind_check check (kind in ('resolve', 'survivor_ended', 'major_update'));
    `);
  }
}

const names = [
  'problem_telling',
  'problem_follower',
  'problem_ticket',
  'problem_note',
  'problem_publication',
  'problem_inside',
  'problem',
  'problem_counter',
];

const tables = `
  create table problem_counter (
    institution_id uuid not null references institution,
    year integer not null,
    last integer not null,
    primary key (institution_id, year)
  );

  -- what may be told of it: everything else stands in rows of its own
  create table problem (
    id uuid primary key,
    institution_id uuid not null references institution,
    service_id uuid not null references service,
    reference text not null,
    state text not null check (state in ('open', 'known_error', 'fixing', 'fixed', 'closed')),
    -- what is published now; null while it is inside
    publication_id uuid,
    -- since when it is a known error: the first publication
    published_at timestamptz(3),
    -- its place in lists: when it was opened, then when it was first published
    listed_at timestamptz(3) not null,
    fixed_at timestamptz(3),
    -- moves with what everybody sees who sees it
    version integer not null,
    updated_at timestamptz(3) not null,
    check ((publication_id is null) = (published_at is null)),
    check (state <> 'known_error' or published_at is not null),
    unique (institution_id, reference)
  );
  create index problem_listed on problem (listed_at, id);
  create index problem_of_service on problem (service_id, listed_at, id);

  create table problem_inside (
    problem_id uuid primary key references problem,
    institution_id uuid not null references institution,
    title text not null,
    cause text,
    component_ids uuid[] not null,
    -- what is to be published next
    title_fr text,
    title_en text,
    workaround_fr text,
    workaround_en text,
    words tsvector not null,
    version integer not null,
    opened_by uuid not null,
    opened_at timestamptz(3) not null,
    updated_at timestamptz(3) not null
  );

  -- never changed: what is corrected is another one
  create table problem_publication (
    id uuid primary key,
    problem_id uuid not null references problem,
    institution_id uuid not null references institution,
    number integer not null,
    title_fr text not null,
    title_en text,
    workaround_fr text not null,
    workaround_en text,
    component_ids uuid[] not null,
    -- with which it was shipped
    fixed_fr text,
    fixed_en text,
    words tsvector not null,
    published_at timestamptz(3) not null,
    withdrawn_at timestamptz(3),
    check ((fixed_fr is null) = (fixed_en is null)),
    unique (institution_id, problem_id, number)
  );
  create index problem_publication_problem on problem_publication (problem_id, number);

  create table problem_note (
    id uuid primary key,
    problem_id uuid not null references problem,
    institution_id uuid not null references institution,
    author_id uuid not null,
    body text not null,
    written_at timestamptz(3) not null
  );
  create index problem_note_problem on problem_note (problem_id, written_at, id);

  -- a ticket is this problem; what is taken away stays, so that figures of a day do not move back
  create table problem_ticket (
    id uuid primary key,
    -- the ticket's
    institution_id uuid not null references institution,
    ticket_id uuid not null references ticket,
    problem_id uuid not null references problem,
    -- the problem's
    owner_id uuid not null references institution,
    side text not null check (side in ('user', 'provider')),
    -- whether the problem is published: else only its own institution knows
    is_public boolean not null,
    -- since when it was; what is withdrawn and published again, since the last time
    public_since timestamptz(3),
    linked_by uuid not null,
    linked_at timestamptz(3) not null,
    unlinked_at timestamptz(3)
  );
  create unique index problem_ticket_now on problem_ticket (institution_id, ticket_id, problem_id) where unlinked_at is null;
  create index problem_ticket_problem on problem_ticket (problem_id, institution_id);

  create table problem_follower (
    institution_id uuid not null references institution,
    problem_id uuid not null references problem,
    person_id uuid not null references person,
    since timestamptz(3) not null,
    primary key (institution_id, problem_id, person_id)
  );

  -- who was told of what happened to it: nobody twice, on however many tickets
  create table problem_telling (
    institution_id uuid not null references institution,
    event_id uuid not null references event,
    person_id uuid not null references person,
    problem_id uuid not null references problem,
    told_at timestamptz(3) not null,
    primary key (institution_id, event_id, person_id)
  );
  create index problem_telling_problem on problem_telling (problem_id, event_id);

  alter table consequence drop constraint consequence_kind_check,
    add constraint consequence_kind_check check (kind in ('resolve', 'survivor_ended', 'major_update', 'problem_fixed'));
`;
