/** What acts as the owner: the record of boards, of models and of services, and who sits in a board. */
export const functions = `
  -- whose staff reads of a service: those who run it, and where it is asked for those who have an agreement at that instant
  create function standing_readers(p_service uuid, p_at timestamptz, p_wide boolean) returns jsonb
    language sql stable set search_path = public, pg_temp as $$
    select jsonb_agg(k order by k)
      from (select reader_key(s.lead_provider_id, 'provider') as k from service s where s.id = p_service
            union
            select reader_key(r.institution_id, 'provider')
              from responsibility r
             where r.service_id = p_service and r.institution_id is not null
            union
            select reader_key(a.institution_id, side)
              from agreement a
              join institution l on l.id = a.lead_provider_id
             cross join unnest(array['user', 'provider']) side
             where p_wide and a.service_id = p_service
               and (p_at at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity')) keys
  $$;

  -- a board's stream: its lead provider says how it is composed, whoever has a seat whom they send
  create function board_append(p_board uuid, p_events jsonb) returns timestamptz
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare b change_board; is_full boolean; item jsonb; at timestamptz; shared_with jsonb;
  begin
    select * into b from change_board where id = p_board;
    select v.is_full_vote into is_full from change_board_version v where v.board_id = b.id and v.number = b.version;
    for item in select * from jsonb_array_elements(p_events) loop
      if not coalesce(item ->> 'audience' = 'shared' and app_scope() = 'staff'
                      and case item ->> 'type'
                            when 'board.composed' then
                              item ->> 'side' = 'provider' and b.institution_id = app_institution()
                              and app_serves('provider', b.service_id)
                            when 'board.holders_named' then
                              item ->> 'side' in ('user', 'provider')
                              and (app_institution() = any (b.seat_institution_ids)
                                   or (is_full and b.service_id in (select agreed_services())))
                          end, false) then
        raise exception 'not a seat of theirs' using errcode = '42501';
      end if;
      at := (item ->> 'at')::timestamptz;
    end loop;
    if b.id is null then raise exception 'not a seat of theirs' using errcode = '42501'; end if;
    select jsonb_agg(k order by k) into shared_with
      from (select jsonb_array_elements_text(standing_readers(b.service_id, at, true)) as k
            union
            select reader_key(i, side)
              from unnest(b.seat_institution_ids) i cross join unnest(array['user', 'provider']) side) keys;
    return record_write(p_board, 'board',
      (select jsonb_agg(e || jsonb_build_object('readers',
                -- who sits in a full vote is for the lead provider and the institution itself
                case when (e -> 'data' ->> 'isOfFullVote')::boolean
                     then jsonb_build_array(reader_key(b.institution_id, 'provider'), reader_key(app_institution(), 'user'),
                                            reader_key(app_institution(), 'provider'))
                     else shared_with end))
         from jsonb_array_elements(p_events) e));
  end $$;

  -- a model's stream, written by those who run its service: a draft is theirs, what is approved everybody's whom it concerns
  create function change_model_append(p_model uuid, p_events jsonb) returns timestamptz
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare m change_model; item jsonb; at timestamptz;
  begin
    select * into m from change_model where id = p_model;
    if m.id is null or not coalesce(app_serves('provider', m.service_id), false)
       or m.service_id not in (select run_services()) then
      raise exception 'not their service' using errcode = '42501';
    end if;
    for item in select * from jsonb_array_elements(p_events) loop
      if not coalesce(item ->> 'audience' = 'shared' and item ->> 'side' = 'provider'
                      and item ->> 'type' like 'change\\_model.%', false) then
        raise exception 'not their service' using errcode = '42501';
      end if;
      at := (item ->> 'at')::timestamptz;
    end loop;
    return record_write(p_model, 'change_model',
      (select jsonb_agg(e || jsonb_build_object('readers', standing_readers(m.service_id, at,
                m.approved_at is not null
                and e ->> 'type' in ('change_model.approved', 'change_model.suspended', 'change_model.withdrawn'))))
         from jsonb_array_elements(p_events) e));
  end $$;

  -- a service's own stream: its questionnaires, and what its components need
  create function service_append(p_service uuid, p_events jsonb) returns timestamptz
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare item jsonb; at timestamptz;
  begin
    if not coalesce(app_serves('provider', p_service), false) or p_service not in (select run_services()) then
      raise exception 'not their service' using errcode = '42501';
    end if;
    for item in select * from jsonb_array_elements(p_events) loop
      if not coalesce(item ->> 'audience' = 'shared' and item ->> 'side' = 'provider'
                      and item ->> 'type' in ('service.questionnaire_published', 'service.dependency_added',
                                              'service.dependency_removed'), false) then
        raise exception 'not their service' using errcode = '42501';
      end if;
      at := (item ->> 'at')::timestamptz;
    end loop;
    return record_write(p_service, 'service',
      (select jsonb_agg(e || jsonb_build_object('readers', standing_readers(p_service, at, true)))
         from jsonb_array_elements(p_events) e));
  end $$;

  -- Who sits in a board now, with the names under which others know them, and whether they still may: at home people are
  -- known to colleagues only. For whoever sees the board; place 0 is the member.
  create function board_people(p_board uuid)
    returns table (seat_id uuid, institution_id uuid, place integer, person_id uuid, name text,
                   starts_at timestamptz, ends_at timestamptz, is_entitled boolean)
    language plpgsql stable security definer set search_path = public, pg_temp as $$
  declare b change_board; v change_board_version;
  begin
    select * into b from change_board where id = p_board;
    if not coalesce(app_scope() = 'staff'
                    and (b.institution_id = app_institution() or app_institution() = any (b.seat_institution_ids)
                         or b.service_id in (select agreed_services())), false) then
      return;
    end if;
    select * into v from change_board_version w where w.board_id = b.id and w.number = b.version;
    return query
    select n.seat_id, n.institution_id, p.place, x.id, x.display_name, p.starts_at, p.ends_at,
           x.left_at is null
           and exists (select 1 from role_grant g
                        where g.institution_id = n.institution_id and g.person_id = x.id and g.role = 'cab_member'
                          and (g.service_ids is null or b.service_id = any (g.service_ids)))
      from (select distinct on (c.seat_id) c.*
              from change_seat_naming c
             where c.board_id = b.id
               and (v.seats @> jsonb_build_array(jsonb_build_object('id', c.seat_id, 'institutionId', c.institution_id))
                    or (v.is_full_vote and c.seat_id = c.institution_id
                        and app_institution() in (b.institution_id, c.institution_id)))
             order by c.seat_id, c.number desc) n
     cross join lateral (
             select 0 as place, n.member_id as person, null::timestamptz as starts_at, null::timestamptz as ends_at
              union all
             select d.place::integer, (d.said ->> 'person')::uuid, (d.said ->> 'from')::timestamptz, (d.said ->> 'until')::timestamptz
               from jsonb_array_elements(n.deputies) with ordinality d (said, place)) p
      join person x on x.id = p.person
     order by n.seat_id, p.place;
  end $$;

  revoke all on function standing_readers(uuid, timestamptz, boolean), board_append(uuid, jsonb),
    change_model_append(uuid, jsonb), service_append(uuid, jsonb), board_people(uuid) from public;
  grant execute on function board_append(uuid, jsonb), service_append(uuid, jsonb) to guichet_api;
  grant execute on function change_model_append(uuid, jsonb), board_people(uuid) to guichet_api, guichet_worker;
`;
