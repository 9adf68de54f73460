import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * Mail that comes in. It belongs to nobody before it was judged: what it says stands in `mail_in_content`, which until then
 * only the worker reads, acting for the institution that does not exist, and after that the institution that it concerns.
 * `mail_in` holds ids, digests, instants and codes, and no text.
 */
export class MailIn1795600000022 implements MigrationInterface {
  name = 'MailIn1795600000022';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of [
      'mail_thread',
      'mail_in',
      'mail_in_content',
      'mail_in_effect',
      'mail_suppression',
      'answer_unread',
    ])
      await closeTable(q, table);
    await q.query(policies);
    await q.query(`
      -- mails of before: the owner sees them with the wall open to it, and keeps ids alone
      alter table mail no force row level security;
      alter table mail_thread no force row level security;
      insert into mail_thread select id, institution_id, ticket_id from mail;
      alter table mail_thread force row level security;
      alter table mail force row level security;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop policy read_at_home on ticket_read;
      revoke select on ticket_read from guichet_worker;
      drop table answer_unread, mail_suppression, mail_in_effect, mail_in_content, mail_in, mail_thread;
    `);
  }
}

const tables = `
  -- which institution wrote a mail, about what: an answer names the mail, and no more
  create table mail_thread (
    mail_id uuid primary key references mail,
    institution_id uuid not null references institution,
    ticket_id uuid references ticket
  );
  -- who wrote about a ticket, for answers that name the ticket
  create index mail_thread_ticket on mail_thread (ticket_id, institution_id) where ticket_id is not null;
  create table mail_in (
    id uuid primary key,
    -- to which it came, in lower case
    mailbox text not null,
    digest bytea not null,
    size integer not null,
    received_at timestamptz(3) not null,
    state text not null check (state in ('received', 'done', 'quarantined', 'released', 'discarded')),
    -- received: when it is taken up again, if whoever had it died
    due_at timestamptz(3) not null,
    attempts integer not null default 0,
    outcome text check (outcome in ('created', 'appended', 'ignored', 'quarantined')),
    reason text,
    -- whom it concerns; null: nobody knows
    institution_id uuid references institution,
    side text not null default 'user' check (side in ('user', 'provider')),
    service_id uuid references service,
    -- that it went to, or that is proposed
    ticket_id uuid references ticket,
    -- for the quota: of the address that it came from
    sender_digest bytea,
    decided_at timestamptz(3),
    decided_by uuid references person,
    decision_reason text,
    -- its content was kept long enough
    cleared_at timestamptz(3),
    check ((state = 'received') = (outcome is null)),
    -- before it was read no tenant is known, and 256 bits tell nothing
    unique (mailbox, digest)
  );
  create index mail_in_due on mail_in (due_at) where state = 'received';
  create index mail_in_quota on mail_in (sender_digest, received_at) where sender_digest is not null;
  -- the list of an institution, and that of the operator
  create index mail_in_quarantined on mail_in (institution_id, received_at, id) where state = 'quarantined';
  create index mail_in_kept on mail_in (received_at) where cleared_at is null;
  create table mail_in_content (
    mail_in_id uuid primary key references mail_in,
    institution_id uuid references institution,
    raw bytea not null,
    sender text,
    subject text,
    text_body text,
    -- names and sizes
    files jsonb not null default '[]'
  );
  -- written in the transaction of what a mail does, so that it does it once
  create table mail_in_effect (
    mail_in_id uuid primary key references mail_in,
    institution_id uuid not null references institution,
    outcome text not null check (outcome in ('created', 'appended', 'ignored')),
    reason text not null,
    ticket_id uuid references ticket
  );
  -- addresses that cannot be reached: nothing more is sent there
  create table mail_suppression (
    institution_id uuid not null references institution,
    address text not null,
    since timestamptz(3) not null,
    -- to name it by, in place of somebody's address
    id uuid not null,
    primary key (institution_id, address),
    unique (institution_id, id)
  );
  -- answers on a ticket that was resolved; each that is left unread reopens it
  create table answer_unread (
    institution_id uuid not null references institution,
    ticket_id uuid not null references ticket,
    message_id uuid not null references message,
    at timestamptz(3) not null,
    primary key (institution_id, ticket_id, message_id)
  );
  create index answer_unread_at on answer_unread (at);
`;

const nobody = `'00000000-0000-0000-0000-000000000000'`;
const concerned = `
  case when institution_id is null then (select app_institution()) = ${nobody} and (select app_scope()) = 'staff'
       else institution_id = (select app_institution())
            and case when service_id is null then app_has_side(side) else app_serves(side, service_id) end end`;

const policies = `
  -- the worker crosses tenants here: ids, no texts
  grant select, insert on mail_thread to guichet_worker;
  create policy worker_finds on mail_thread for select to guichet_worker using (true);
  create policy written_with_the_mail on mail_thread for insert to guichet_worker
    with check (institution_id = app_institution());

  -- and here: ids, digests, instants and codes
  grant select, insert, update on mail_in to guichet_worker;
  create policy worker_receives on mail_in to guichet_worker using (true) with check (true);
  grant select on mail_in to guichet_api;
  grant update (state, decided_at, decided_by, decision_reason, ticket_id) on mail_in to guichet_api;
  create policy whom_it_concerns on mail_in for select to guichet_api
    using (state <> 'received' and ${concerned});
  create policy decided_once on mail_in for update to guichet_api
    using (state = 'quarantined' and ${concerned})
    with check (state in ('released', 'discarded') and decided_by is not null
                and app_person() in (decided_by, ${nobody}));

  grant select, insert, update, delete on mail_in_content to guichet_worker;
  create policy the_institution_or_nobody on mail_in_content to guichet_worker
    using (coalesce(institution_id, ${nobody}) = (select app_institution()) and (select app_scope()) = 'staff')
    with check ((select app_scope()) = 'staff');
  grant select on mail_in_content to guichet_api;
  create policy as_the_mail on mail_in_content for select to guichet_api
    using (institution_id = (select app_institution())
           and exists (select 1 from mail_in m where m.id = mail_in_id and m.state = 'quarantined'));

  grant select on mail_in_effect to guichet_worker;
  create policy worker_finishes on mail_in_effect for select to guichet_worker using (true);
  grant insert on mail_in_effect to guichet_api;
  create policy done_at_home on mail_in_effect for insert to guichet_api
    with check (institution_id = app_institution());

  grant select, insert, delete on mail_suppression to guichet_worker;
  create policy own_institution on mail_suppression to guichet_worker
    using (institution_id = (select app_institution()) and (select app_scope()) = 'staff')
    with check (institution_id = app_institution() and app_scope() = 'staff');

  grant select, delete on mail_suppression to guichet_api;
  create policy lifted_at_home on mail_suppression to guichet_api
    using (institution_id = (select app_institution()) and (select app_scope()) = 'staff')
    with check (false);

  -- whoever answers puts it down; the worker crosses tenants: ids and instants
  grant insert on answer_unread to guichet_api;
  create policy put_down_at_home on answer_unread for insert to guichet_api
    with check (institution_id = app_institution()
                and exists (select 1 from ticket t where t.id = ticket_id and t.institution_id = app_institution()));
  grant select, delete on answer_unread to guichet_worker;
  create policy worker_looks on answer_unread to guichet_worker using (true);
  -- whether such an answer was read at home
  grant select on ticket_read to guichet_worker;
  create policy read_at_home on ticket_read for select to guichet_worker
    using (institution_id = (select app_institution()) and (select app_scope()) = 'staff' and app_has_side(side));
`;
