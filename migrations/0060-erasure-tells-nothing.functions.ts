/** How a person is erased, without a count of the rows that were changed; the tickets they asked for are found by an index. */
export const functions = `
  -- The person, and what they sign in with, at once; the rest is put down to be done. By an admin of all services of one of their
  -- institutions, or its system; of somebody who has left. False when it was asked for before.
  create or replace function erasure_begin(p_person uuid, p_at timestamptz) returns boolean
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    p person; v_locale text; v_name text; is_shared boolean;
  begin
    if app_scope() is distinct from 'staff' or p_person is not distinct from app_person()
       or not exists (select 1 from membership m where m.person_id = p_person and m.institution_id = app_institution())
       or (app_person() <> '00000000-0000-0000-0000-000000000000'
           and not exists (select 1 from role_grant g join person a on a.id = g.person_id
                            where g.institution_id = app_institution() and g.person_id = app_person() and g.role = 'admin'
                              and g.service_ids is null and a.left_at is null)) then
      raise exception 'nobody whom they erase' using errcode = '42501';
    end if;
    select * into p from person where id = p_person for update;
    if exists (select 1 from erasure where person_id = p_person) then return false; end if;
    if p.left_at is null then raise exception 'they have not left' using errcode = '42501'; end if;
    select i.locale into v_locale from institution i where i.id = app_institution();
    v_name := case v_locale when 'fr' then 'Personne effacée' else 'Erased person' end;
    is_shared := exists (select 1 from person o where o.id <> p.id and lower(o.display_name) = lower(p.display_name));
    insert into erasure (person_id, institution_id, asked_by, asked_at, state, due_at, at_statement, at_page, touched, is_name_shared, searched)
    values (p.id, app_institution(), app_person(), p_at, 'running', p_at, 1, 0, 0, is_shared, jsonb_build_object(
      'address', lower(p.email),
      'pattern', erasure_pattern(case when not is_shared then p.display_name end, p.email, false),
      'json', erasure_pattern(case when not is_shared then p.display_name end, p.email, true),
      'words', to_jsonb(tsvector_to_array(ticket_words(p.display_name || ' ' || p.email))),
      'name', v_name,
      'word', case v_locale when 'fr' then '[effacé]' else '[erased]' end));
    update person
       set email = p.id || '@erased.invalid', display_name = v_name, locale = v_locale, time_zone = null, is_operator = false
     where id = p.id;
    delete from person_name where person_id = p.id;
    delete from role_grant where person_id = p.id;
    delete from credential where person_id = p.id;
    -- those who listen at a session are told of its end before it goes
    update session set revoked_at = p_at where person_id = p.id and revoked_at is null;
    delete from session where person_id = p.id;
    delete from api_token where person_id = p.id;
    delete from calendar_feed where person_id = p.id;
    delete from password_link where person_id = p.id;
    perform set_config('app.erasing', p.id::text, true);
    delete from watcher where person_id = p.id;
    delete from problem_follower where person_id = p.id;
    delete from decision_code where person_id = p.id;
    delete from presence where person_id = p.id;
    with unsent as (delete from mail_queue q using mail m where m.id = q.mail_id and m.person_id = p.id returning q.mail_id)
    update mail set state = 'failed' where id in (select mail_id from unsent);
    perform set_config('app.erasing', '', true);
    return true;
  end $$;

  -- The next pages. Says whether there is more to do, files are left to be removed, or it is done: once a pass over everything
  -- has found nothing. Whoever dies between two calls has lost nothing, and doing a part twice changes nothing.
  create or replace function erasure_step(p_person uuid, p_pages integer, p_at timestamptz) returns text
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    e erasure; rule record; last_page bigint; changed bigint; tickets uuid[];
  begin
    select * into e from erasure where person_id = p_person for update;
    if not found then raise exception 'no erasure was asked for' using errcode = '42501'; end if;
    if e.state <> 'running' then return 'done'; end if;
    select * into rule from erasure_rules() r where r.n = e.at_statement;
    if not found then
      if e.touched > 0 then
        update erasure set at_statement = 1, at_page = 0, touched = 0 where person_id = p_person;
        return 'more';
      end if;
      if exists (select 1 from erasure_file f where f.person_id = p_person) then return 'files'; end if;
      update erasure set state = 'done', done_at = p_at, due_at = null, searched = null where person_id = p_person;
      return 'done';
    end if;
    perform set_config('app.erasing', p_person::text, true);
    -- by an index: this is asked with each part
    tickets := array(select p.ticket_id
                       from membership m
                       join ticket_party p on p.institution_id = m.institution_id and p.side = 'user' and p.requester_id = m.person_id
                      where m.person_id = p_person);
    execute rule.statement
      using p_person, tickets, e.searched ->> 'address', e.searched ->> 'pattern', e.searched ->> 'json', e.searched ->> 'word',
            e.searched ->> 'name', p_person || '@erased.invalid', p_at,
            array(select jsonb_array_elements_text(e.searched -> 'words')),
            format('(%s,0)', e.at_page)::tid, format('(%s,0)', e.at_page + p_pages)::tid;
    get diagnostics changed = row_count;
    perform set_config('app.erasing', '', true);
    last_page := pg_relation_size(rule.table_name::regclass) / current_setting('block_size')::integer;
    update erasure
       set touched = touched + changed,
           at_statement = at_statement + case when e.at_page + p_pages >= last_page then 1 else 0 end,
           at_page = case when e.at_page + p_pages >= last_page then 0 else e.at_page + p_pages end
     where person_id = p_person;
    return 'more';
  end $$;
`;

/** As they were. */
export const functionsBefore = `
  -- The person, and what they sign in with, at once; the rest is put down to be done. By an admin of all services of one of their
  -- institutions, or its system; of somebody who has left. False when it was asked for before.
  create or replace function erasure_begin(p_person uuid, p_at timestamptz) returns boolean
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    p person; v_locale text; v_name text; is_shared boolean;
  begin
    if app_scope() is distinct from 'staff' or p_person is not distinct from app_person()
       or not exists (select 1 from membership m where m.person_id = p_person and m.institution_id = app_institution())
       or (app_person() <> '00000000-0000-0000-0000-000000000000'
           and not exists (select 1 from role_grant g join person a on a.id = g.person_id
                            where g.institution_id = app_institution() and g.person_id = app_person() and g.role = 'admin'
                              and g.service_ids is null and a.left_at is null)) then
      raise exception 'nobody whom they erase' using errcode = '42501';
    end if;
    select * into p from person where id = p_person for update;
    if exists (select 1 from erasure where person_id = p_person) then return false; end if;
    if p.left_at is null then raise exception 'they have not left' using errcode = '42501'; end if;
    select i.locale into v_locale from institution i where i.id = app_institution();
    v_name := case v_locale when 'fr' then 'Personne effacée' else 'Erased person' end;
    is_shared := exists (select 1 from person o where o.id <> p.id and lower(o.display_name) = lower(p.display_name));
    insert into erasure (person_id, institution_id, asked_by, asked_at, state, due_at, at_statement, at_page, touched, rows_changed,
                         is_name_shared, searched)
    values (p.id, app_institution(), app_person(), p_at, 'running', p_at, 1, 0, 0, 0, is_shared, jsonb_build_object(
      'address', lower(p.email),
      'pattern', erasure_pattern(case when not is_shared then p.display_name end, p.email, false),
      'json', erasure_pattern(case when not is_shared then p.display_name end, p.email, true),
      'words', to_jsonb(tsvector_to_array(ticket_words(p.display_name || ' ' || p.email))),
      'name', v_name,
      'word', case v_locale when 'fr' then '[effacé]' else '[erased]' end));
    update person
       set email = p.id || '@erased.invalid', display_name = v_name, locale = v_locale, time_zone = null, is_operator = false
     where id = p.id;
    delete from person_name where person_id = p.id;
    delete from role_grant where person_id = p.id;
    delete from credential where person_id = p.id;
    -- those who listen at a session are told of its end before it goes
    update session set revoked_at = p_at where person_id = p.id and revoked_at is null;
    delete from session where person_id = p.id;
    delete from api_token where person_id = p.id;
    delete from calendar_feed where person_id = p.id;
    delete from password_link where person_id = p.id;
    perform set_config('app.erasing', p.id::text, true);
    delete from watcher where person_id = p.id;
    delete from problem_follower where person_id = p.id;
    delete from decision_code where person_id = p.id;
    delete from presence where person_id = p.id;
    with unsent as (delete from mail_queue q using mail m where m.id = q.mail_id and m.person_id = p.id returning q.mail_id)
    update mail set state = 'failed' where id in (select mail_id from unsent);
    perform set_config('app.erasing', '', true);
    return true;
  end $$;

  -- The next pages. Says whether there is more to do, files are left to be removed, or it is done: once a pass over everything
  -- has found nothing. Whoever dies between two calls has lost nothing, and doing a part twice changes nothing.
  create or replace function erasure_step(p_person uuid, p_pages integer, p_at timestamptz) returns text
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    e erasure; rule record; last_page bigint; changed bigint; tickets uuid[];
  begin
    select * into e from erasure where person_id = p_person for update;
    if not found then raise exception 'no erasure was asked for' using errcode = '42501'; end if;
    if e.state <> 'running' then return 'done'; end if;
    select * into rule from erasure_rules() r where r.n = e.at_statement;
    if not found then
      if e.touched > 0 then
        update erasure set at_statement = 1, at_page = 0, touched = 0 where person_id = p_person;
        return 'more';
      end if;
      if exists (select 1 from erasure_file f where f.person_id = p_person) then return 'files'; end if;
      update erasure set state = 'done', done_at = p_at, due_at = null, searched = null where person_id = p_person;
      return 'done';
    end if;
    perform set_config('app.erasing', p_person::text, true);
    tickets := array(select k.id from ticket k where k.requester_id = p_person);
    execute rule.statement
      using p_person, tickets, e.searched ->> 'address', e.searched ->> 'pattern', e.searched ->> 'json', e.searched ->> 'word',
            e.searched ->> 'name', p_person || '@erased.invalid', p_at,
            array(select jsonb_array_elements_text(e.searched -> 'words')),
            format('(%s,0)', e.at_page)::tid, format('(%s,0)', e.at_page + p_pages)::tid;
    get diagnostics changed = row_count;
    perform set_config('app.erasing', '', true);
    last_page := pg_relation_size(rule.table_name::regclass) / current_setting('block_size')::integer;
    update erasure
       set touched = touched + changed, rows_changed = rows_changed + changed,
           at_statement = at_statement + case when e.at_page + p_pages >= last_page then 1 else 0 end,
           at_page = case when e.at_page + p_pages >= last_page then 0 else e.at_page + p_pages end
     where person_id = p_person;
    return 'more';
  end $$;
`;
