import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';
import * as append from './0034-releases.append.js';
import { asBefore, mended, policies } from './0034-releases.policies.js';

/**
 * Releases: changes of one provider with notes for those who use the service. What is published never changes; a correction
 * is a further row of its notes. And, for figures of changes: what an objection turned, and whether the notice was kept.
 */
export class Releases1795600000034 implements MigrationInterface {
  name = 'Releases1795600000034';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of names) await closeTable(q, table);
    await q.query(mended);
    await q.query(policies);
    await q.query(append.narrowed);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop table ${names.join(', ')} cascade;
      drop function release_is_open(uuid);
      drop index change_ended;
      alter table change drop column objected_from, drop column is_notice_kept;
    `);
    await q.query(append.asBefore);
    await q.query(asBefore);
  }
}

const names = ['release_notes', 'release_change', 'release', 'release_counter'];

const tables = `
  -- the class that it had before an objection turned it; whether it began with its notice kept, null where none is asked
  alter table change add column objected_from text, add column is_notice_kept boolean;
  grant update (objected_from, is_notice_kept) on change to guichet_api, guichet_worker;
  -- figures of what was made, by when it ended
  create index change_ended on change (institution_id, ended_at) where ended_at is not null;

  create table release_counter (
    institution_id uuid not null references institution,
    year integer not null,
    last integer not null,
    primary key (institution_id, year)
  );

  create table release (
    id uuid primary key,
    -- who makes its changes
    institution_id uuid not null references institution,
    service_id uuid not null references service,
    reference text not null,
    -- 4.2.1
    label text not null,
    kind text not null check (kind in ('minor', 'major')),
    state text not null check (state in ('draft', 'published')),
    published_at timestamptz(3),
    created_at timestamptz(3) not null,
    version integer not null,
    updated_at timestamptz(3) not null,
    check ((state = 'published') = (published_at is not null)),
    unique (institution_id, reference)
  );
  create unique index release_label on release (institution_id, service_id, label);
  create index release_listed on release (institution_id, created_at, id);

  -- a change is of one release
  create table release_change (
    institution_id uuid not null references institution,
    change_id uuid not null references change,
    release_id uuid not null references release,
    -- the release's
    service_id uuid not null references service,
    -- since when whom it concerns may know
    shown_at timestamptz(3),
    primary key (institution_id, change_id)
  );
  create index release_change_release on release_change (release_id);
  create index release_change_change on release_change (change_id);

  create table release_notes (
    institution_id uuid not null references institution,
    release_id uuid not null references release,
    -- from 1; every one after that is a correction of what was published
    number integer not null check (number > 0),
    notes_fr text not null,
    notes_en text not null,
    issues_fr text,
    issues_en text,
    written_by uuid not null,
    written_at timestamptz(3) not null,
    primary key (institution_id, release_id, number)
  );
  create index release_notes_release on release_notes (release_id, number);
`;
