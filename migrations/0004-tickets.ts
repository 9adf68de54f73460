import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * Tickets and what is written on them. `ticket_party` says who has a reason to see a ticket, since when and until when,
 * and carries the sort keys of lists: a list starts there and never asks ticket by ticket. The application cannot write
 * it: a row is made when a ticket is opened (trigger) or by `ticket_admit`, and its sort keys by `ticket_index`.
 */
export class Tickets1795300000004 implements MigrationInterface {
  name = 'Tickets1795300000004';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of [
      'reference_counter',
      'ticket',
      'ticket_party',
      'message',
      'escalation',
      'assignment',
      'escalation_draft',
    ]) {
      await closeTable(q, table);
    }
    await q.query(policies);
    await q.query(functions);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop function ticket_index(uuid);
      drop function ticket_dismiss(uuid, uuid, timestamptz, boolean);
      drop function ticket_admit(uuid, uuid, timestamptz);
      drop table escalation_draft, assignment, escalation, message, ticket_party, ticket, reference_counter cascade;
      drop function message_readers_grow();
      drop function ticket_guard();
      drop function ticket_opened();
    `);
  }
}

const tables = `
  create table reference_counter (
    institution_id uuid not null references institution,
    year integer not null,
    last integer not null,
    primary key (institution_id, year)
  );
  create table ticket (
    id uuid primary key,
    institution_id uuid not null references institution,
    reference text not null,
    site_id uuid not null references site,
    service_id uuid not null references service,
    agreement_id uuid references agreement,
    kind text not null check (kind in ('incident', 'request')),
    title text not null,
    state text not null check (state in ('new', 'in_progress', 'waiting', 'resolved', 'closed', 'cancelled', 'merged')),
    waiting_cause text check (waiting_cause in ('requester', 'third_party', 'change', 'scheduled', 'approval')),
    follow_up_at timestamptz(3),
    impact text not null check (impact in ('high', 'medium', 'low')),
    urgency text not null check (urgency in ('high', 'medium', 'low')),
    priority text not null check (priority in ('P1', 'P2', 'P3', 'P4')),
    proposed_impact text check (proposed_impact in ('high', 'medium', 'low')),
    proposed_urgency text check (proposed_urgency in ('high', 'medium', 'low')),
    qualified_at timestamptz(3),
    requester_id uuid not null references person,
    opened_by uuid not null references person,
    channel text not null check (channel in ('web', 'phone', 'counter', 'mail', 'api')),
    opened_at timestamptz(3) not null,
    resolved_at timestamptz(3),
    resolution_code text,
    closed_at timestamptz(3),
    next_actor text not null check (next_actor in ('user_institution', 'provider', 'requester', 'third_party', 'nobody')),
    next_actor_institution_id uuid references institution,
    next_actor_since timestamptz(3) not null,
    version integer not null,
    updated_at timestamptz(3) not null,
    unique (institution_id, reference),
    check ((state = 'waiting') = (waiting_cause is not null))
  );
  create table ticket_party (
    institution_id uuid not null references institution,
    side text not null check (side in ('user', 'provider')),
    ticket_id uuid not null references ticket,
    since timestamptz(3) not null,
    until timestamptz(3),
    -- its part ended well (delivery confirmed): it goes on seeing the figures of what it delivered
    fulfilled boolean not null default false,
    -- the ticket as it stood when the part ended: of what changes later, its institution learns the state only
    parting jsonb,
    requester_id uuid,
    service_id uuid not null,
    -- sort and filter keys, derived by ticket_index
    opened_at timestamptz(3) not null,
    updated_at timestamptz(3) not null,
    state text not null,
    priority text not null,
    next_actor text not null,
    due_at timestamptz(3),
    is_late boolean not null default false,
    primary key (institution_id, side, ticket_id)
  );
  create index ticket_party_ticket on ticket_party (ticket_id);
  create index ticket_party_opened on ticket_party (institution_id, side, opened_at, ticket_id);
  create index ticket_party_updated on ticket_party (institution_id, side, updated_at, ticket_id);
  -- what somebody still has to act on, in the order of lists: it grows with the work at hand, not with the years
  create index ticket_party_open on ticket_party (institution_id, side, opened_at, ticket_id) where next_actor <> 'nobody';
  create index ticket_party_state on ticket_party (institution_id, side, state, opened_at, ticket_id);
  create index ticket_party_due on ticket_party (institution_id, side, due_at, ticket_id) where due_at is not null;
  create index ticket_party_requester on ticket_party (institution_id, requester_id, opened_at, ticket_id) where side = 'user';
  create table message (
    id uuid primary key,
    ticket_id uuid not null references ticket,
    escalation_n smallint,
    kind text not null check (kind in ('description', 'summary', 'message', 'question', 'answer', 'reason', 'delivery', 'resolution')),
    audience text not null check (audience in ('requester', 'shared', 'internal')),
    author_id uuid not null,
    author_institution_id uuid not null references institution,
    author_side text not null check (author_side in ('requester', 'user', 'provider')),
    -- display name of staff; null for a requester, whose name is known at home only
    author_name text,
    body text not null,
    readers text[] not null,
    posted_at timestamptz(3) not null
  );
  create index message_ticket on message (ticket_id, posted_at, id);
  create table escalation (
    id uuid primary key,
    ticket_id uuid not null references ticket,
    n smallint not null,
    "function" text not null,
    holder_id uuid not null references institution,
    state text not null check (state in ('offered', 'accepted', 'waiting', 'delivered', 'confirmed', 'returned', 'forwarded', 'recalled')),
    waiting_cause text check (waiting_cause in ('spoc', 'third_party', 'planned')),
    follow_up_at timestamptz(3),
    is_own boolean not null,
    summary_id uuid not null references message,
    -- the requester's name, when the SPOC ticked it; else they are "a user of ULCO"
    requester_name text,
    offered_at timestamptz(3) not null,
    accepted_at timestamptz(3),
    delivered_at timestamptz(3),
    ended_at timestamptz(3),
    return_code text,
    return_confirmed_at timestamptz(3),
    -- a return that nobody answered is settled by the next escalation or by the end of the ticket
    return_settled_at timestamptz(3),
    delivery_code text,
    delivery_id uuid references message,
    disputed_impact text,
    disputed_urgency text,
    disputed_at timestamptz(3),
    readers text[] not null,
    unique (ticket_id, n),
    check ((state = 'waiting') = (waiting_cause is not null))
  );
  -- at most one open escalation per ticket, whatever happens in the program
  create unique index escalation_open on escalation (ticket_id) where state in ('offered', 'accepted', 'waiting', 'delivered');
  create index escalation_holder on escalation (holder_id, state);
  create table assignment (
    ticket_id uuid not null references ticket,
    institution_id uuid not null references institution,
    side text not null check (side in ('user', 'provider')),
    -- 0: the ticket itself at level 1
    escalation_n smallint not null,
    person_id uuid not null references person,
    assigned_at timestamptz(3) not null,
    primary key (ticket_id, institution_id, side, escalation_n)
  );
  create index assignment_person on assignment (person_id);
  create table escalation_draft (
    ticket_id uuid primary key references ticket,
    institution_id uuid not null references institution,
    "function" text not null,
    summary text not null,
    message_ids uuid[] not null,
    author_id uuid not null references person,
    saved_at timestamptz(3) not null
  );
`;

const policies = `
  grant select, insert, update on reference_counter to guichet_api, guichet_worker;
  create policy own_institution on reference_counter to guichet_api, guichet_worker
    using (institution_id = app_institution() and app_scope() is not null)
    with check (institution_id = app_institution() and app_scope() is not null);

  grant select on ticket_party to guichet_api, guichet_worker;
  -- app_serves(side, service_id), written so that the settings are read once per statement: lists walk this table
  create policy own_part on ticket_party for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution())
    and ((side = 'user' and ((select app_services('user') = '*')
                             or service_id::text = any (string_to_array((select app_services('user')), ','))))
         or (side = 'provider' and ((select app_services('provider') = '*')
                                    or service_id::text = any (string_to_array((select app_services('provider')), ','))))
         -- whoever asked sees what they asked for, whatever else they are; but for somebody limited to some services,
         -- whose reader key would open the inside of a ticket of another one
         or (side = 'user' and requester_id = (select app_person()) and (select app_scope()) is not null
             and (select coalesce(app_services('user'), '*') = '*' and coalesce(app_services('provider'), '*') = '*'))));
  create policy owner_functions on ticket_party to current_user using (true) with check (true);

  -- owner, reference, requester, kind, service and site of a ticket never change: there is no privilege to
  grant select, insert on ticket to guichet_api, guichet_worker;
  grant update (title, state, waiting_cause, follow_up_at, impact, urgency, priority, proposed_impact, proposed_urgency,
    qualified_at, resolved_at, resolution_code, closed_at, next_actor, next_actor_institution_id, next_actor_since,
    version, updated_at) on ticket to guichet_api, guichet_worker;
  create policy parties on ticket for select to guichet_api, guichet_worker
    using (exists (select 1 from ticket_party p where p.ticket_id = ticket.id));
  create policy parties_move on ticket for update to guichet_api, guichet_worker
    using (exists (select 1 from ticket_party p where p.ticket_id = ticket.id and p.until is null));
  create policy opened_at_home on ticket for insert to guichet_api, guichet_worker with check (
    institution_id = app_institution()
    and (app_has_side('user') or (app_scope() is not null and requester_id = app_person())));
  create policy owner_functions on ticket for select to current_user using (true);

  grant select, insert on message to guichet_api, guichet_worker;
  grant update (readers) on message to guichet_api, guichet_worker;
  create policy audience on message for select to guichet_api, guichet_worker using (
    readers && (select app_reader_keys())
    or (audience = 'requester'
        and exists (select 1 from ticket_party p
                     where p.ticket_id = message.ticket_id and p.side = 'user' and p.requester_id = (select app_person()))));
  create policy own_words on message for insert to guichet_api, guichet_worker with check (
    author_institution_id = app_institution() and author_id = app_person()
    and case when author_side = 'requester'
             then audience = 'requester'
                  and exists (select 1 from ticket_party p
                               where p.ticket_id = message.ticket_id and p.side = 'user' and p.requester_id = app_person())
             else readers && app_reader_keys() end
    and (audience <> 'internal' or readers = array[reader_key(author_institution_id, author_side)])
    and exists (select 1 from ticket_party p where p.ticket_id = message.ticket_id and p.until is null));
  create policy readers_tick on message for update to guichet_api, guichet_worker
    using (readers && app_reader_keys()
           and exists (select 1 from ticket_party p where p.ticket_id = message.ticket_id and p.until is null));

  grant select, insert on escalation to guichet_api, guichet_worker;
  grant update (state, waiting_cause, follow_up_at, accepted_at, delivered_at, ended_at, return_code, return_confirmed_at, return_settled_at,
    delivery_code, delivery_id, disputed_impact, disputed_urgency, disputed_at) on escalation to guichet_api, guichet_worker;
  create policy readers on escalation for select to guichet_api, guichet_worker
    using (readers && (select app_reader_keys()));
  create policy sent_by_a_party on escalation for insert to guichet_api, guichet_worker with check (
    readers && app_reader_keys()
    and exists (select 1 from ticket_party p where p.ticket_id = escalation.ticket_id and p.until is null));
  create policy moved_by_a_party on escalation for update to guichet_api, guichet_worker
    using (readers && app_reader_keys()
           and exists (select 1 from ticket_party p where p.ticket_id = escalation.ticket_id and p.until is null));

  grant select, insert, update, delete on assignment to guichet_api, guichet_worker;
  create policy own_side on assignment to guichet_api, guichet_worker
    using (institution_id = app_institution() and app_has_side(side))
    with check (institution_id = app_institution() and app_has_side(side)
                and exists (select 1 from ticket_party p where p.ticket_id = assignment.ticket_id and p.side = assignment.side));

  grant select, insert, update, delete on escalation_draft to guichet_api, guichet_worker;
  create policy own_level_1 on escalation_draft to guichet_api, guichet_worker
    using (institution_id = app_institution() and app_has_side('user'))
    with check (institution_id = app_institution() and app_has_side('user')
                and exists (select 1 from ticket_party p where p.ticket_id = escalation_draft.ticket_id and p.side = 'user'));
`;

const functions = `
  create function ticket_opened() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    insert into ticket_party (institution_id, side, ticket_id, since, requester_id, service_id,
                              opened_at, updated_at, state, priority, next_actor)
    values (new.institution_id, 'user', new.id, new.opened_at, new.requester_id, new.service_id,
            new.opened_at, new.updated_at, new.state, new.priority, new.next_actor);
    return null;
  end $$;
  create trigger ticket_opened after insert on ticket for each row execute function ticket_opened();

  -- whoever is not the owner moves a ticket on, and changes nothing else about it
  create function ticket_guard() returns trigger language plpgsql set search_path = public, pg_temp as $$
  begin
    if old.institution_id is distinct from app_institution()
       and (new.title, new.state, new.waiting_cause, new.follow_up_at, new.impact, new.urgency, new.priority,
            new.proposed_impact, new.proposed_urgency, new.qualified_at, new.resolved_at, new.resolution_code, new.closed_at)
           is distinct from
           (old.title, old.state, old.waiting_cause, old.follow_up_at, old.impact, old.urgency, old.priority,
            old.proposed_impact, old.proposed_urgency, old.qualified_at, old.resolved_at, old.resolution_code, old.closed_at)
    then
      raise exception 'only its owner changes a ticket' using errcode = '42501';
    end if;
    return new;
  end $$;
  create trigger ticket_guard before update on ticket for each row execute function ticket_guard();

  create function message_readers_grow() returns trigger language plpgsql set search_path = public, pg_temp as $$
  begin
    if not new.readers @> old.readers then
      raise exception 'what was shared stays shared' using errcode = '42501';
    end if;
    if old.audience = 'internal' and not old.readers @> new.readers then
      raise exception 'what is internal stays inside' using errcode = '42501';
    end if;
    return new;
  end $$;
  create trigger message_readers_grow before update of readers on message for each row execute function message_readers_grow();

  -- lets a provider in, for whoever is a party now: the owner's level 1, or the provider that forwards
  create function ticket_admit(p_ticket uuid, p_institution uuid, p_at timestamptz) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    if not exists (select 1 from ticket_party p
                    where p.ticket_id = p_ticket and p.institution_id = app_institution() and p.until is null
                      and app_serves(p.side, p.service_id)) then
      raise exception 'not a party' using errcode = '42501';
    end if;
    insert into ticket_party (institution_id, side, ticket_id, since, service_id, opened_at, updated_at, state, priority, next_actor)
    select p_institution, 'provider', t.id, p_at, t.service_id, t.opened_at, t.updated_at, t.state, t.priority, t.next_actor
      from ticket t
     where t.id = p_ticket
    on conflict (institution_id, side, ticket_id) do update set until = null, fulfilled = false, parting = null;
  end $$;

  -- ends a provider's part: said by the owner's level 1, or by the provider of itself
  create function ticket_dismiss(p_ticket uuid, p_institution uuid, p_at timestamptz, p_fulfilled boolean) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    if not exists (select 1 from ticket_party p
                    where p.ticket_id = p_ticket and p.institution_id = app_institution() and p.until is null
                      and app_serves(p.side, p.service_id) and (p.side = 'user' or p_institution = app_institution())) then
      raise exception 'not a party' using errcode = '42501';
    end if;
    update ticket_party p
       set until = p_at, fulfilled = p_fulfilled, updated_at = p_at, next_actor = 'nobody',
           parting = jsonb_build_object(
             'impact', t.impact, 'urgency', t.urgency, 'priority', t.priority, 'waitingCause', t.waiting_cause,
             'followUpAt', t.follow_up_at, 'nextActor', t.next_actor, 'nextActorInstitutionId', t.next_actor_institution_id,
             'nextActorSince', t.next_actor_since, 'version', t.version, 'updatedAt', t.updated_at,
             'resolvedAt', t.resolved_at, 'resolutionCode', t.resolution_code, 'closedAt', t.closed_at)
      from ticket t
     where t.id = p_ticket and p.ticket_id = p_ticket and p.institution_id = p_institution
       and p.side = 'provider' and p.until is null;
  end $$;

  -- brings the sort keys of every party's row in step with the ticket and its timers; harmless whoever calls it
  create function ticket_index(p_ticket uuid) returns void
    language sql security definer set search_path = public, pg_temp as $$
    update ticket_party p
       set state = t.state,
           updated_at = case when p.until is null then t.updated_at else p.updated_at end,
           priority = case when p.until is null then t.priority else p.priority end,
           next_actor = case when p.until is null then t.next_actor else p.next_actor end
      from ticket t
     where t.id = p_ticket and p.ticket_id = p_ticket
  $$;
  revoke all on function ticket_opened(), ticket_admit(uuid, uuid, timestamptz),
    ticket_dismiss(uuid, uuid, timestamptz, boolean), ticket_index(uuid) from public;
  grant execute on function ticket_admit(uuid, uuid, timestamptz), ticket_dismiss(uuid, uuid, timestamptz, boolean),
    ticket_index(uuid) to guichet_api, guichet_worker;
`;
