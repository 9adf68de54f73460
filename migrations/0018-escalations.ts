import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * Escalating beyond the institutions and up the line: holders outside the consortium, texts that stand ready, and
 * managers who are asked to decide. Whoever is outside has a name that both sides read, and an address that only the
 * institution reads which follows them up. An alert of managers belongs to the side that sent it, and to the lead
 * provider if it was sent across.
 */
export class Escalations1795500000018 implements MigrationInterface {
  name = 'Escalations1795500000018';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      alter table escalation add column external_name text, add column external_reference text;
      grant update (external_reference) on escalation to guichet_api, guichet_worker;
      alter table message drop constraint message_kind_check;
      alter table message add constraint message_kind_check check (kind in
        ('description', 'summary', 'message', 'question', 'answer', 'reason', 'delivery', 'resolution', 'external'));
      -- a mail to somebody who is no person here names the escalation with which they were called
      alter table mail alter column person_id drop not null, add column external_n smallint,
        add constraint mail_reader_check check ((person_id is null) = (external_n is not null));
      create unique index mail_external on mail (institution_id, event_id) where person_id is null;
    `);
    await q.query(tables);
    for (const table of ['external_contact', 'ready_text', 'hierarchical_escalation', 'hierarchical_due'])
      await closeTable(q, table);
    await q.query(policies);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop table hierarchical_due, hierarchical_escalation, ready_text, external_contact;
      -- the owner sees no mail and no text: what the former schema cannot hold is removed with the wall open to it
      alter table mail no force row level security;
      alter table mail_queue no force row level security;
      alter table message no force row level security;
      delete from mail_queue where mail_id in (select id from mail where person_id is null);
      delete from mail where person_id is null;
      update message set kind = 'message' where kind = 'external';
      alter table mail force row level security;
      alter table mail_queue force row level security;
      alter table message force row level security;
      drop index mail_external;
      alter table mail drop constraint mail_reader_check, drop column external_n, alter column person_id set not null;
      alter table message drop constraint message_kind_check;
      alter table message add constraint message_kind_check check (kind in
        ('description', 'summary', 'message', 'question', 'answer', 'reason', 'delivery', 'resolution'));
      alter table escalation drop column external_name, drop column external_reference;
    `);
  }
}

const tables = `
  create table external_contact (
    -- that follows them up
    institution_id uuid not null references institution,
    ticket_id uuid not null references ticket,
    n smallint not null,
    address text not null,
    primary key (institution_id, ticket_id, n)
  );
  create table ready_text (
    id uuid primary key,
    institution_id uuid not null references institution,
    service_id uuid not null references service,
    use text not null check (use in ('return', 'deliver')),
    name text not null,
    code text not null,
    text_fr text,
    text_en text,
    version integer not null,
    updated_at timestamptz(3) not null,
    check (text_fr is not null or text_en is not null),
    -- in the order of its list
    unique (institution_id, service_id, use, name)
  );
  create table hierarchical_escalation (
    id uuid primary key,
    -- that asks, on which of its sides
    institution_id uuid not null references institution,
    side text not null check (side in ('user', 'provider')),
    ticket_id uuid not null references ticket,
    service_id uuid not null references service,
    -- the lead provider, if its managers are asked
    lead_provider_id uuid references institution,
    addressed_to text not null check (addressed_to in ('managers', 'lead_provider_managers', 'both')),
    -- as the ticket was called: the lead provider may not see the ticket itself
    reference text not null,
    title text not null,
    asked_by uuid not null references person,
    asker_name text not null,
    asked_at timestamptz(3) not null,
    reason text not null,
    decision_due_at timestamptz(3) not null,
    decision text check (decision in ('agreed', 'declined', 'noted')),
    decision_text text,
    decided_at timestamptz(3),
    decided_by uuid references person,
    decider_name text,
    decider_institution_id uuid references institution,
    check ((addressed_to = 'managers') = (lead_provider_id is null)),
    check ((decision is null) = (decided_at is null))
  );
  -- at most one open per side
  create unique index hierarchical_escalation_open on hierarchical_escalation (institution_id, side, ticket_id)
    where decided_at is null;
  create index hierarchical_escalation_asked on hierarchical_escalation (institution_id, asked_at, id);
  create index hierarchical_escalation_lead on hierarchical_escalation (lead_provider_id, asked_at, id)
    where lead_provider_id is not null;
  create table hierarchical_due (
    hierarchical_escalation_id uuid primary key references hierarchical_escalation,
    institution_id uuid not null references institution,
    -- when somebody is to be told next: the day before the decision is due, then when it is
    at timestamptz(3) not null
  );
  create index hierarchical_due_at on hierarchical_due (at);
`;

const policies = `
  grant select, insert on external_contact to guichet_api, guichet_worker;
  create policy followed_up_by on external_contact for select to guichet_api, guichet_worker
    using (institution_id = (select app_institution())
           and exists (select 1 from ticket_party p where p.ticket_id = external_contact.ticket_id and p.side = 'provider'));
  -- whoever calls on them, for the institution that will follow them up
  create policy called_by_a_party on external_contact for insert to guichet_api, guichet_worker
    with check (exists (select 1 from escalation e
                         where e.ticket_id = external_contact.ticket_id and e.n = external_contact.n
                           and e.holder_id = external_contact.institution_id and e.external_name is not null)
                and exists (select 1 from ticket_party p
                             where p.ticket_id = external_contact.ticket_id and p.until is null));

  grant select, insert, delete, update (name, code, text_fr, text_en, version, updated_at) on ready_text to guichet_api;
  create policy own_provider_side on ready_text for select to guichet_api
    using (institution_id = (select app_institution()) and app_serves('provider', service_id));
  create policy kept_by_a_holder on ready_text for insert to guichet_api
    with check (institution_id = app_institution() and app_serves('provider', service_id)
                and (exists (select 1 from responsibility r
                              where r.service_id = ready_text.service_id and r.institution_id = app_institution())
                     or exists (select 1 from service s
                                 where s.id = ready_text.service_id and s.lead_provider_id = app_institution())));
  create policy changed_at_home on ready_text for update to guichet_api
    using (institution_id = app_institution() and app_serves('provider', service_id));
  create policy removed_at_home on ready_text for delete to guichet_api
    using (institution_id = app_institution() and app_serves('provider', service_id));

  grant select on hierarchical_escalation to guichet_api, guichet_worker;
  grant insert, update (decision, decision_text, decided_at, decided_by, decider_name, decider_institution_id)
    on hierarchical_escalation to guichet_api;
  create policy those_concerned on hierarchical_escalation for select to guichet_api, guichet_worker
    using ((institution_id = (select app_institution()) and app_serves(side, service_id))
           or (lead_provider_id = (select app_institution()) and app_serves('provider', service_id)));
  create policy asked_by_a_party on hierarchical_escalation for insert to guichet_api
    with check (institution_id = app_institution() and app_serves(side, service_id) and asked_by = app_person()
                and decided_at is null
                and exists (select 1 from ticket_party p
                             where p.ticket_id = hierarchical_escalation.ticket_id
                               and p.side = hierarchical_escalation.side and p.until is null));
  create policy decided_once on hierarchical_escalation for update to guichet_api
    using (decided_at is null
           and ((institution_id = app_institution() and app_serves(side, service_id))
                or (lead_provider_id = app_institution() and app_serves('provider', service_id))))
    with check (decided_at is not null);

  grant insert on hierarchical_due to guichet_api;
  create policy put_down_with_it on hierarchical_due for insert to guichet_api
    with check (institution_id = app_institution()
                and exists (select 1 from hierarchical_escalation h
                             where h.id = hierarchical_escalation_id
                               and h.institution_id = hierarchical_due.institution_id));
  -- the worker crosses tenants here: ids and instants, no texts
  grant select, update (at), delete on hierarchical_due to guichet_worker;
  create policy worker_tells on hierarchical_due to guichet_worker using (true) with check (true);
`;
