import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * Opening and the work that follows: request models with their versions, what was filled in, approvals, tasks, time spent,
 * templates and canned answers. All of it belongs to one institution, and none of it crosses, but for a filled form, which
 * is read by whoever reads the text that it stands in.
 */
export class Opening1795500000017 implements MigrationInterface {
  name = 'Opening1795500000017';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of made) await closeTable(q, table);
    await q.query(policies);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop trigger ticket_over on ticket;
      drop function ticket_over();
      drop table ${[...made].reverse().join(', ')} cascade;
      alter table message drop column channel, drop column called_at;
    `);
  }
}

const made = [
  'request_model',
  'request_model_version',
  'ticket_form',
  'approval',
  'task',
  'time_spent',
  'ticket_template',
  'canned_answer',
];

const tables = `
  create table request_model (
    id uuid primary key,
    institution_id uuid not null references institution,
    service_id uuid not null references service,
    created_by uuid not null references person,
    created_at timestamptz(3) not null,
    retired_at timestamptz(3)
  );
  create index request_model_listed on request_model (institution_id, service_id, created_at, id);
  create table request_model_version (
    model_id uuid not null references request_model,
    number integer not null check (number > 0),
    institution_id uuid not null references institution,
    content jsonb not null,
    written_by uuid not null references person,
    written_at timestamptz(3) not null,
    published_by uuid references person,
    published_at timestamptz(3),
    primary key (model_id, number),
    check ((published_by is null) = (published_at is null))
  );
  create table ticket_form (
    ticket_id uuid primary key references ticket,
    institution_id uuid not null references institution,
    -- the text that says it too: whoever reads that reads this
    message_id uuid not null references message,
    model_id uuid not null references request_model,
    version integer not null,
    fields jsonb not null
  );
  create table approval (
    id uuid primary key,
    institution_id uuid not null references institution,
    ticket_id uuid not null references ticket,
    -- what an approver who sees no ticket is shown of it
    reference text not null,
    title text not null,
    service_id uuid not null references service,
    requester_id uuid not null references person,
    -- null: any manager of the service, but for whoever asks
    approver_id uuid references person,
    asked_at timestamptz(3) not null,
    state text not null check (state in ('open', 'approved', 'rejected', 'withdrawn')),
    decided_by uuid references person,
    decided_at timestamptz(3),
    reason text,
    unique (institution_id, ticket_id),
    check ((state = 'open') = (decided_at is null)),
    check ((state in ('approved', 'rejected')) = (decided_by is not null)),
    check (decided_by is distinct from requester_id)
  );
  -- what waits for somebody's decision
  create index approval_waiting on approval (institution_id, asked_at, id) where state = 'open';
  create index approval_reference on approval (institution_id, reference);
  create table task (
    id uuid primary key,
    institution_id uuid not null references institution,
    ticket_id uuid not null references ticket,
    position integer not null,
    title text not null,
    -- the team or the function that it is for
    intended_for text,
    assignee_id uuid references person,
    due_at timestamptz(3),
    must_be_done boolean not null,
    done_at timestamptz(3),
    done_by uuid references person,
    version integer not null,
    check ((done_at is null) = (done_by is null))
  );
  create index task_ticket on task (ticket_id, position, id);
  create table time_spent (
    id uuid primary key,
    institution_id uuid not null references institution,
    side text not null check (side in ('user', 'provider')),
    ticket_id uuid not null references ticket,
    person_id uuid not null references person,
    minutes integer not null check (minutes between 1 and 1440),
    spent_on date not null,
    note text,
    entered_at timestamptz(3) not null,
    -- taken back; it stays in the record and counts no more
    withdrawn_at timestamptz(3)
  );
  create index time_spent_ticket on time_spent (ticket_id, entered_at, id);
  create table ticket_template (
    id uuid primary key,
    institution_id uuid not null references institution,
    -- null: shared by level 1
    owner_id uuid references person,
    name text not null,
    content jsonb not null,
    version integer not null,
    updated_at timestamptz(3) not null
  );
  create index ticket_template_listed on ticket_template (institution_id, name, id);
  create table canned_answer (
    id uuid primary key,
    institution_id uuid not null references institution,
    side text not null check (side in ('user', 'provider')),
    owner_id uuid references person,
    name text not null,
    body text not null,
    version integer not null,
    updated_at timestamptz(3) not null
  );
  create index canned_answer_listed on canned_answer (institution_id, side, name, id);

  -- a logged call or visit: how it was held, and when, where that was before it was written down
  alter table message
    add column channel text check (channel in ('phone', 'counter')),
    add column called_at timestamptz(3);
`;

const policies = `
  -- what is published is for everybody of the institution; what is being written for its staff
  grant select, insert, update (retired_at) on request_model to guichet_api;
  grant select on request_model to guichet_worker;
  create policy own_institution on request_model for select to guichet_api, guichet_worker
    using (institution_id = (select app_institution()) and (select app_scope()) is not null);
  create policy written_at_home on request_model for insert to guichet_api
    with check (institution_id = app_institution() and app_serves('user', service_id) and created_by = app_person());
  create policy retired_at_home on request_model for update to guichet_api
    using (institution_id = (select app_institution()) and app_serves('user', service_id));

  grant select, insert, update (published_by, published_at) on request_model_version to guichet_api;
  grant select on request_model_version to guichet_worker;
  create policy published on request_model_version for select to guichet_api, guichet_worker
    using (institution_id = (select app_institution()) and (select app_scope()) is not null
           and (published_at is not null or (select app_has_side('user'))));
  create policy written_at_home on request_model_version for insert to guichet_api
    with check (institution_id = app_institution() and written_by = app_person() and published_at is null
                and exists (select 1 from request_model m
                             where m.id = model_id and app_serves('user', m.service_id)));
  -- once published it cannot be changed: no row is left that this lets through
  create policy published_once on request_model_version for update to guichet_api
    using (institution_id = (select app_institution()) and published_at is null
           and exists (select 1 from request_model m where m.id = model_id and app_serves('user', m.service_id)))
    with check (published_at is not null and published_by = app_person());

  grant select, insert on approval to guichet_api, guichet_worker;
  grant update (approver_id, asked_at, state, decided_by, decided_at, reason) on approval to guichet_api, guichet_worker;
  create policy asked_or_level_1 on approval for select to guichet_api, guichet_worker
    using (institution_id = (select app_institution()) and (select app_scope()) is not null
           and (approver_id = (select app_person()) or decided_by = (select app_person())
                or app_serves('user', service_id)));
  create policy asked_by_the_owner on approval for insert to guichet_api, guichet_worker
    with check (institution_id = app_institution() and app_serves('user', service_id) and state = 'open'
                and exists (select 1 from ticket t
                             where t.id = ticket_id and t.institution_id = approval.institution_id
                               and t.requester_id = approval.requester_id and t.service_id = approval.service_id));
  -- what is decided stays decided
  create policy decided_once on approval for update to guichet_api, guichet_worker
    using (institution_id = (select app_institution()) and state = 'open' and app_serves('user', service_id))
    with check (institution_id = app_institution() and app_serves('user', service_id));

  grant select, insert on ticket_form to guichet_api, guichet_worker;
  create policy read_with_its_text on ticket_form for select to guichet_api, guichet_worker
    using (exists (select 1 from message m where m.id = message_id)
           -- whoever decides on it, and nobody else who does not see the ticket
           or exists (select 1 from approval a
                       where a.ticket_id = ticket_form.ticket_id and a.institution_id = ticket_form.institution_id
                         and (a.approver_id = (select app_person()) or a.decided_by = (select app_person()))));
  create policy filled_in_at_home on ticket_form for insert to guichet_api, guichet_worker
    with check (institution_id = app_institution()
                and exists (select 1 from ticket t
                             where t.id = ticket_id and t.institution_id = ticket_form.institution_id)
                and exists (select 1 from message m where m.id = message_id and m.ticket_id = ticket_form.ticket_id));

  -- whatever ends a ticket leaves nothing to be decided
  create function ticket_over() returns trigger language plpgsql set search_path = public, pg_temp as $$
  begin
    update approval set state = 'withdrawn', decided_at = new.updated_at where ticket_id = new.id and state = 'open';
    return null;
  end $$;
  create trigger ticket_over after update of state on ticket for each row
    when (new.state in ('cancelled', 'merged', 'resolved', 'closed') and old.waiting_cause = 'approval')
    execute function ticket_over();

  grant select, insert on task to guichet_api, guichet_worker;
  grant update (position, title, intended_for, assignee_id, due_at, done_at, done_by, version) on task to guichet_api;
  create policy inside_of_the_owner on task for select to guichet_api, guichet_worker
    using (institution_id = (select app_institution()) and (select app_has_side('user'))
           and exists (select 1 from ticket_party p
                        where p.ticket_id = task.ticket_id and p.institution_id = task.institution_id
                          and p.side = 'user' and app_serves('user', p.service_id)));
  create policy made_by_the_owner on task for insert to guichet_api, guichet_worker
    with check (institution_id = app_institution() and app_has_side('user')
                and exists (select 1 from ticket_party p
                             where p.ticket_id = task.ticket_id and p.institution_id = task.institution_id
                               and p.side = 'user' and app_serves('user', p.service_id)));
  create policy changed_by_the_owner on task for update to guichet_api
    using (institution_id = (select app_institution()) and app_has_side('user'));

  grant select, insert, update (withdrawn_at) on time_spent to guichet_api;
  create policy inside_of_a_side on time_spent for select to guichet_api, guichet_worker
    using (institution_id = (select app_institution())
           and exists (select 1 from ticket_party p
                        where p.ticket_id = time_spent.ticket_id and p.institution_id = time_spent.institution_id
                          and p.side = time_spent.side and app_serves(p.side, p.service_id)));
  grant select on time_spent to guichet_worker;
  create policy entered_by_oneself on time_spent for insert to guichet_api
    with check (institution_id = app_institution() and person_id = app_person()
                and exists (select 1 from ticket_party p
                             where p.ticket_id = time_spent.ticket_id and p.institution_id = time_spent.institution_id
                               and p.side = time_spent.side and app_serves(p.side, p.service_id)));
  create policy withdrawn_by_oneself on time_spent for update to guichet_api
    using (institution_id = (select app_institution()) and person_id = (select app_person()) and withdrawn_at is null)
    with check (institution_id = app_institution() and person_id = app_person());

  grant select, insert, update (name, content, version, updated_at), delete on ticket_template to guichet_api;
  create policy shared_or_own on ticket_template to guichet_api
    using (institution_id = (select app_institution()) and (select app_has_side('user'))
           and (owner_id is null or owner_id = (select app_person())))
    with check (institution_id = app_institution() and app_has_side('user')
                and (owner_id is null or owner_id = app_person()));

  grant select, insert, update (name, body, version, updated_at), delete on canned_answer to guichet_api;
  create policy shared_or_own on canned_answer to guichet_api
    using (institution_id = (select app_institution()) and app_has_side(side)
           and (owner_id is null or owner_id = (select app_person())))
    with check (institution_id = app_institution() and app_has_side(side)
                and (owner_id is null or owner_id = app_person()));
`;
