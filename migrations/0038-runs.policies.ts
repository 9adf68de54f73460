/** Who sees and writes what of runs. */
export const policies = `
  grant select, insert on run to guichet_api;
  grant select on run to guichet_worker;
  grant update (parameters, change_reference, state, outcome, results, assignee_id, finished_by, finished_at, minutes, note, version, updated_at)
    on run to guichet_api;
  -- without a subquery: the policy of versions asks this one, and that of new runs asks both
  create policy own_side on run for select to guichet_api, guichet_worker using (
    institution_id = app_institution() and app_serves(side, service_id));
  -- of an action that the caller sees and that may be run, in that version; on a ticket of that service, in which their part
  -- goes on
  create policy started_by_oneself on run for insert to guichet_api with check (
    institution_id = app_institution() and app_serves(side, service_id) and started_by = app_person()
    and assignee_id = app_person() and state = 'running'
    and exists (select 1 from action a
                  join action_version v on v.action_id = a.id
                  join action_service s on s.action_id = a.id
                 where a.id = run.action_id and v.id = run.version_id and a.institution_id = run.owner_id
                   and s.service_id = run.service_id and a.state in ('draft', 'published')
                   and v.state in ('draft', 'reviewed', 'published'))
    and (ticket_id is null
         or exists (select 1 from ticket_party p
                     where p.ticket_id = run.ticket_id and p.institution_id = app_institution() and p.side = run.side
                       and p.service_id = run.service_id and p.until is null)));
  -- what is finished stays; a run goes to colleagues alone
  create policy moved_by_its_own on run for update to guichet_api
    using (institution_id = app_institution() and app_serves(side, service_id) and state = 'running')
    with check (institution_id = app_institution() and app_serves(side, service_id)
                and (state = 'running' or finished_by = app_person())
                and exists (select 1 from membership m
                             where m.person_id = run.assignee_id and m.institution_id = run.institution_id));
  create policy owner_functions on run for select to current_user using (true);

  -- a run stays on the words that it began with, whatever becomes of the action and of who may see it
  create policy whoever_runs_it on action_version for select to guichet_api, guichet_worker using (
    exists (select 1 from run r where r.version_id = action_version.id));

  grant select, insert on run_step, run_evidence to guichet_api;
  -- what was said stays; it is said again, or undone
  grant update (undone_by, undone_at, undone_seen, undone_version) on run_step to guichet_api;
  create policy with_its_run on run_step for select to guichet_api using (
    exists (select 1 from run r where r.id = run_id));
  create policy written_on_ones_run on run_step for insert to guichet_api with check (
    institution_id = app_institution() and by_id = app_person() and undone_by is null
    and exists (select 1 from run r where r.id = run_id and r.state = 'running'));
  create policy undone_on_ones_run on run_step for update to guichet_api
    using (undone_by is null and exists (select 1 from run r where r.id = run_id and r.state = 'running'))
    with check (undone_by = app_person());
  create policy with_its_run on run_evidence for select to guichet_api using (
    exists (select 1 from run r where r.id = run_id));
  create policy added_to_ones_run on run_evidence for insert to guichet_api with check (
    institution_id = app_institution() and by_id = app_person()
    and exists (select 1 from run r where r.id = run_id and r.state = 'running'));

  grant select, insert on run_look to guichet_api;
  grant update (since, at) on run_look to guichet_api;
  create policy with_its_run on run_look for select to guichet_api using (
    exists (select 1 from run r where r.id = run_id));
  create policy said_by_oneself on run_look for insert to guichet_api with check (
    institution_id = app_institution() and person_id = app_person() and exists (select 1 from run r where r.id = run_id));
  create policy said_again_by_oneself on run_look for update to guichet_api using (
    person_id = app_person() and exists (select 1 from run r where r.id = run_id));

  -- What came of a run of a shared action, for what follows from it at the action's owner: its consumers alone, acting for it.
  -- Nobody there reads who ran it.
  create policy owner_of_what_was_run on event for select to guichet_worker using (
    readers && array[app_institution()::text || '/system']);
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

  -- a run's stream: read by the side that makes it. What came of it (run.finished) wakes the consumers of the action's owner
  -- too, so its data hold the outcome and nothing of the ticket
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
                       from unnest(array[reader_key(r.institution_id, r.side), r.owner_id::text || '/system']) k)
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
    with seen as materialized (
      select s.action_id, s.service_id
        from action_service s
        join action a on a.id = s.action_id
       where s.action_id = any (p_actions)
         and ((a.institution_id = app_institution()
               and (app_serves('user', s.service_id) or app_serves('provider', s.service_id)))
              or (s.is_published and s.sharing <> 'internal' and s.service_id in (select action_services('holders')))
              or (s.is_published and s.sharing = 'users' and s.service_id in (select action_services('users')))))
    select r.action_id, r.service_id,
           count(*) filter (where r.outcome = 'worked')::integer,
           count(*) filter (where r.outcome = 'partly')::integer,
           count(*) filter (where r.outcome = 'no_effect')::integer,
           count(*) filter (where r.outcome = 'made_worse')::integer,
           count(*) filter (where r.outcome = 'abandoned')::integer
      from seen
      join run r on r.action_id = seen.action_id and r.service_id = seen.service_id
     where r.state = 'finished' and r.finished_at >= p_since
       and ((r.institution_id = app_institution() and app_serves(r.side, r.service_id))
            or r.finished_at < date_trunc('day', app_now() at time zone 'UTC') at time zone 'UTC')
     group by r.action_id, r.service_id
  $$;

  -- How many runs of the version that is published made it worse, whoever made them: for the owner, which suspends it. At once,
  -- for the next one would do harm. Once the owner has looked and lifted it, one other institution alone does not suspend that
  -- version again: all of its runs count as one.
  create function action_made_worse(p_action uuid, p_since timestamptz) returns integer
    language sql stable security definer set search_path = public, pg_temp as $$
    select (count(*) filter (where r.institution_id = a.institution_id or p_since < v.published_at)
            + count(distinct r.institution_id) filter (where r.institution_id <> a.institution_id and p_since >= v.published_at)
           )::integer
      from action a
      join action_version v on v.action_id = a.id and v.number = a.published_number
      join run r on r.action_id = a.id and r.version_id = v.id
     where a.id = p_action and a.institution_id = app_institution() and action_is_served(a.service_ids)
       and r.outcome = 'made_worse' and r.finished_at > p_since
  $$;
  revoke all on function run_append(uuid, jsonb), action_outcomes(uuid[], timestamptz), action_made_worse(uuid, timestamptz)
    from public;
  grant execute on function run_append(uuid, jsonb), action_outcomes(uuid[], timestamptz) to guichet_api, guichet_worker;
  grant execute on function action_made_worse(uuid, timestamptz) to guichet_worker;
`;

/** The trigger of 0019: which streams `GET /live` may have to tell of. */
export const liveRecorded = (kinds: string): string => `
  create or replace function live_recorded() returns trigger language plpgsql set search_path = public, pg_temp as $$
  begin
    insert into live_event
    select i, pg_current_xact_id()::text::bigint, new.event_id, new.stream_id, e.occurred_at
      from unnest(new.institution_ids) i, event e, event_stream s
     where e.id = new.event_id and s.stream_id = new.stream_id and s.kind ${kinds};
    return null;
  end $$;
`;
