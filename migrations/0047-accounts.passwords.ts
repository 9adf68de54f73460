/** The doors by which passwords are set, and by which somebody leaves. Only the role that serves requests calls them. */
export const passwords = `
  -- a person with every membership and role, as one JSON value, as session_person tells it; called by the doors below alone
  create function person_with_rights(p_person uuid) returns jsonb
    language sql stable set search_path = public, pg_temp as $$
    select jsonb_build_object(
             'id', p.id, 'name', p.display_name, 'email', p.email, 'locale', p.locale, 'isOperator', p.is_operator,
             'memberships', coalesce((
               select jsonb_agg(jsonb_build_object(
                        'institution', jsonb_build_object('id', i.id, 'code', i.code, 'name', i.name),
                        'siteId', m.site_id,
                        'grants', (select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'serviceIds', g.service_ids) order by g.role), '[]')
                                     from role_grant g where g.person_id = p.id and g.institution_id = i.id)
                      ) order by i.code)
                 from membership m join institution i on i.id = m.institution_id
                where m.person_id = p.id), '[]'))
      from person p
     where p.id = p_person
  $$;

  -- an account as whoever runs the installation sees it; never a digest
  create function person_account(p_email text, p_at timestamptz) returns jsonb
    language sql stable security definer set search_path = public, pg_temp as $$
    select person_with_rights(p.id) || jsonb_build_object(
             'leftAt', p.left_at,
             'hasPassword', exists (select 1 from credential c where c.person_id = p.id),
             'invitedUntil', (select max(l.expires_at) from password_link l
                               where l.person_id = p.id and l.ended_at is null and l.expires_at > p_at),
             'sessions', (select count(*) from session s
                           where s.person_id = p.id and s.revoked_at is null and s.expires_at > p_at),
             'tokens', (select count(*) from api_token t where t.person_id = p.id and t.expires_at > p_at))
      from person p
     where p.email = lower(p_email)
  $$;

  -- An invitation and a reset take the place of every link before, and a reset ends what the old password opened. Who has
  -- forgotten a password asks for themselves, so it ends nothing, and after three in an hour nothing is sent. A row is
  -- written whether or not somebody has the address.
  create function password_link_make(p_id uuid, p_email text, p_purpose text, p_token_hash bytea, p_at timestamptz, p_expires_at timestamptz)
    returns void language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    v_person uuid; v_institution uuid;
  begin
    select p.id into v_person from person p where p.email = lower(p_email) and p.left_at is null;
    if p_purpose = 'forgotten' then
      if (select count(*) from password_link l
           where l.person_id = v_person and l.purpose = 'forgotten' and l.made_at > p_at - interval '1 hour') >= 3 then
        v_person := null;
      end if;
    else
      update password_link set ended_at = p_at, send_at = null where person_id = v_person and ended_at is null;
    end if;
    if p_purpose = 'reset' then
      delete from credential where person_id = v_person;
      update session set revoked_at = p_at where person_id = v_person and revoked_at is null;
    end if;
    select m.institution_id into v_institution
      from membership m join institution i on i.id = m.institution_id
     where m.person_id = v_person
     order by i.code
     limit 1;
    insert into password_link
    values (p_id, v_person, v_institution, p_purpose, p_token_hash, p_at, p_expires_at, null,
            case when v_person is not null then p_at end);
  end $$;

  -- whose link it is; null for one that is unknown, used, replaced or expired, and for somebody who has left
  create function password_link_person(p_token_hash bytea, p_at timestamptz) returns jsonb
    language sql stable security definer set search_path = public, pg_temp as $$
    select person_with_rights(p.id)
      from password_link l join person p on p.id = l.person_id
     where l.token_hash = p_token_hash and l.ended_at is null and l.expires_at > p_at and p.left_at is null
  $$;

  -- One's own password, by a link (once) or without; every session that is open ends, and every other link. False when the
  -- link was used meanwhile.
  create function password_set(p_token_hash bytea, p_password_hash text, p_at timestamptz) returns boolean
    language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    if app_scope() is null
       or not exists (select 1 from person p where p.id = app_person() and p.left_at is null) then
      raise exception 'nobody who could have a password' using errcode = '42501';
    end if;
    if p_token_hash is not null then
      update password_link set ended_at = p_at
       where token_hash = p_token_hash and person_id = app_person() and ended_at is null and expires_at > p_at;
      if not found then
        return false;
      end if;
    end if;
    insert into credential values (app_person(), p_password_hash)
    on conflict (person_id) do update set password_hash = excluded.password_hash;
    update session set revoked_at = p_at where person_id = app_person() and revoked_at is null;
    update password_link set ended_at = p_at, send_at = null where person_id = app_person() and ended_at is null;
    return true;
  end $$;

  -- all that functions of the owner do to an absence
  create policy owner_functions on absence for select to current_user using (true);
  create policy owner_ends_deputies on absence for update to current_user using (true) with check (true);

  -- Somebody of the acting institution leaves, everywhere: the system alone does so, for whoever runs the installation. The
  -- membership stays, so that what they did keeps their name. Returns the tokens that ended.
  create function person_leave(p_person uuid, p_left_at timestamptz, p_at timestamptz)
    returns table (token_id uuid, institution_id uuid)
    language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    if app_scope() is distinct from 'staff' or app_person() <> '00000000-0000-0000-0000-000000000000'
       or not (exists (select 1 from membership m where m.person_id = p_person and m.institution_id = app_institution())
               or exists (select 1 from person p where p.id = p_person and p.is_operator
                             and app_institution() = '00000000-0000-0000-0000-000000000000')) then
      raise exception 'nobody of the acting institution' using errcode = '42501';
    end if;
    update person set left_at = p_left_at, is_operator = false where id = p_person;
    delete from role_grant g where g.person_id = p_person;
    delete from credential where person_id = p_person;
    update session set revoked_at = p_at where person_id = p_person and revoked_at is null;
    update password_link set ended_at = p_at, send_at = null where person_id = p_person and ended_at is null;
    delete from calendar_feed where person_id = p_person;
    -- whoever is away has nobody in their place any more, rather than somebody who cannot come
    update absence set deputy_id = null where deputy_id = p_person and ends_at > p_at;
    return query delete from api_token t where t.person_id = p_person returning t.id, t.institution_id;
  end $$;

  revoke all on function person_with_rights(uuid), person_account(text, timestamptz),
    password_link_make(uuid, text, text, bytea, timestamptz, timestamptz), password_link_person(bytea, timestamptz),
    password_set(bytea, text, timestamptz), person_leave(uuid, timestamptz, timestamptz) from public;
  grant execute on function person_account(text, timestamptz),
    password_link_make(uuid, text, text, bytea, timestamptz, timestamptz), password_link_person(bytea, timestamptz),
    password_set(bytea, text, timestamptz), person_leave(uuid, timestamptz, timestamptz) to guichet_api;
`;

export const passwordsUndone = `
  drop function person_leave(uuid, timestamptz, timestamptz);
  drop policy owner_ends_deputies on absence;
  drop policy owner_functions on absence;
  drop function password_set(bytea, text, timestamptz);
  drop function password_link_person(bytea, timestamptz);
  drop function password_link_make(uuid, text, text, bytea, timestamptz, timestamptz);
  drop function person_account(text, timestamptz);
  drop function person_with_rights(uuid);
`;
