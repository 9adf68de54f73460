import { filesGo, rules, statementsOf } from './0054-erasure.rules.js';

const statements = rules.flatMap((rule) => [
  ...(rule.table === 'attachment' ? [{ table: rule.table, text: filesGo.trim().replaceAll(/\s+/g, ' ') }] : []),
  ...statementsOf(rule).map((text) => ({ table: rule.table, text: text.replaceAll(/\s+/g, ' ') })),
]);
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Letters that are written with and without marks. */
const marked = ['aàáâãäå', 'cç', 'eèéêë', 'iìíîï', 'nñ', 'oòóôõö', 'uùúûü', 'yýÿ'];

/** How a person is erased: asked for by requests, done by the worker, a few pages at a time. */
export const functions = `
  -- what is put in place of a name and an address; patterns say all cases of a letter, so that they mean the same in each locale
  create function erased_text(p_text text, p_pattern text, p_word text) returns text
    language sql immutable parallel safe as $$
    select case when p_text ~ p_pattern then regexp_replace(p_text, p_pattern, p_word, 'g') else p_text end
  $$;

  -- an answer that somebody else was given: of a ticket of theirs, or with their name
  create function erased_answer(p_body text, p_headers jsonb, p_tickets uuid[], p_pattern text) returns boolean
    language sql immutable parallel safe as $$
    select p_body ~ p_pattern or p_headers::text ~ p_pattern
           or exists (select 1 from unnest(p_tickets) t where strpos(p_body, t::text) > 0)
  $$;

  -- one word of a name or an address as a regular expression: with and without marks, in small and capital letters
  create function erasure_pattern_of(p_word text, p_json boolean) returns text
    language sql immutable parallel safe set search_path = public, pg_temp as $$
    select string_agg(case
             when c.base is not null then '[' || c.variants || upper(c.variants) || c.ch || ']' || '[\\u0300-\\u036F]*'
             when c.ch in ('''', U&'\\2019') then U&'(?:''|\\2019|&#39;|&#x27;|&apos;)'
             when c.ch = '-' then U&'[-\\2010\\2011]'
             when c.ch = '"' then case when p_json then '\\\\"' else '(?:"|&quot;)' end
             when c.ch = '\\' then case when p_json then '\\\\\\\\' else '\\\\' end
             when c.ch = '&' then '(?:&|&amp;)'
             when c.ch = '<' then '(?:<|&lt;)'
             when c.ch = '>' then '(?:>|&gt;)'
             when c.ch ~ '[^[:alnum:]]' and ascii(c.ch) < 128 then '\\' || c.ch
             when lower(c.ch) <> upper(c.ch) then '[' || lower(c.ch) || upper(c.ch) || ']'
             else c.ch end, '' order by c.n)
      from (select o.ch, o.n, b.base, b.variants
              from regexp_split_to_table(normalize(p_word, nfc), '') with ordinality o (ch, n)
              left join lateral (
                select v as variants, left(v, 1) as base
                  from unnest(array[${marked.map(quoted).join(', ')}]) v
                 where strpos(v, lower(o.ch)) > 0 or strpos(upper(v), o.ch) > 0) b on true) c
  $$;

  -- Finds an address; and a name of two words or more, in its order and the other way round. A name of one word is a word of the
  -- language too often, and one that somebody else here bears is not only theirs: p_name is null then.
  create function erasure_pattern(p_name text, p_email text, p_json boolean) returns text
    language sql immutable parallel safe set search_path = public, pg_temp as $$
    select '(?<![A-Za-z0-9._%+-])' || erasure_pattern_of(p_email, p_json) || '(?![A-Za-z0-9-]|[.][A-Za-z0-9])'
           || coalesce((
                select '|' || U&'(?<![0-9A-Za-z\\00C0-\\00D6\\00D8-\\00F6\\00F8-\\017F])' || '(?:'
                           || string_agg(w.said, v.space order by w.n) || '|'
                           || string_agg(w.said, ',?' || v.space order by w.n desc) || ')'
                           || U&'(?![0-9A-Za-z\\00C0-\\00D6\\00D8-\\00F6\\00F8-\\017F])'
                  from (select erasure_pattern_of(o.word, p_json) as said, o.n
                          from regexp_split_to_table(trim(p_name), '\\s+') with ordinality o (word, n)
                         where o.word <> '') w
                 -- also over the end of a line, quoted or not
                 cross join (values (U&'(?:[[:space:]\\00A0>]|&nbsp;' || case when p_json then '|\\\\[nrt]' else '' end || ')+')) v (space)
                having count(*) > 1), '')
  $$;

  -- names of files are words of their tickets
  create function ticket_document_renamed() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    perform ticket_document_refresh(new.ticket_id);
    return null;
  end $$;
  create trigger ticket_document_renamed after update of name on attachment
    for each row when (old.name is distinct from new.name) execute function ticket_document_renamed();

  -- what is done, in this order
  create function erasure_rules() returns table (n integer, table_name text, statement text)
    language sql immutable as $$
    values
${statements.map(({ table, text }, n) => `      (${String(n + 1)}, ${quoted(table)}, ${quoted(text)})`).join(',\n')}
  $$;

  -- The person, and what they sign in with, at once; the rest is put down to be done. By an admin of all services of one of their
  -- institutions, or its system; of somebody who has left. False when it was asked for before.
  create function erasure_begin(p_person uuid, p_at timestamptz) returns boolean
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
  create function erasure_step(p_person uuid, p_pages integer, p_at timestamptz) returns text
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

  revoke all on function erasure_begin(uuid, timestamptz), erasure_step(uuid, integer, timestamptz), erasure_rules(),
    erasure_pattern(text, text, boolean), erasure_pattern_of(text, boolean), ticket_document_renamed() from public;
  grant execute on function erasure_begin(uuid, timestamptz) to guichet_api;
  grant execute on function erasure_step(uuid, integer, timestamptz) to guichet_worker;
`;

export const functionsUndone = `
  drop function erasure_step(uuid, integer, timestamptz);
  drop function erasure_begin(uuid, timestamptz);
  drop function erasure_rules();
  drop function erasure_pattern(text, text, boolean);
  drop function erasure_pattern_of(text, boolean);
  drop function erased_answer(text, jsonb, uuid[], text);
  drop function erased_text(text, text, text);
  drop trigger ticket_document_renamed on attachment;
  drop function ticket_document_renamed();
`;
