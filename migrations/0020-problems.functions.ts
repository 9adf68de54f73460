/** What acts as the owner: the record of a problem, its figures, and what a publication makes known. */
export const functions = `
  -- once a problem is published, those whose tickets hang on it may know; no more once it is withdrawn
  create function problem_shown() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    update problem_ticket set is_public = new.published_at is not null, public_since = new.published_at
     where problem_id = new.id;
    return null;
  end $$;
  revoke all on function problem_shown() from public;
  create trigger problem_shown after update of published_at on problem
    for each row when ((old.published_at is null) <> (new.published_at is null)) execute function problem_shown();

  -- its stream: written by its own institution. What is shared is read by whomever it concerns at that instant and by those
  -- whose tickets hang on it, nobody learning of whom else; what is internal stays with its own provider side
  create function problem_append(p_problem uuid, p_events jsonb) returns timestamptz
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare m problem; item jsonb; at timestamptz; shared_with jsonb;
  begin
    select * into m from problem where id = p_problem;
    if m.institution_id is distinct from app_institution() or not coalesce(app_serves('provider', m.service_id), false) then
      raise exception 'not its institution' using errcode = '42501';
    end if;
    for item in select * from jsonb_array_elements(p_events) loop
      if not coalesce(item ->> 'side' = 'provider' and item ->> 'audience' in ('shared', 'internal'), false)
         or (item ->> 'audience' = 'shared' and m.published_at is null) then
        raise exception 'not its institution' using errcode = '42501';
      end if;
      at := (item ->> 'at')::timestamptz;
    end loop;
    select jsonb_agg(k order by k) into shared_with
      from (select reader_key(m.institution_id, 'provider') as k
            union
            select reader_key(r.institution_id, s)
              from responsibility r, unnest(array['user', 'provider']) s
             where r.service_id = m.service_id and r.institution_id is not null
            union
            select reader_key(i, s)
              from agreement a
              join institution l on l.id = a.lead_provider_id
             cross join unnest(array[a.institution_id, a.lead_provider_id]) i
             cross join unnest(array['user', 'provider']) s
             where a.service_id = m.service_id
               and (at at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity')
            union
            select reader_key(l.institution_id, 'user')
              from problem_ticket l
             where l.problem_id = p_problem and l.is_public and l.unlinked_at is null) keys;
    return record_write(p_problem, 'problem',
      (select jsonb_agg(e || jsonb_build_object('readers',
                case e ->> 'audience' when 'shared' then shared_with
                     else jsonb_build_array(reader_key(m.institution_id, 'provider')) end))
         from jsonb_array_elements(p_events) e));
  end $$;

  -- How many, never who, of problems that the caller sees. Its own institution reads how many there are. Everybody else
  -- reads how many there were when this day (UTC) began, or when it was published if that is later: a figure that moves
  -- with each ticket would tell each institution what the others do.
  create function problem_figures(p_problems uuid[])
    returns table (problem_id uuid, institutions integer, tickets integer, as_of timestamptz)
    language sql stable security definer set search_path = public, pg_temp as $$
    select p.id, count(distinct l.institution_id)::integer, count(distinct l.ticket_id)::integer, p.as_of
      from (select m.id,
                   case when m.institution_id = app_institution() and app_serves('provider', m.service_id)
                        then app_now()
                        else greatest(m.published_at, date_trunc('day', app_now() at time zone 'UTC') at time zone 'UTC')
                    end as as_of
              from problem m
             where m.id = any (p_problems)
               and ((m.institution_id = app_institution() and app_serves('provider', m.service_id))
                    or (m.published_at is not null
                        and (m.service_id in (select problem_services())
                             or (app_scope() is not null
                                 and exists (select 1 from problem_ticket o
                                               join ticket_party t on t.ticket_id = o.ticket_id and t.side = 'user'
                                                and t.institution_id = app_institution()
                                              where o.problem_id = m.id and o.institution_id = app_institution()
                                                and (app_serves('user', t.service_id) or t.requester_id = app_person()))))))) p
      left join problem_ticket l on l.problem_id = p.id and l.linked_at <= p.as_of
                                and (l.unlinked_at is null or l.unlinked_at > p.as_of)
     group by p.id, p.as_of
  $$;

  -- what came of its shipping, for its own institution: how many people were told, and what became of the tickets
  create function problem_outcome(p_problem uuid)
    returns table (told integer, resumed integer, noted integer, pending integer, remaining jsonb)
    language plpgsql stable security definer set search_path = public, pg_temp as $$
  declare m problem; last_fixed uuid;
  begin
    select * into m from problem where id = p_problem;
    if m.institution_id is distinct from app_institution() or not coalesce(app_serves('provider', m.service_id), false) then
      return;
    end if;
    select e.id into last_fixed from event e
     where e.stream_id = p_problem and e.type = 'problem.fixed' order by e.number desc limit 1;
    if last_fixed is null then return; end if;
    return query
    select (select count(*)::integer from problem_telling t where t.problem_id = p_problem and t.event_id = last_fixed),
           count(*) filter (where c.state = 'done' and c.reason = 'resumed')::integer,
           count(*) filter (where c.state = 'done' and c.reason is null)::integer,
           count(*) filter (where c.state = 'pending')::integer,
           (select coalesce(jsonb_object_agg(g.reason, g.count), '{}')
              from (select d.reason, count(*) from consequence d
                     where d.source_id = p_problem and d.event_id = last_fixed and d.state = 'left'
                     group by d.reason) g)
      from consequence c
     where c.source_id = p_problem and c.event_id = last_fixed;
  end $$;
  revoke all on function problem_append(uuid, jsonb), problem_figures(uuid[]), problem_outcome(uuid) from public;
  grant execute on function problem_append(uuid, jsonb), problem_figures(uuid[]), problem_outcome(uuid) to guichet_api;
`;
