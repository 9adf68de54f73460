/** Who sees and writes what of runs. */
export const policies = `
  grant select, insert on run to guichet_api;
  grant select on run to guichet_worker;
  grant update (state, outcome, results, assignee_id, finished_by, finished_at, minutes, note, version, updated_at)
    on run to guichet_api;
  create policy own_side on run for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and app_serves(side, service_id));
  -- of an action that the caller sees, in that version; on a ticket that they see, of that service
  create policy started_by_oneself on run for insert to guichet_api with check (
    institution_id = app_institution() and app_serves(side, service_id) and started_by = app_person() and state = 'running'
    and exists (select 1 from action a
                  join action_version v on v.action_id = a.id
                  join action_service s on s.action_id = a.id
                 where a.id = run.action_id and v.id = run.version_id and a.institution_id = run.owner_id
                   and s.service_id = run.service_id)
    and (ticket_id is null
         or exists (select 1 from ticket_party p
                     where p.ticket_id = run.ticket_id and p.institution_id = app_institution() and p.side = run.side
                       and p.until is null)));
  create policy moved_by_its_own on run for update to guichet_api using (
    institution_id = app_institution() and app_serves(side, service_id));
  create policy owner_functions on run for select to current_user using (true);

  grant select, insert on run_step, run_evidence to guichet_api;
  grant update (state, seen, reason, branch, by_id, at, undone_by, undone_at) on run_step to guichet_api;
  create policy with_its_run on run_step for select to guichet_api using (
    exists (select 1 from run r where r.id = run_id));
  create policy written_on_ones_run on run_step for insert to guichet_api with check (
    institution_id = app_institution() and by_id = app_person()
    and exists (select 1 from run r where r.id = run_id and r.state = 'running'));
  create policy moved_on_ones_run on run_step for update to guichet_api using (
    exists (select 1 from run r where r.id = run_id and r.state = 'running'));
  create policy with_its_run on run_evidence for select to guichet_api using (
    exists (select 1 from run r where r.id = run_id));
  create policy added_to_ones_run on run_evidence for insert to guichet_api with check (
    institution_id = app_institution() and by_id = app_person()
    and exists (select 1 from run r where r.id = run_id and r.state = 'running'));
`;

export const functions = `
  -- what somebody has run stays as they read it
  create function run_pins_version() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    update action_version set used_at = new.started_at where id = new.version_id and used_at is null;
    return null;
  end $$;
  revoke all on function run_pins_version() from public;
  create trigger run_pins_version after insert on run for each row execute function run_pins_version();

  -- a run's stream: read by the side that makes it. What came of it (run.finished) is read by the owner of the action too, so
  -- its data hold the outcome and nothing of the ticket
  create function run_append(p_run uuid, p_events jsonb) returns timestamptz
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare r run; item jsonb;
  begin
    select * into r from run where id = p_run;
    if r.institution_id is distinct from app_institution() or not coalesce(app_serves(r.side, r.service_id), false) then
      raise exception 'not their run' using errcode = '42501';
    end if;
    for item in select * from jsonb_array_elements(p_events) loop
      if not coalesce(item ->> 'side' = r.side and item ->> 'audience' = 'shared' and item ->> 'type' like 'run.%', false) then
        raise exception 'not their run' using errcode = '42501';
      end if;
    end loop;
    return record_write(p_run, 'run',
      (select jsonb_agg(e || jsonb_build_object('readers',
                case e ->> 'type'
                  when 'run.finished' then
                    (select jsonb_agg(distinct k)
                       from unnest(array[reader_key(r.institution_id, r.side), reader_key(r.owner_id, 'provider')]) k)
                  else jsonb_build_array(reader_key(r.institution_id, r.side)) end))
         from jsonb_array_elements(p_events) e));
  end $$;

  -- How often each of these actions was run to an end on each service, and what came of it: counts, never whose. Of actions that
  -- the caller sees. Its own runs count at once; those of others as they stood when this day (UTC) began, for a figure that
  -- moves with each run would tell each institution what the others do.
  create function action_outcomes(p_actions uuid[], p_since timestamptz default '-infinity')
    returns table (action_id uuid, service_id uuid, worked integer, partly integer, no_effect integer, made_worse integer,
                   abandoned integer)
    language sql stable security definer set search_path = public, pg_temp as $$
    select r.action_id, r.service_id,
           count(*) filter (where r.outcome = 'worked')::integer,
           count(*) filter (where r.outcome = 'partly')::integer,
           count(*) filter (where r.outcome = 'no_effect')::integer,
           count(*) filter (where r.outcome = 'made_worse')::integer,
           count(*) filter (where r.outcome = 'abandoned')::integer
      from run r
     where r.action_id = any (p_actions) and r.state = 'finished' and r.finished_at >= p_since
       and exists (select 1 from action_service s join action a on a.id = s.action_id
                    where s.action_id = r.action_id and s.service_id = r.service_id
                      and ((a.institution_id = app_institution()
                            and (app_serves('user', s.service_id) or app_serves('provider', s.service_id)))
                           or (s.is_published and s.sharing <> 'internal' and s.service_id in (select action_services(s.sharing)))))
       and ((r.institution_id = app_institution() and app_serves(r.side, r.service_id))
            or r.finished_at < date_trunc('day', app_now() at time zone 'UTC') at time zone 'UTC')
     group by r.action_id, r.service_id
  $$;
  revoke all on function run_append(uuid, jsonb), action_outcomes(uuid[], timestamptz) from public;
  grant execute on function run_append(uuid, jsonb), action_outcomes(uuid[], timestamptz) to guichet_api, guichet_worker;
`;
