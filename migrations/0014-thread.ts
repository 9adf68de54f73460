import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * The thread in full: files, earlier texts of what was edited, mentions, and drafts.
 *
 * A file belongs to one message and is seen by whoever sees the message: its policy asks for the message under the wall of
 * whoever asks, so that the two can never differ, and a file crosses in the instant in which its message is ticked.
 * `attachment_upload` is written before the first byte of a file and removed with the commit that makes the attachment: a
 * row that stays names what a killed process left behind. `attachment_scan` says when a scanner is to be asked.
 *
 * A text is edited by its author alone, within ten minutes; a trigger holds to that and keeps the earlier text.
 */
export class Thread1795500000014 implements MigrationInterface {
  name = 'Thread1795500000014';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of ['attachment', 'attachment_upload', 'attachment_scan', 'message_version', 'message_draft'])
      await closeTable(q, table);
    await q.query(policies);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop trigger message_edited on message;
      drop function message_edited();
      drop policy own_words_edited on message;
      revoke update (body, version, edited_at) on message from guichet_api;
      drop table message_draft, message_version, attachment_scan, attachment_upload, attachment;
      alter table message drop column version, drop column edited_at, drop column mentions;
    `);
  }
}

const tables = `
  alter table message
    add column version smallint not null default '1',
    add column edited_at timestamptz(3),
    -- people of the author's own side, who are told
    add column mentions uuid[];
  create table attachment (
    id uuid primary key,
    ticket_id uuid not null references ticket,
    message_id uuid not null references message,
    -- that added it
    institution_id uuid not null references institution,
    added_by uuid not null,
    name text not null,
    -- as the content says, whatever was declared
    media_type text not null,
    size integer not null check (size > 0),
    sha256 bytea not null,
    -- random: neither an id that is told nor anything that follows from the content
    storage_key text not null,
    state text not null check (state in ('unscanned', 'quarantined', 'clean', 'rejected')),
    added_at timestamptz(3) not null
  );
  create index attachment_message on attachment (message_id, added_at, id);
  create index attachment_ticket on attachment (ticket_id, added_at, id);
  create table attachment_upload (
    id uuid primary key,
    institution_id uuid not null references institution,
    person_id uuid not null,
    storage_key text not null,
    begun_at timestamptz(3) not null,
    -- its files are being removed: it cannot become an attachment any more
    is_clearing boolean not null default false
  );
  create index attachment_upload_begun on attachment_upload (begun_at);
  create table attachment_scan (
    attachment_id uuid primary key references attachment,
    institution_id uuid not null references institution,
    at timestamptz(3) not null,
    attempts smallint not null default '0'
  );
  create index attachment_scan_at on attachment_scan (at);
  create table message_version (
    message_id uuid not null references message,
    number smallint not null,
    body text not null,
    written_at timestamptz(3) not null,
    primary key (message_id, number)
  );
  create table message_draft (
    institution_id uuid not null references institution,
    person_id uuid not null references person,
    ticket_id uuid not null references ticket,
    body text not null,
    audience text not null check (audience in ('requester', 'shared', 'internal')),
    version integer not null,
    saved_at timestamptz(3) not null,
    primary key (institution_id, person_id, ticket_id)
  );
`;

const policies = `
  grant select on attachment to guichet_api, guichet_worker;
  grant insert on attachment to guichet_api;
  -- row-level security of message applies inside: whoever reads the message, and nobody else
  create policy readers_of_its_message on attachment for select to guichet_api, guichet_worker
    using (exists (select 1 from message m where m.id = attachment.message_id));
  create policy to_own_words on attachment for insert to guichet_api with check (
    institution_id = app_institution() and added_by = app_person() and state in ('unscanned', 'quarantined')
    and exists (select 1 from message m
                 where m.id = attachment.message_id and m.ticket_id = attachment.ticket_id
                   and m.author_id = app_person() and m.author_institution_id = app_institution()));
  grant update (state) on attachment to guichet_worker;
  create policy answered_by_the_scanner on attachment for update to guichet_worker
    using (state = 'quarantined' and institution_id = app_institution() and app_scope() = 'staff')
    with check (state in ('clean', 'rejected'));

  grant select, insert, delete, update (is_clearing) on attachment_upload to guichet_api;
  create policy own_upload on attachment_upload to guichet_api
    using (institution_id = app_institution() and person_id = app_person() and app_scope() is not null)
    with check (institution_id = app_institution() and person_id = app_person() and app_scope() is not null);
  -- the worker crosses tenants here: ids, random keys and instants
  grant select, update, delete on attachment_upload to guichet_worker;
  create policy worker_clears_away on attachment_upload to guichet_worker using (true);

  grant insert on attachment_scan to guichet_api;
  create policy put_down_with_it on attachment_scan for insert to guichet_api with check (
    institution_id = app_institution()
    and exists (select 1 from attachment a
                 where a.id = attachment_id and a.institution_id = attachment_scan.institution_id
                   and a.state = 'quarantined'));
  grant select, update (at, attempts), delete on attachment_scan to guichet_worker;
  create policy worker_has_it_scanned on attachment_scan to guichet_worker using (true) with check (true);

  grant update (body, version, edited_at) on message to guichet_api;
  create policy own_words_edited on message for update to guichet_api
    using (author_id = app_person() and author_institution_id = app_institution() and kind = 'message'
           and exists (select 1 from ticket_party p where p.ticket_id = message.ticket_id and p.until is null));
  grant select on message_version to guichet_api, guichet_worker;
  grant insert on message_version to guichet_api;
  create policy readers_of_the_message on message_version for select to guichet_api, guichet_worker
    using (exists (select 1 from message m where m.id = message_version.message_id));
  create policy kept_by_an_edit on message_version for insert to guichet_api with check (
    exists (select 1 from message m
             where m.id = message_version.message_id and m.version = message_version.number
               and m.author_id = app_person() and m.author_institution_id = app_institution()));

  create function message_edited() returns trigger language plpgsql set search_path = public, pg_temp as $$
  begin
    if new.readers is distinct from old.readers and not coalesce(old.readers && app_reader_keys(), false) then
      raise exception 'only staff who read it let others read it' using errcode = '42501';
    end if;
    if (new.body, new.version, new.edited_at) is not distinct from (old.body, old.version, old.edited_at) then
      return new;
    end if;
    if old.kind <> 'message' or old.author_id is distinct from app_person()
       or old.author_institution_id is distinct from app_institution() then
      raise exception 'only its author edits a message' using errcode = '42501';
    end if;
    if new.version is distinct from old.version + 1 or new.edited_at is null
       or new.edited_at > old.posted_at + interval '10 minutes' then
      raise exception 'a message is edited within ten minutes' using errcode = '42501';
    end if;
    insert into message_version values (old.id, old.version, old.body, coalesce(old.edited_at, old.posted_at));
    return new;
  end $$;
  create trigger message_edited before update on message for each row execute function message_edited();

  grant select, insert, update, delete on message_draft to guichet_api;
  create policy nobody_else on message_draft to guichet_api
    using (institution_id = (select app_institution()) and person_id = (select app_person())
           and (select app_scope()) is not null)
    with check (institution_id = app_institution() and person_id = app_person() and app_scope() is not null
                and exists (select 1 from ticket t where t.id = message_draft.ticket_id));
`;
