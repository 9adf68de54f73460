const body = (isParty: string, mayShare: string, declared: string) => `
  create or replace function change_append(p_change uuid, p_events jsonb) returns timestamptz
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare c change; is_ours boolean; is_party boolean;${declared} shared_with jsonb;
  begin
    select * into c from change where id = p_change;
    is_ours := coalesce(c.institution_id = app_institution() and app_serves_any('provider', c.service_ids), false);
    ${isParty}
    if c.id is null or not (is_ours or is_party) then
      raise exception 'no party of it' using errcode = '42501';
    end if;
    if exists (select 1 from jsonb_array_elements(p_events) e
                where not coalesce(${mayShare}
                                   and e ->> 'side' = case when is_ours then 'provider' else 'user' end, false)) then
      raise exception 'no party of it' using errcode = '42501';
    end if;
    select jsonb_agg(k order by k) into shared_with
      from (select reader_key(c.institution_id, 'provider') as k
            union
            select reader_key(p.institution_id, s)
              from change_party p, unnest(array['user', 'provider']) s
             where p.change_id = p_change and p.shown_at is not null and p.removed_at is null) keys;
    return record_write(p_change, 'change',
      (select jsonb_agg(e || case e ->> 'audience'
                when 'shared' then jsonb_build_object('readers', shared_with)
                when 'internal' then jsonb_build_object('readers', jsonb_build_array(reader_key(c.institution_id, 'provider')))
                else jsonb_build_object('audience', 'shared', 'readers',
                       (select jsonb_agg(distinct k)
                          from unnest(array[reader_key(c.institution_id, 'provider'),
                                            reader_key(app_institution(), e ->> 'side')]) k)) end order by o)
         from jsonb_array_elements(p_events) with ordinality x (e, o)));
  end $$;
`;

/** A party writes as the staff that it concerns, what it is a party to say; to all the others the tenant alone, that it decided. */
export const narrowed = body(
  `select count(*) > 0, coalesce(array_agg(p.kind), '{}') into is_party, kinds
      from change_party p
     where p.change_id = p_change and p.institution_id = app_institution() and app_scope() = 'staff'
       and p.shown_at is not null and p.removed_at is null
       and (app_serves_any('user', p.service_ids) or (p.kind in ('board', 'asker') and app_has_side('user')));`,
  `case when is_ours then e ->> 'audience' in ('shared', 'between', 'internal')
                                        when e ->> 'audience' = 'shared' then
                                          'tenant' = any (kinds) and e ->> 'type' in ('change.approved', 'change.rejected')
                                        when e ->> 'audience' = 'between' then
                                          e ->> 'type' = 'change.noted'
                                          or ('board' = any (kinds) and e ->> 'type' = 'change.voted')
                                          or ('affected' = any (kinds)
                                              and e ->> 'type' in ('change.objected', 'change.objection_withdrawn',
                                                                   'change.acknowledged')) end`,
  ' kinds text[];',
);

/** As 0028 had it. */
export const asBefore = body(
  `is_party := coalesce(app_scope() = 'staff' and exists (
      select 1 from change_party p where p.change_id = p_change and p.institution_id = app_institution()
         and p.shown_at is not null and p.removed_at is null), false);`,
  `(e ->> 'audience' in ('shared', 'between') or (is_ours and e ->> 'audience' = 'internal'))`,
  '',
);
