import type { MigrationInterface, QueryRunner } from 'typeorm';
import { closeTable } from '../src/database/wall.js';
import { ticketGuard, undo, writing } from './0008-versions.undo.js';

/**
 * Agreements, hours and targets as living things.
 *
 * A version of an agreement holds everything that was agreed, its hours included, by value: what one side does with its
 * own hours moves no promise. It is proposed by one side and accepted by the other, which the database sees to; only
 * then it has an instant of recording, and only then it counts. The status of an agreement follows from its versions
 * (binding or not), a notice that was given, and its last day.
 *
 * Agreements and institutions get streams in the record beside tickets: `record_write` writes any stream, and one
 * function for each kind decides who may.
 */
export class Versions1795400000008 implements MigrationInterface {
  name = 'Versions1795400000008';

  async up(q: QueryRunner): Promise<void> {
    await q.query(tables);
    await q.query(sides);
    await q.query(policies);
    await q.query(functions);
    await closeTable(q, 'resettling');
    await q.query(resettling);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(undo);
  }
}

const tables = `
  alter table agreement_version
    add column state text not null default 'accepted' check (state in ('proposed', 'accepted', 'rejected', 'withdrawn', 'replaced')),
    add column binding boolean not null default true,
    -- a delivery that is left alone is transmitted by itself
    add column tacit_transmission boolean not null default true,
    add column hours jsonb,
    add column proposed_by_institution_id uuid references institution,
    add column proposed_by uuid,
    add column proposed_at timestamptz(3),
    -- meant to hold for a time that lies before its acceptance
    add column retroactive boolean not null default false,
    add column reason text,
    add column decided_by uuid,
    add column decided_at timestamptz(3),
    add column decision_reason text,
    alter column recorded_at drop not null,
    add check ((state = 'accepted') = (recorded_at is not null));
  alter table agreement_version alter column state drop default, alter column binding drop default;
  update agreement_version v
     set binding = a.status <> 'pilot'
    from agreement a
   where a.id = v.agreement_id;
  update agreement_version v
     set hours = jsonb_build_object('name', h.name, 'timeZone', hv.time_zone, 'weekly', hv.weekly, 'holidayRegion', hv.holiday_region,
                                    'holidays', hv.holidays, 'closures', hv.closures)
    from service_hours h
    join service_hours_version hv on hv.service_hours_id = h.id
   where h.id = v.service_hours_id
     and hv.number = (select max(x.number) from service_hours_version x
                       where x.service_hours_id = h.id and x.effective_from <= greatest(v.effective_from,
                             (select min(y.effective_from) from service_hours_version y where y.service_hours_id = h.id)));
  drop policy home_or_agreed on service_hours;
  drop policy home_or_agreed on service_hours_version;
  alter table agreement_version alter column hours set not null, drop column service_hours_id;
  create unique index agreement_version_proposed on agreement_version (agreement_id) where state = 'proposed';

  alter table agreement
    add column notice_given_at timestamptz(3),
    add column notice_by_institution_id uuid references institution,
    add column notice_reason text;
  update agreement set notice_given_at = now() where status = 'notice';
  update agreement set ends_on = greatest(starts_on, current_date - 1) where status = 'ended' and (ends_on is null or ends_on >= current_date);
  alter table agreement drop column status;

  alter table institution_targets add column recorded_by uuid, add column reason text;
  alter table service_hours_version add column recorded_by uuid, add column reason text;

  -- tickets whose timers are to be worked out anew, since what was promised has changed; the sweep empties it
  create table resettling (
    ticket_id uuid primary key references ticket,
    institution_id uuid not null references institution,
    since timestamptz(3) not null
  );
  create index resettling_since on resettling (since);
`;

const sides = `
  create function agreement_is_ours(a agreement) returns boolean language sql stable as $$
    select (a.institution_id = app_institution() and app_serves('user', a.service_id))
        or (a.lead_provider_id = app_institution() and app_serves('provider', a.service_id))
  $$;
`;

const policies = `
  create policy own_institution on service_hours for select to guichet_api, guichet_worker
    using (institution_id = (select app_institution()) and (select app_scope()) = 'staff');
  create policy own_institution on service_hours_version for select to guichet_api, guichet_worker
    using (institution_id = (select app_institution()) and (select app_scope()) = 'staff');
  grant insert on service_hours_version, institution_targets to guichet_api;
  create policy recorded_at_home on service_hours_version for insert to guichet_api
    with check (institution_id = app_institution() and app_has_side('user') and recorded_by = app_person()
                and exists (select 1 from service_hours h where h.id = service_hours_id and h.institution_id = app_institution()));
  create policy recorded_at_home on institution_targets for insert to guichet_api
    with check (institution_id = app_institution() and app_has_side('user') and recorded_by = app_person());

  -- a proposal is between the two sides; what was accepted is seen with its agreement
  drop policy with_its_agreement on agreement_version;
  create policy with_its_agreement on agreement_version for select to guichet_api, guichet_worker
    using (exists (select 1 from agreement a
                    where a.id = agreement_version.agreement_id
                      and (agreement_version.state = 'accepted'
                           or a.institution_id = (select app_institution())
                           or a.lead_provider_id = (select app_institution()))));
  grant insert on agreement_version to guichet_api;
  grant update (state, recorded_at, decided_by, decided_at, decision_reason) on agreement_version to guichet_api;
  create policy proposed_by_a_side on agreement_version for insert to guichet_api
    with check (state = 'proposed' and proposed_by_institution_id = app_institution() and proposed_by = app_person()
                and agreement_id in (select a.id from agreement a where agreement_is_ours(a)));
  create policy decided_by_a_side on agreement_version for update to guichet_api
    using (agreement_id in (select a.id from agreement a where agreement_is_ours(a)));
  grant update (ends_on, notice_given_at, notice_by_institution_id, notice_reason) on agreement to guichet_api;
  create policy ended_by_a_side on agreement for update to guichet_api using (agreement_is_ours(agreement));

  -- the agreement that carries a ticket is known when it is first escalated
  grant update (agreement_id) on ticket to guichet_api, guichet_worker;
`;

const resettling = `
  grant select, insert, delete on resettling to guichet_worker;
  grant update (since) on resettling to guichet_worker;
  -- the worker crosses tenants here: ids and instants, no texts
  create policy worker_sweeps on resettling for select to guichet_worker using (true);
  create policy put_down_by_the_owner on resettling for insert to guichet_worker
    with check (institution_id = app_institution() and app_has_side('user')
                and exists (select 1 from ticket t where t.id = ticket_id and t.institution_id = app_institution()));
  create policy put_off_by_the_owner on resettling for update to guichet_worker
    using (institution_id = app_institution() and app_has_side('user'));
  create policy done_by_the_owner on resettling for delete to guichet_worker
    using (institution_id = app_institution() and app_has_side('user'));
`;

const functions = `
  ${ticketGuard(', $.agreement_id')}

  -- what was proposed by one side is accepted or rejected by the other, withdrawn or replaced by whoever may propose
  create function agreement_version_guard() returns trigger language plpgsql set search_path = public, pg_temp as $$
  declare a agreement;
  begin
    if old.state <> 'proposed' or new.state = 'proposed' then
      raise exception 'what was decided stays' using errcode = '42501';
    end if;
    select * into a from agreement where id = new.agreement_id;
    if new.state in ('accepted', 'rejected') and a.institution_id <> a.lead_provider_id
       and old.proposed_by_institution_id is not distinct from app_institution() then
      raise exception 'the other side decides' using errcode = '42501';
    end if;
    if new.state = 'withdrawn' and old.proposed_by_institution_id is distinct from app_institution() then
      raise exception 'only who proposed withdraws' using errcode = '42501';
    end if;
    if new.state in ('accepted', 'rejected', 'withdrawn') and new.decided_by is distinct from app_person() then
      raise exception 'who decides says so' using errcode = '42501';
    end if;
    if new.state = 'accepted' and not (new.effective_from >= new.decided_at - interval '1 ms' or new.retroactive) then
      raise exception 'what has passed meanwhile was not agreed on' using errcode = '42501';
    end if;
    if new.state = 'accepted'
       and exists (select 1 from agreement_version v where v.agreement_id = new.agreement_id and v.recorded_at >= new.recorded_at) then
      raise exception 'instants of recording only go up' using errcode = '42501';
    end if;
    return new;
  end $$;
  create trigger agreement_version_guard before update on agreement_version for each row execute function agreement_version_guard();

  -- which agreement carries a ticket is settled with its first escalation, and is one of its institution about its service
  create function ticket_agreement_guard() returns trigger language plpgsql set search_path = public, pg_temp as $$
  begin
    if exists (select 1 from escalation e where e.ticket_id = new.id and (e.n > 1 or e.state <> 'offered'))
       or not exists (select 1 from agreement a where a.id = new.agreement_id
                         and a.institution_id = new.institution_id and a.service_id = new.service_id) then
      raise exception 'the agreement of a ticket stays' using errcode = '42501';
    end if;
    return new;
  end $$;
  create trigger ticket_agreement_guard before update on ticket for each row
    when (old.agreement_id is distinct from new.agreement_id and current_user in ('guichet_api', 'guichet_worker'))
    execute function ticket_agreement_guard();

  -- notice is given once, in one's own name, to a day that lies ahead of it, and not taken back
  create function agreement_guard() returns trigger language plpgsql set search_path = public, pg_temp as $$
  begin
    if old.notice_given_at is not null or new.notice_given_at is null or new.ends_on is null
       or new.notice_by_institution_id is distinct from app_institution()
       or new.ends_on < (new.notice_given_at at time zone 'UTC')::date - 1
       or new.ends_on > old.ends_on then
      raise exception 'not a notice' using errcode = '42501';
    end if;
    return new;
  end $$;
  create trigger agreement_guard before update on agreement for each row
    when (current_user = 'guichet_api') execute function agreement_guard();

  -- pilot: measured, binding nobody; notice: runs on until its last day
  create function agreement_status(a agreement, at timestamptz) returns text language sql stable as $$
    select case
             when (at at time zone (select i.time_zone from institution i where i.id = a.lead_provider_id))::date > a.ends_on then 'ended'
             when a.notice_given_at <= at then 'notice'
             when (select v.binding from agreement_version v
                    where v.agreement_id = a.id and v.state = 'accepted' and v.effective_from <= at
                    order by v.number desc limit 1) then 'in_force'
             else 'pilot'
           end
  $$;

  -- writes any stream; only the functions below may, each after its own check
  create function record_write(p_stream uuid, p_kind text, p_events jsonb) returns timestamptz
    language plpgsql set search_path = public, pg_temp as $$
  declare
    item jsonb; stream event_stream; e event; head bytea;
  begin
    insert into event_stream values (p_stream, p_kind, 0, (p_events -> 0 ->> 'at')::timestamptz)
    on conflict (stream_id) do nothing;
    select * into stream from event_stream where stream_id = p_stream for update;
    if stream.kind <> p_kind then
      raise exception 'another kind of stream' using errcode = '42501';
    end if;
    ${writing}
    return stream.last_at;
  end $$;

  create or replace function event_append(p_stream uuid, p_events jsonb) returns timestamptz
    language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    if not exists (select 1 from ticket_party p
                    where p.ticket_id = p_stream and p.institution_id = app_institution() and p.until is null
                      and (app_serves(p.side, p.service_id)
                           or (app_scope() is not null and p.side = 'user' and p.requester_id = app_person()))) then
      raise exception 'not a party' using errcode = '42501';
    end if;
    return record_write(p_stream, 'ticket', p_events);
  end $$;

  -- an agreement's stream: written by its two sides, each on its own; everything shared is read by both and nobody else
  create function agreement_append(p_agreement uuid, p_events jsonb) returns timestamptz
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare a agreement; item jsonb;
  begin
    select * into a from agreement where id = p_agreement;
    if app_institution() not in (a.institution_id, a.lead_provider_id) is not false then
      raise exception 'not a side of it' using errcode = '42501';
    end if;
    for item in select * from jsonb_array_elements(p_events) loop
      if not coalesce(item ->> 'audience' = 'shared'
                      and ((item ->> 'side' = 'user' and a.institution_id = app_institution())
                           or (item ->> 'side' = 'provider' and a.lead_provider_id = app_institution()))
                      and app_serves(item ->> 'side', a.service_id), false) then
        raise exception 'not a side of it' using errcode = '42501';
      end if;
    end loop;
    return record_write(p_agreement, 'agreement',
      (select jsonb_agg(e || jsonb_build_object('readers', jsonb_build_array(reader_key(a.institution_id, 'user'), reader_key(a.lead_provider_id, 'provider'))))
         from jsonb_array_elements(p_events) e));
  end $$;

  -- an institution's own stream: what it promises its people, its hours
  create function institution_append(p_institution uuid, p_events jsonb) returns timestamptz
    language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    if p_institution is distinct from app_institution() or not app_has_side('user') then
      raise exception 'not the own institution' using errcode = '42501';
    end if;
    return record_write(p_institution, 'institution',
      (select jsonb_agg(e || jsonb_build_object('audience', 'internal', 'side', 'user',
                                                'readers', jsonb_build_array(reader_key(p_institution, 'user'))))
         from jsonb_array_elements(p_events) e));
  end $$;
  revoke all on function record_write(uuid, text, jsonb), agreement_append(uuid, jsonb), institution_append(uuid, jsonb) from public;
  grant execute on function agreement_append(uuid, jsonb), institution_append(uuid, jsonb) to guichet_api, guichet_worker;
`;
