// The way back from 0008, and what both ways share.

// as it was made first, down to its line breaks, and with one column more
export const ticketGuard = (more: string) => {
  const of = (
    row: string,
  ) => `(${row}.title, ${row}.state, ${row}.waiting_cause, ${row}.follow_up_at, ${row}.impact, ${row}.urgency, ${row}.priority,
            ${row}.proposed_impact, ${row}.proposed_urgency, ${row}.qualified_at, ${row}.resolved_at, ${row}.resolution_code, ${row}.closed_at${more.replace('$', row)})`;
  return `
  create or replace function ticket_guard() returns trigger language plpgsql set search_path = public, pg_temp as $$
  begin
    if old.institution_id is distinct from app_institution()
       and ${of('new')}
           is distinct from
           ${of('old')}
    then
      raise exception 'only its owner changes a ticket' using errcode = '42501';
    end if;
    return new;
  end $$;
`;
};

// what writing a stream is, for the new function and for the one that `down` brings back
export const writing = `for item in select * from jsonb_array_elements(p_events) loop
      e.id := item ->> 'id';
      e.stream_id := p_stream;
      e.number := stream.last_number + 1;
      e.type := item ->> 'type';
      e.audience := item ->> 'audience';
      e.domain := case when e.audience = 'internal' then reader_key(app_institution(), item ->> 'side') else 'common' end;
      if not coalesce(app_has_side(item ->> 'side') or (item ->> 'side' = 'requester' and e.audience <> 'internal'), false) then
        raise exception 'not on this side' using errcode = '42501';
      end if;
      e.occurred_at := greatest((item ->> 'at')::timestamptz, stream.last_at);
      e.actor_id := app_person();
      e.actor_institution_id := app_institution();
      e.actor_side := item ->> 'side';
      e.readers := array(select jsonb_array_elements_text(item -> 'readers'));
      if e.audience = 'internal' and e.readers <> array[e.domain] then
        raise exception 'what is internal stays inside' using errcode = '42501';
      end if;
      e.data := item -> 'data';
      select last_hash into head from event_chain where stream_id = p_stream and domain = e.domain;
      e.previous_hash := coalesce(head, sha256(convert_to(p_stream::text || '/' || e.domain, 'UTF8')));
      e.hash := sha256(e.previous_hash || convert_to(event_canonical(e), 'UTF8'));
      insert into event select e.*;
      insert into outbox
      select e.id, p_stream, array(select distinct split_part(r, '/', 1)::uuid from unnest(e.readers) r);
      insert into event_chain values (p_stream, e.domain, e.number, e.hash)
      on conflict (stream_id, domain) do update set last_number = excluded.last_number, last_hash = excluded.last_hash;
      stream.last_number := e.number;
      stream.last_at := e.occurred_at;
    end loop;
    update event_stream set last_number = stream.last_number, last_at = stream.last_at where stream_id = p_stream;`;

export const undo = `
  drop table resettling;
  drop function institution_append(uuid, jsonb);
  drop function agreement_append(uuid, jsonb);
  create or replace function event_append(p_stream uuid, p_events jsonb) returns timestamptz
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    item jsonb; stream event_stream; e event; head bytea;
  begin
    if not exists (select 1 from ticket_party p
                    where p.ticket_id = p_stream and p.institution_id = app_institution() and p.until is null
                      and (app_serves(p.side, p.service_id)
                           or (app_scope() is not null and p.side = 'user' and p.requester_id = app_person()))) then
      raise exception 'not a party' using errcode = '42501';
    end if;
    insert into event_stream values (p_stream, 'ticket', 0, (p_events -> 0 ->> 'at')::timestamptz)
    on conflict (stream_id) do nothing;
    select * into stream from event_stream where stream_id = p_stream for update;
    ${writing}
    return stream.last_at;
  end $$;
  drop function record_write(uuid, text, jsonb);

  drop trigger ticket_agreement_guard on ticket;
  drop function ticket_agreement_guard();
  drop trigger agreement_guard on agreement;
  drop function agreement_guard();
  drop trigger agreement_version_guard on agreement_version;
  drop function agreement_version_guard();
  ${ticketGuard('')}
  revoke update (agreement_id) on ticket from guichet_api, guichet_worker;

  drop policy ended_by_a_side on agreement;
  revoke update (ends_on, notice_given_at, notice_by_institution_id, notice_reason) on agreement from guichet_api;
  alter table agreement add column status text check (status in ('pilot', 'in_force', 'notice', 'ended'));
  update agreement a set status = agreement_status(a, now());
  alter table agreement alter column status set not null;
  drop function agreement_status(agreement, timestamptz);
  alter table agreement drop column notice_given_at, drop column notice_by_institution_id, drop column notice_reason;

  drop policy decided_by_a_side on agreement_version;
  drop policy proposed_by_a_side on agreement_version;
  drop policy with_its_agreement on agreement_version;
  revoke insert on agreement_version from guichet_api;
  revoke update (state, recorded_at, decided_by, decided_at, decision_reason) on agreement_version from guichet_api;
  drop function agreement_is_ours(agreement);
  drop index agreement_version_proposed;
  delete from agreement_version where state <> 'accepted';
  alter table agreement_version add column service_hours_id uuid references service_hours;
  update agreement_version v
     set service_hours_id = s.service_hours_id
    from agreement a
    join site s on s.institution_id = a.lead_provider_id and s.is_default
   where a.id = v.agreement_id;
  alter table agreement_version
    alter column service_hours_id set not null,
    drop constraint agreement_version_check,
    alter column recorded_at set not null,
    drop column state, drop column binding, drop column tacit_transmission, drop column hours, drop column proposed_by_institution_id,
    drop column proposed_by, drop column proposed_at, drop column retroactive, drop column reason, drop column decided_by, drop column decided_at,
    drop column decision_reason;
  create policy with_its_agreement on agreement_version for select to guichet_api, guichet_worker
    using (agreement_id in (select a.id from agreement a));

  drop policy recorded_at_home on institution_targets;
  drop policy recorded_at_home on service_hours_version;
  revoke insert on service_hours_version, institution_targets from guichet_api;
  drop policy own_institution on service_hours_version;
  drop policy own_institution on service_hours;
  alter table institution_targets drop column recorded_by, drop column reason;
  alter table service_hours_version drop column recorded_by, drop column reason;
  create policy home_or_agreed on service_hours for select to guichet_api, guichet_worker using (
    (select app_scope()) = 'staff' and (
      institution_id = (select app_institution()) or id in (select v.service_hours_id from agreement_version v)));
  create policy home_or_agreed on service_hours_version for select to guichet_api, guichet_worker using (
    (select app_scope()) = 'staff' and (
      institution_id = (select app_institution()) or service_hours_id in (select v.service_hours_id from agreement_version v)));
`;
