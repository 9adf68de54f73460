import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * What was missing at the desk: tasks for a team, and found by their dates; approvals that a deputy gives; and what a bulk
 * of moves has done, until each reader is told of it in one mail.
 */
export class DeskWork1795600000023 implements MigrationInterface {
  name = 'DeskWork1795600000023';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      alter table task add column team_id uuid references team;
      grant update (team_id) on task to guichet_api;
      -- my turn: what is due for a person, and for a team that gave it to nobody
      create index task_due on task (institution_id, assignee_id, due_at) where done_at is null;
      create index task_due_team on task (institution_id, team_id, due_at) where done_at is null and assignee_id is null;

      -- whose decision it was, where a deputy gave it
      alter table approval
        add column decided_for uuid references person,
        add constraint approval_for_check check (decided_for is null or decided_by is not null);
      grant update (decided_for) on approval to guichet_api, guichet_worker;
      create index approval_asked on approval (institution_id, approver_id, asked_at, id) where state = 'open';

      create table bulk_news (
        institution_id uuid not null references institution,
        bulk_id uuid not null,
        person_id uuid not null references person,
        event_id uuid not null references event,
        ticket_id uuid not null references ticket,
        part text not null check (part in ('home', 'provider')),
        reason text not null,
        letter text not null,
        -- with which it is told at the latest, and when something was last added to the bulk for this reader
        noted_at timestamptz(3) not null,
        -- of a deputy: for whom, and why those would be told
        instead_of_id uuid references person,
        instead_of_reason text,
        primary key (institution_id, bulk_id, person_id, event_id),
        check ((instead_of_id is null) = (instead_of_reason is null))
      );
    `);
    await closeTable(q, 'bulk_news');
    await q.query(`
      grant select, insert, delete on bulk_news to guichet_worker;
      -- (a row is locked while it is made a mail, which asks for the privilege to update)
      grant update (noted_at) on bulk_news to guichet_worker;
      create policy own_institution on bulk_news to guichet_worker
        using (institution_id = (select app_institution())) with check (institution_id = app_institution());
      -- the worker crosses tenants here: ids and instants, no texts
      create policy worker_looks on bulk_news for select to guichet_worker using (true);
    `);
    await q.query(policies(asked, form));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(policies('false', 'false'));
    await q.query(`
      drop table bulk_news;
      drop index approval_asked;
      alter table approval drop constraint approval_for_check, drop column decided_for;
      drop index task_due, task_due_team;
      alter table task drop column team_id;
    `);
  }
}

/** For whom the actor stands in at the program's present. */
const asked = `exists (select 1 from absence b
    where b.institution_id = approval.institution_id and b.person_id = approval.approver_id
      and b.deputy_id = (select app_person()) and b.starts_at <= app_now() and app_now() < b.ends_at)`;
const form = `exists (select 1 from absence b
    where b.institution_id = a.institution_id and b.person_id = a.approver_id
      and b.deputy_id = (select app_person()) and b.starts_at <= app_now() and app_now() < b.ends_at)`;

const policies = (orAsked: string, orForm: string) => `
  drop policy asked_or_level_1 on approval;
  create policy asked_or_level_1 on approval for select to guichet_api, guichet_worker
    using (institution_id = (select app_institution()) and (select app_scope()) is not null
           and (approver_id = (select app_person()) or decided_by = (select app_person())
                or app_serves('user', service_id)${orAsked === 'false' ? '' : ` or ${orAsked}`}));
  drop policy read_with_its_text on ticket_form;
  create policy read_with_its_text on ticket_form for select to guichet_api, guichet_worker
    using (exists (select 1 from message m where m.id = message_id)
           -- whoever decides on it, and nobody else who does not see the ticket
           or exists (select 1 from approval a
                       where a.ticket_id = ticket_form.ticket_id and a.institution_id = ticket_form.institution_id
                         and (a.approver_id = (select app_person()) or a.decided_by = (select app_person())${
                           orForm === 'false' ? '' : ` or ${orForm}`
                         })));
`;
