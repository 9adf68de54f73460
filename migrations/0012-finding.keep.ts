/**
 * Keeps documents in step with what they are made of. A text that is new, or that somebody may read from now on, is added
 * to the documents of its readers; whatever takes words away makes the documents of that ticket anew.
 */
export const keeping = `
  create function ticket_document_head(t ticket) returns tsvector language sql stable set search_path = public, pg_temp as $$
    select ticket_words(concat_ws(' ', t.reference, t.title, s.name, s.code)) from service s where s.id = t.service_id
  $$;

  -- derives the documents of a ticket from its texts; harmless whoever calls it
  create function ticket_document_refresh(p_ticket uuid) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    t ticket;
    own boolean;
    before text := current_setting('app.refreshing', true);
  begin
    select * into t from ticket where id = p_ticket;
    if not found then return; end if;
    perform set_config('app.refreshing', p_ticket::text, true);
    own := exists (select 1 from message where ticket_id = t.id and readers @> array[reader_key(t.institution_id, 'provider')]);
    insert into ticket_document (reader, ticket_id, service_id, is_own, is_personal, words)
    select r.reader, t.id, t.service_id, own and starts_with(r.reader, t.institution_id::text), r.is_personal,
           array_to_tsvector(array['@' || r.reader]) || ticket_document_head(t)
             || coalesce((select ticket_words(left(string_agg(m.body, ' ' order by m.posted_at, m.id), 300000)) from message m
                           where m.ticket_id = t.id
                             and (m.readers && r.keys or r.is_personal and m.audience = 'requester')), '')
      from (select key as reader, array[key] as keys, false as is_personal
              from (select unnest(m.readers) as key from message m where m.ticket_id = t.id
                    union select reader_key(p.institution_id, p.side) from ticket_party p where p.ticket_id = t.id) k
            union all
            select t.institution_id || '/person/' || t.requester_id, '{}', true
            union all
            select t.institution_id || '/both',
                   array[reader_key(t.institution_id, 'user'), reader_key(t.institution_id, 'provider')], false where own
            union all
            select t.institution_id || '/person/' || t.requester_id || '/provider',
                   array[reader_key(t.institution_id, 'provider')], true where own) r
    on conflict (reader, ticket_id) do update set is_own = excluded.is_own, words = excluded.words;
    perform set_config('app.refreshing', coalesce(before, ''), true);
  end $$;

  create function ticket_document_follow() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    t ticket;
    gained text[];
    home text;
    own boolean;
    added tsvector;
    kept text[];
    wanted text[];
  begin
    if tg_op <> 'INSERT' and (tg_op = 'DELETE' or old.body <> new.body) then
      perform ticket_document_refresh(old.ticket_id);
      return null;
    end if;
    select * into t from ticket where id = new.ticket_id;
    home := t.institution_id::text;
    gained := case tg_op when 'INSERT' then new.readers
                         else array(select unnest(new.readers) except select unnest(old.readers)) end;
    own := exists (select 1 from ticket_document where reader = home || '/provider' and ticket_id = t.id);
    -- it becomes one that is escalated to oneself: there are other documents from now on
    if not own and home || '/provider' = any (gained) then
      perform ticket_document_refresh(t.id);
      return null;
    end if;
    wanted := gained
      || case when tg_op = 'INSERT' and new.audience = 'requester'
              then array[home || '/person/' || t.requester_id] else '{}'::text[] end
      || case when own and gained && array[home || '/user', home || '/provider'] then array[home || '/both'] else '{}'::text[] end
      || case when own and (home || '/provider' = any (gained) or tg_op = 'INSERT' and new.audience = 'requester')
              then array[home || '/person/' || t.requester_id || '/provider'] else '{}'::text[] end;
    if wanted = '{}' then return null; end if;
    added := ticket_words(new.body);
    begin
      with changed as (
        update ticket_document d set words = d.words || added
         where d.ticket_id = t.id and d.reader = any (wanted)
        returning d.reader)
      select coalesce(array_agg(reader), '{}') into kept from changed;
    exception when program_limit_exceeded then
      -- more different words than a document can hold, a megabyte of them: it goes on being found by those it has
      return null;
    end;
    if kept @> wanted then return null; end if;
    insert into ticket_document (reader, ticket_id, service_id, is_own, is_personal, words)
    select w.reader, t.id, t.service_id, own and starts_with(w.reader, home), strpos(w.reader, '/person/') > 0,
           array_to_tsvector(array['@' || w.reader]) || ticket_document_head(t) || added
      from unnest(wanted) w (reader)
     where w.reader <> all (kept);
    return null;
  end $$;
  create trigger ticket_document_follow after insert or delete or update of body, readers on message
    for each row execute function ticket_document_follow();

  create function ticket_document_title() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    perform ticket_document_refresh(new.id);
    return null;
  end $$;
  create trigger ticket_document_title after update of title on ticket
    for each row when (old.title is distinct from new.title) execute function ticket_document_title();

  create function person_name_refresh(p_person uuid) returns void
    language sql security definer set search_path = public, pg_temp as $$
    delete from person_name where person_id = p_person;
    insert into person_name (institution_id, word, person_id)
    select distinct m.institution_id, w.word, p.id
      from person p
      join membership m on m.person_id = p.id
     cross join lateral (select unnest(string_to_array(ticket_fold(p.display_name || ' ' || split_part(p.email, '@', 1)), ' '))
                         union select lower(p.email)) w (word)
     where p.id = p_person and p.left_at is null and w.word <> '';
  $$;
  create function person_name_follow() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    if tg_table_name = 'person' then perform person_name_refresh(new.id);
    else
      if tg_op <> 'INSERT' then perform person_name_refresh(old.person_id); end if;
      if tg_op <> 'DELETE' then perform person_name_refresh(new.person_id); end if;
    end if;
    return null;
  end $$;
  create trigger person_name_follow after insert or update of display_name, email, left_at on person
    for each row execute function person_name_follow();
  create trigger person_name_follow after insert or delete or update of person_id, institution_id on membership
    for each row execute function person_name_follow();

  revoke all on function ticket_document_refresh(uuid), ticket_document_follow(), ticket_document_title(),
    person_name_refresh(uuid), person_name_follow() from public;
  grant execute on function ticket_document_refresh(uuid) to guichet_api, guichet_worker;
`;

/** What was written before there were documents. */
export const filling = `
  select ticket_document_refresh(id) from ticket;
  select person_name_refresh(id) from person;
`;
