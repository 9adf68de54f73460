import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';
import { functions } from './0013-desks.functions.js';
import { undo } from './0013-desks.undo.js';

/**
 * Who acts on what. Each part of a ticket (`ticket_party`) carries why its people have to act (`turn`, a set of bits) and
 * since when (`turn_at`), who works on it there and in which team's queue it lies: so one walk over a partial index
 * answers a person's list and its counts. All of it is derived, by `ticket_index`, from the record and from what the
 * part's own tables say; other parts learn nothing of it, their version and sort keys least of all.
 *
 * The functions read no message, escalation, draft or assignment, which the owner of the tables does not see: what they
 * need of those is recorded, or arrives with the row that a trigger is called for.
 */
export class Desks1795500000013 implements MigrationInterface {
  name = 'Desks1795500000013';

  async up(q: QueryRunner): Promise<void> {
    await q.query(columns);
    await q.query(tables);
    for (const table of ['ticket_read', 'team', 'team_member', 'presence', 'absence', 'watcher', 'saved_view'])
      await closeTable(q, table);
    await q.query(policies);
    await q.query(functions);
    await q.query(backfill);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(undo);
  }
}

const columns = `
  alter table ticket_party
    add column assignee_id uuid,
    -- of which escalation its assignee was said; 0: the ticket itself
    add column assigned_n smallint,
    add column team_id uuid,
    add column draft_at timestamptz(3),
    -- the last text that the other side or the requester wrote for this part
    add column answered_at timestamptz(3),
    add column follow_up_at timestamptz(3),
    -- a bit for each reason to act, the most urgent one lowest; and since when, by the place of the bit
    add column turn integer not null default 0,
    add column turn_at timestamptz[];
  -- my turn: what somebody has to act on, with all that the question needs, so that the table itself is left alone
  create index ticket_party_turn on ticket_party
    (institution_id, side, assignee_id, turn, priority, team_id, service_id, requester_id, turn_at, ticket_id) where turn <> 0;
  -- what somebody has, and the queue of a team, in the order of lists
  create index ticket_party_assignee on ticket_party (institution_id, side, assignee_id, opened_at, ticket_id)
    where assignee_id is not null;
  create index ticket_party_team on ticket_party (institution_id, side, team_id, opened_at, ticket_id)
    where team_id is not null;
  create index ticket_party_follow_up on ticket_party (institution_id, side, follow_up_at, ticket_id)
    where follow_up_at is not null;
  create index ticket_party_priority on ticket_party (institution_id, side, priority, ticket_id);
`;

const tables = `
  create table team (
    id uuid primary key,
    institution_id uuid not null references institution,
    side text not null check (side in ('user', 'provider')),
    name text not null,
    mode text not null check (mode in ('manual', 'round_robin', 'least_loaded')),
    -- what comes into its queue by itself: null means any; the first team in order takes it
    takes boolean not null,
    service_ids uuid[],
    kinds text[],
    position smallint not null,
    version integer not null,
    constraint team_name_key unique (institution_id, side, name)
  );
  create table team_member (
    team_id uuid not null references team,
    institution_id uuid not null references institution,
    person_id uuid not null references person,
    last_assigned_at timestamptz(3),
    primary key (team_id, person_id)
  );
  create index team_member_person on team_member (institution_id, person_id);

  alter table assignment
    alter column person_id drop not null,
    add column team_id uuid references team,
    add constraint assignment_check check (person_id is not null or team_id is not null);

  -- up to where somebody has read a ticket
  create table ticket_read (
    institution_id uuid not null references institution,
    side text not null check (side in ('user', 'provider')),
    ticket_id uuid not null references ticket,
    person_id uuid not null references person,
    seen_at timestamptz(3) not null,
    primary key (institution_id, side, ticket_id, person_id)
  );
  create table presence (
    institution_id uuid not null references institution,
    person_id uuid not null references person,
    state text not null check (state in ('present', 'away')),
    until timestamptz(3),
    primary key (institution_id, person_id)
  );
  create table absence (
    id uuid primary key,
    institution_id uuid not null references institution,
    person_id uuid not null references person,
    starts_at timestamptz(3) not null,
    ends_at timestamptz(3) not null,
    deputy_id uuid references person,
    check (starts_at < ends_at),
    check (deputy_id <> person_id)
  );
  create index absence_person on absence (institution_id, person_id, ends_at);
  create index absence_deputy on absence (institution_id, deputy_id, ends_at) where deputy_id is not null;
  create table watcher (
    institution_id uuid not null references institution,
    side text not null check (side in ('user', 'provider')),
    ticket_id uuid not null references ticket,
    person_id uuid not null references person,
    since timestamptz(3) not null,
    primary key (institution_id, side, ticket_id, person_id)
  );
  create index watcher_person on watcher (institution_id, person_id, side, ticket_id);
  create table saved_view (
    id uuid primary key,
    institution_id uuid not null references institution,
    owner_id uuid not null references person,
    name text not null,
    filter jsonb not null,
    sort text,
    shared_with text not null check (shared_with in ('none', 'team', 'institution')),
    team_id uuid references team,
    version integer not null,
    constraint saved_view_name_key unique (institution_id, owner_id, name),
    check ((shared_with = 'team') = (team_id is not null))
  );
  create index saved_view_shared on saved_view (institution_id, shared_with) where shared_with <> 'none';
`;

const home = (table: string) => `${table}.institution_id = (select app_institution())`;
const staff = `(select app_scope()) = 'staff' and ((select app_has_side('user')) or (select app_has_side('provider')))`;
const seesTicket = (table: string) => `exists (select 1 from ticket_party p
    where p.ticket_id = ${table}.ticket_id and p.institution_id = ${table}.institution_id and p.side = ${table}.side)`;

const policies = `
  grant select, insert, update (name, mode, takes, service_ids, kinds, position, version), delete on team to guichet_api;
  -- (a row is locked while somebody is chosen, which asks for the privilege to update)
  grant select, update (version) on team to guichet_worker;
  create policy own_side on team to guichet_api, guichet_worker
    using (${home('team')} and app_has_side(side)) with check (${home('team')} and app_has_side(side));

  grant select, insert, update (last_assigned_at), delete on team_member to guichet_api;
  grant select, update (last_assigned_at) on team_member to guichet_worker;
  create policy with_its_team on team_member to guichet_api, guichet_worker
    using (${home('team_member')} and exists (select 1 from team t where t.id = team_member.team_id))
    with check (${home('team_member')} and exists (select 1 from team t where t.id = team_member.team_id)
                and exists (select 1 from membership m
                             where m.institution_id = team_member.institution_id and m.person_id = team_member.person_id));

  grant select, insert, update (seen_at) on ticket_read to guichet_api;
  create policy own_side on ticket_read for select to guichet_api
    using (${home('ticket_read')} and app_has_side(side) and ${seesTicket('ticket_read')});
  create policy own_marks on ticket_read for insert to guichet_api with check (
    ${home('ticket_read')} and app_has_side(side) and ${seesTicket('ticket_read')}
    and (person_id = app_person()
         or exists (select 1 from absence a where a.person_id = ticket_read.person_id and a.deputy_id = app_person())));
  create policy own_marks_move on ticket_read for update to guichet_api
    using (${home('ticket_read')} and app_has_side(side) and ${seesTicket('ticket_read')}
           and (person_id = app_person()
                or exists (select 1 from absence a where a.person_id = ticket_read.person_id and a.deputy_id = app_person())));
  create policy owner_functions on ticket_read for select to current_user using (true);

  grant select, insert, update (state, until) on presence to guichet_api;
  grant select on presence to guichet_worker;
  create policy colleagues on presence for select to guichet_api, guichet_worker using (${home('presence')} and ${staff});
  create policy said_by_oneself on presence for insert to guichet_api
    with check (${home('presence')} and ${staff} and person_id = app_person());
  create policy changed_by_oneself on presence for update to guichet_api
    using (${home('presence')} and ${staff} and person_id = app_person());

  grant select, insert, delete on absence to guichet_api;
  grant select on absence to guichet_worker;
  create policy colleagues on absence for select to guichet_api, guichet_worker using (${home('absence')} and ${staff});
  create policy said_by_oneself on absence for insert to guichet_api
    with check (${home('absence')} and ${staff} and person_id = app_person()
                and (deputy_id is null or exists (select 1 from membership m
                      where m.institution_id = absence.institution_id and m.person_id = absence.deputy_id)));
  create policy taken_back_by_oneself on absence for delete to guichet_api
    using (${home('absence')} and ${staff} and person_id = app_person());

  grant select, insert, delete on watcher to guichet_api;
  grant select on watcher to guichet_worker;
  create policy own_side on watcher for select to guichet_api, guichet_worker
    using (${home('watcher')} and app_has_side(side) and ${seesTicket('watcher')});
  create policy said_by_oneself on watcher for insert to guichet_api
    with check (${home('watcher')} and app_has_side(side) and person_id = app_person() and ${seesTicket('watcher')});
  create policy taken_back_by_oneself on watcher for delete to guichet_api
    using (${home('watcher')} and person_id = app_person());

  grant select, insert, update (name, filter, sort, shared_with, team_id, version), delete on saved_view to guichet_api;
  create policy own_and_shared on saved_view for select to guichet_api using (
    ${home('saved_view')} and ${staff}
    and (owner_id = (select app_person()) or shared_with = 'institution'
         or (shared_with = 'team' and team_id in (select m.team_id from team_member m where m.person_id = (select app_person())))));
  create policy kept_by_its_owner on saved_view for insert to guichet_api
    with check (${home('saved_view')} and ${staff} and owner_id = app_person());
  create policy changed_by_its_owner on saved_view for update to guichet_api
    using (${home('saved_view')} and ${staff} and owner_id = app_person());
  create policy removed_by_its_owner on saved_view for delete to guichet_api
    using (${home('saved_view')} and ${staff} and owner_id = app_person());
`;

/** Places of the bits: turns/domain/turn-kinds.ts says the same, in words. */
const backfill = `
  alter table ticket_party no force row level security;
  alter table ticket no force row level security;
  alter table timer no force row level security;
  alter table event no force row level security;
  alter table assignment no force row level security;
  alter table escalation_draft no force row level security;
  update ticket_party p
     set assignee_id = a.person_id, assigned_n = a.escalation_n
    from assignment a
   where a.ticket_id = p.ticket_id and a.institution_id = p.institution_id and a.side = p.side
     and a.escalation_n = (select max(b.escalation_n) from assignment b
                            where b.ticket_id = a.ticket_id and b.institution_id = a.institution_id and b.side = a.side);
  update ticket_party p
     set draft_at = d.saved_at
    from escalation_draft d
   where d.ticket_id = p.ticket_id and p.side = 'user';
  select ticket_index(t.id) from ticket t where t.state not in ('closed', 'cancelled', 'merged');
  alter table ticket_party force row level security;
  alter table ticket force row level security;
  alter table timer force row level security;
  alter table event force row level security;
  alter table assignment force row level security;
  alter table escalation_draft force row level security;
`;
