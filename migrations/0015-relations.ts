import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';

/**
 * Tickets that have to do with one another, inside one institution; major incidents, which institutions share without
 * learning of each other; and what follows on other tickets from one of them (`consequence`), each done on its own.
 */
export class Relations1795500000015 implements MigrationInterface {
  name = 'Relations1795500000015';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    for (const table of [
      'ticket_link',
      'consequence',
      'major_incident',
      'major_update',
      'major_audience',
      'major_child',
    ]) {
      await closeTable(q, table);
    }
    await q.query(policies);
    await q.query(functions);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop policy watched_before on watcher;
      drop function major_counts(uuid);
      drop function major_append(uuid, jsonb);
      drop function major_announce(uuid, timestamptz);
      drop table major_child, major_audience, major_update, major_incident, consequence, ticket_link cascade;
      drop function major_guard();
    `);
  }
}

const tables = `
  -- from: the child, the follow-up, what was split off, what was merged
  create table ticket_link (
    institution_id uuid not null references institution,
    from_id uuid not null references ticket,
    to_id uuid not null references ticket,
    kind text not null check (kind in ('relates', 'parent', 'follow_up', 'split', 'merged')),
    -- a reference never changes; a requester reads under which one their request goes on, and not that ticket
    to_reference text not null,
    created_by uuid not null,
    created_at timestamptz(3) not null,
    primary key (institution_id, from_id, to_id, kind),
    check (from_id <> to_id)
  );
  create index ticket_link_to on ticket_link (institution_id, to_id);
  create unique index ticket_link_parent on ticket_link (institution_id, from_id) where kind = 'parent';
  create unique index ticket_link_merged on ticket_link (institution_id, from_id) where kind = 'merged';

  -- what follows from an event on another ticket of an institution, done once, in a transaction of its own
  create table consequence (
    institution_id uuid not null references institution,
    event_id uuid not null references event,
    ticket_id uuid not null references ticket,
    kind text not null check (kind in ('resolve', 'survivor_ended', 'major_update')),
    -- the ticket or the major incident that it follows from
    source_id uuid not null,
    code text,
    text_id uuid,
    state text not null check (state in ('pending', 'done', 'left')),
    -- why it was left
    reason text,
    since timestamptz(3) not null,
    -- when it may be done: what failed rests, longer each time
    at timestamptz(3) not null,
    attempts integer not null default 0,
    done_at timestamptz(3),
    primary key (institution_id, event_id, ticket_id)
  );
  create index consequence_pending on consequence (at) where state = 'pending';
  create index consequence_source on consequence (source_id, institution_id);

  create table major_incident (
    id uuid primary key,
    institution_id uuid not null references institution,
    service_id uuid not null references service,
    ticket_id uuid references ticket,
    title text not null,
    state text not null check (state in ('open', 'ended')),
    declared_by uuid not null,
    declared_at timestamptz(3) not null,
    ended_at timestamptz(3),
    code text,
    check ((state = 'ended') = (ended_at is not null))
  );
  create unique index major_incident_ticket on major_incident (institution_id, ticket_id) where state = 'open';
  create table major_update (
    id uuid primary key,
    major_id uuid not null references major_incident,
    kind text not null check (kind in ('declared', 'update', 'ended')),
    body text not null,
    for_requesters boolean not null,
    author_id uuid not null,
    posted_at timestamptz(3) not null
  );
  create index major_update_major on major_update (major_id, posted_at, id);
  create table major_audience (
    institution_id uuid not null references institution,
    major_id uuid not null references major_incident,
    since timestamptz(3) not null,
    primary key (institution_id, major_id)
  );
  create index major_audience_major on major_audience (major_id);
  create table major_child (
    institution_id uuid not null references institution,
    ticket_id uuid not null references ticket,
    major_id uuid not null references major_incident,
    attached_by uuid not null,
    attached_at timestamptz(3) not null,
    primary key (institution_id, ticket_id)
  );
  create index major_child_major on major_child (major_id, institution_id);
`;

const policies = `
  grant select, insert, delete on ticket_link to guichet_api, guichet_worker;
  -- level 1 who sees both; under which one a merged ticket goes on, whoever at home sees it
  create policy both_ends on ticket_link for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution())
    and exists (select 1 from ticket_party p where p.ticket_id = from_id and p.side = 'user')
    and (kind = 'merged'
         or ((select app_has_side('user'))
             and exists (select 1 from ticket_party p where p.ticket_id = to_id and p.side = 'user'))));
  create policy bound_at_home on ticket_link for insert to guichet_api, guichet_worker with check (
    institution_id = app_institution() and app_has_side('user') and created_by = app_person()
    and exists (select 1 from ticket t where t.id = from_id and t.institution_id = app_institution())
    and exists (select 1 from ticket t where t.id = to_id and t.institution_id = app_institution()
                   and t.reference = to_reference));
  create policy loosed_at_home on ticket_link for delete to guichet_api, guichet_worker using (
    institution_id = app_institution() and app_has_side('user') and kind in ('relates', 'parent', 'follow_up'));

  -- whoever watched what was merged goes on watching where that goes on
  create policy watched_before on watcher for insert to guichet_api with check (
    institution_id = app_institution() and side = 'user' and app_has_side('user')
    and exists (select 1 from membership m
                 where m.institution_id = watcher.institution_id and m.person_id = watcher.person_id)
    and exists (select 1 from ticket_link l where l.to_id = watcher.ticket_id and l.kind = 'merged'));

  grant select on consequence to guichet_api;
  grant select, insert on consequence to guichet_worker;
  grant update (state, reason, at, attempts, done_at) on consequence to guichet_worker;
  create policy own_level_1 on consequence for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and (select app_has_side('user'))
    and exists (select 1 from ticket_party p where p.ticket_id = consequence.ticket_id and p.side = 'user'));
  create policy put_down_at_home on consequence for insert to guichet_worker with check (
    institution_id = app_institution() and app_has_side('user')
    and exists (select 1 from ticket t where t.id = consequence.ticket_id and t.institution_id = app_institution()));
  create policy done_at_home on consequence for update to guichet_worker
    using (institution_id = app_institution() and app_has_side('user'));
  -- the worker crosses tenants here: ids, codes and instants, no texts
  create policy worker_looks on consequence for select to guichet_worker using (true);
  create policy owner_functions on consequence for select to current_user using (true);

  grant select, insert on major_incident to guichet_api, guichet_worker;
  grant update (state, ended_at, code) on major_incident to guichet_api, guichet_worker;
  -- to whom it was announced, for the services that they answer for; and who asked for a ticket that hangs on it
  create policy announced on major_incident for select to guichet_api, guichet_worker using (
    (exists (select 1 from major_audience a where a.major_id = major_incident.id and a.institution_id = (select app_institution()))
     and (app_serves('user', service_id) or app_serves('provider', service_id)))
    or exists (select 1 from major_child c where c.major_id = major_incident.id));
  create policy own on major_incident for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution())
    and (app_serves('user', service_id) or app_serves('provider', service_id)));
  create policy declared_at_home on major_incident for insert to guichet_api, guichet_worker with check (
    institution_id = app_institution() and declared_by = app_person() and state = 'open'
    and (app_serves('user', service_id) or app_serves('provider', service_id))
    and (ticket_id is null
         or exists (select 1 from ticket t where t.id = ticket_id and t.institution_id = app_institution()
                       and t.service_id = major_incident.service_id)));
  create policy ended_at_home on major_incident for update to guichet_api, guichet_worker using (
    institution_id = app_institution()
    and (app_serves('user', service_id) or app_serves('provider', service_id)));
  create policy owner_functions on major_incident for select to current_user using (true);
  create function major_guard() returns trigger language plpgsql set search_path = public, pg_temp as $$
  begin
    if old.state = 'ended' then
      raise exception 'what has ended stays so' using errcode = '42501';
    end if;
    return new;
  end $$;
  create trigger major_guard before update on major_incident for each row execute function major_guard();

  grant select, insert on major_update to guichet_api, guichet_worker;
  create policy with_its_incident on major_update for select to guichet_api, guichet_worker
    using (exists (select 1 from major_incident m where m.id = major_id));
  create policy written_at_home on major_update for insert to guichet_api, guichet_worker with check (
    author_id = app_person()
    and exists (select 1 from major_incident m where m.id = major_id and m.institution_id = app_institution()
                   and (app_serves('user', m.service_id) or app_serves('provider', m.service_id))));

  -- nobody learns who else was told
  grant select on major_audience to guichet_api, guichet_worker;
  create policy own_row on major_audience for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and (select app_scope()) = 'staff');
  create policy owner_functions on major_audience to current_user using (true) with check (true);

  -- nor whose tickets hang on it
  grant select, insert, delete on major_child to guichet_api, guichet_worker;
  create policy own_tickets on major_child for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution())
    and exists (select 1 from ticket_party p where p.ticket_id = major_child.ticket_id and p.side = 'user'));
  create policy attached_at_home on major_child for insert to guichet_api, guichet_worker with check (
    institution_id = app_institution() and app_has_side('user') and attached_by = app_person()
    and exists (select 1 from ticket t where t.id = major_child.ticket_id and t.institution_id = app_institution())
    and exists (select 1 from major_audience a where a.major_id = major_child.major_id));
  create policy detached_at_home on major_child for delete to guichet_api, guichet_worker using (
    institution_id = app_institution() and app_has_side('user'));
  create policy owner_functions on major_child for select to current_user using (true);
`;

const functions = `
  -- tells it to every institution with an agreement that runs, and to whoever holds a function of the service
  create function major_announce(p_major uuid, p_at timestamptz) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare m major_incident;
  begin
    select * into m from major_incident where id = p_major;
    if m.institution_id is distinct from app_institution() or m.state is distinct from 'open'
       or not coalesce(app_serves('user', m.service_id) or app_serves('provider', m.service_id), false) then
      raise exception 'not its institution' using errcode = '42501';
    end if;
    insert into major_audience
    select i.id, p_major, p_at
      from institution i
     where i.id = m.institution_id
        or exists (select 1 from responsibility r where r.service_id = m.service_id and r.institution_id = i.id)
        or exists (select 1 from agreement a
                     join institution l on l.id = a.lead_provider_id
                    where a.service_id = m.service_id and a.institution_id = i.id
                      and (p_at at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity'))
    on conflict do nothing;
  end $$;

  -- its stream: written by its own institution, read by all to whom it was announced
  create function major_append(p_major uuid, p_events jsonb) returns timestamptz
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare m major_incident; item jsonb;
  begin
    select * into m from major_incident where id = p_major;
    if m.institution_id is distinct from app_institution() then
      raise exception 'not its institution' using errcode = '42501';
    end if;
    for item in select * from jsonb_array_elements(p_events) loop
      if not coalesce(item ->> 'audience' = 'shared' and app_serves(item ->> 'side', m.service_id), false) then
        raise exception 'not its institution' using errcode = '42501';
      end if;
    end loop;
    return record_write(p_major, 'major',
      (select jsonb_agg(e || jsonb_build_object('readers',
                (select jsonb_agg(reader_key(a.institution_id, side) order by a.institution_id, side)
                   from major_audience a, unnest(array['user', 'provider']) side where a.major_id = p_major)))
         from jsonb_array_elements(p_events) e));
  end $$;

  -- how many, and not who; for its own institution
  create function major_counts(p_major uuid)
    returns table (institutions integer, children integer, resolved integer, left_open integer)
    language plpgsql stable security definer set search_path = public, pg_temp as $$
  declare m major_incident;
  begin
    select * into m from major_incident where id = p_major;
    if m.institution_id is distinct from app_institution()
       or not coalesce(app_serves('user', m.service_id) or app_serves('provider', m.service_id), false) then
      return;
    end if;
    return query
    select (select count(distinct c.institution_id)::integer from major_child c where c.major_id = p_major),
           (select count(*)::integer from major_child c where c.major_id = p_major),
           (select count(*)::integer from consequence c where c.source_id = p_major and c.kind = 'resolve' and c.state = 'done'),
           (select count(*)::integer from consequence c where c.source_id = p_major and c.kind = 'resolve' and c.state = 'left');
  end $$;
  revoke all on function major_announce(uuid, timestamptz), major_append(uuid, jsonb), major_counts(uuid) from public;
  grant execute on function major_announce(uuid, timestamptz), major_append(uuid, jsonb), major_counts(uuid)
    to guichet_api, guichet_worker;
`;
