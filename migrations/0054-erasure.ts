import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';
import { functions, functionsUndone } from './0054-erasure.functions.js';
import { rules } from './0054-erasure.rules.js';

/** Tables whose rows the owner sees only while it erases somebody; it keeps the others anyway. */
const kept = [
  'agreement',
  'agreement_version',
  'api_token',
  'calendar_feed',
  'institution_targets',
  'password_link',
  'responsibility',
  'service_hours_version',
];
const opened = [...new Set([...rules.map(({ table }) => table), 'mail_queue'])].filter(
  (table) => !kept.includes(table),
);

/** What watches that a text stays as it was. */
const watching = [
  ['action_version', 'action_version_stays', 'action_version_stays'],
  ['agreement_version', 'agreement_version_guard', 'agreement_version_guard'],
  ['improvement_review', 'improvement_review_stays', 'improvement_review_stays'],
  ['major_incident', 'major_guard', 'major_guard'],
  ['message', 'message_edited', 'message_edited'],
  ['ticket', 'ticket_guard', 'ticket_guard'],
] as const;
const watched = (condition: string) =>
  watching.map(
    ([table, trigger, routine]) =>
      `create or replace trigger ${trigger} before update on ${table} for each row ${condition} execute function ${routine}();`,
  );

const guarded = 'the same for every role of the program';

/** The erasure of a person: asked for, done in parts, and over. */
export class Erasure1795700000054 implements MigrationInterface {
  name = 'Erasure1795700000054';

  breaks = {
    'constraint attachment_state_check of attachment is another one':
      'one state more; an older program takes it for another ended one',
    'trigger action_version_stays of action_version is another one': guarded,
    'trigger agreement_version_guard of agreement_version is another one': guarded,
    'trigger improvement_review_stays of improvement_review is another one': guarded,
    'trigger major_guard of major_incident is another one': guarded,
    'trigger message_edited of message is another one': guarded,
    'trigger ticket_document_renamed of attachment is new': 'no program renames a file',
    'trigger ticket_guard of ticket is another one': guarded,
  };

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table erasure (
        person_id uuid primary key references person,
        -- for which it was asked
        institution_id uuid not null references institution,
        asked_by uuid not null,
        asked_at timestamptz(3) not null,
        state text not null check (state in ('running', 'done')),
        -- when the worker looks at it next; null once it is over
        due_at timestamptz(3),
        done_at timestamptz(3),
        -- where it stands: a statement, and a page of its table
        at_statement integer not null,
        at_page bigint not null,
        -- rows that this pass has changed; those of all passes
        touched bigint not null,
        rows_changed bigint not null,
        -- somebody else here has the same name, so that it is not looked for in texts
        is_name_shared boolean not null,
        -- what is looked for, until nothing is found any more
        searched jsonb,
        check ((state = 'done') = (searched is null)),
        check ((state = 'done') = (due_at is null)),
        check ((state = 'done') = (done_at is not null))
      );
      create index erasure_due on erasure (due_at) where due_at is not null;
      -- files that are to be removed from where they are
      create table erasure_file (
        storage_key text primary key,
        person_id uuid not null references person
      );
      create index erasure_file_person on erasure_file (person_id);
    `);
    await closeTable(q, 'erasure', { ownerKeeps: true });
    await closeTable(q, 'erasure_file', { ownerKeeps: true });
    await q.query(`
      grant select (person_id, institution_id, asked_by, asked_at, state, done_at, rows_changed, is_name_shared) on erasure to guichet_api;
      create policy own_people on erasure for select to guichet_api
        using ((select app_scope()) = 'staff'
               and person_id in (select m.person_id from membership m where m.institution_id = (select app_institution())));
      -- the worker crosses tenants here: ids, instants and keys of files
      grant select (person_id, institution_id, asked_at, due_at, state), update (due_at) on erasure to guichet_worker;
      create policy worker_erases on erasure to guichet_worker using (true) with check (true);
      grant select, delete on erasure_file to guichet_worker;
      create policy worker_removes on erasure_file to guichet_worker using (true);

      alter table attachment drop constraint attachment_state_check;
      alter table attachment add constraint attachment_state_check
        check (state in ('unscanned', 'quarantined', 'clean', 'rejected', 'not_scanned', 'erased'));

      -- whether the owner's own function rewrites what was said of somebody; no role of the program is ever believed to
      create function app_is_erasing() returns boolean
        language sql stable as $$
        select current_user not in ('guichet_api', 'guichet_worker', 'guichet_jobs', 'guichet_maintenance')
               and app_uuid('app.erasing') is not null
      $$;
    `);
    for (const table of opened)
      await q.query(`
        create policy owner_erases on ${table} to current_user
          using ((select app_uuid('app.erasing')) is not null) with check ((select app_uuid('app.erasing')) is not null)
      `);
    await q.query(watched('when (not app_is_erasing())').join('\n'));
    await q.query(functions);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(functionsUndone);
    await q.query(watched('').join('\n'));
    for (const table of opened) await q.query(`drop policy owner_erases on ${table}`);
    await q.query(`
      drop function app_is_erasing();
      update attachment set state = 'rejected' where state = 'erased';
      alter table attachment drop constraint attachment_state_check;
      alter table attachment add constraint attachment_state_check
        check (state in ('unscanned', 'quarantined', 'clean', 'rejected', 'not_scanned'));
      drop table erasure_file;
      drop table erasure;
    `);
  }
}
