/**
 * Documents that keep to the size that a tsvector has (a megabyte): what is too much is cut, the later texts first. Names of
 * files are among the words of the message to which the file belongs, so they cross when it does.
 */
export const keeping = `
  -- the owner reads files of the one ticket whose documents it makes anew, and no others
  create policy owner_refreshes on attachment for select to current_user
    using (ticket_id = (select app_uuid('app.refreshing')));

  -- as many words of a text, from its beginning, as fit beside what is there already; null where none do
  create function ticket_words_beside(p_there tsvector, p_body text) returns tsvector language plpgsql immutable parallel safe
    set search_path = public, pg_temp as $$
  declare
    -- every character beyond may be one more word, in two spellings
    size integer := least(length(p_body), 300000);
  begin
    while size > 0 loop
      begin
        return p_there || ticket_words(left(p_body, size));
      exception when program_limit_exceeded then
        size := size / 4;
      end;
    end loop;
    return p_there;
  end $$;

  -- a message with the names of its files; of the ticket that is named in the setting
  create function ticket_text(m message) returns text language sql stable set search_path = public, pg_temp as $$
    select concat_ws(' ', m.body, (select string_agg(a.name, ' ' order by a.added_at, a.id)
                                     from attachment a where a.message_id = m.id))
  $$;

  create or replace function ticket_document_refresh(p_ticket uuid) returns void
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
           ticket_words_beside(array_to_tsvector(array['@' || r.reader]) || ticket_document_head(t),
             coalesce((select string_agg(ticket_text(m), ' ' order by m.posted_at, m.id) from message m
                        where m.ticket_id = t.id
                          and (m.readers && r.keys or r.is_personal and m.audience = 'requester')), ''))
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

  create or replace function ticket_document_follow() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    t ticket;
    gained text[];
    home text;
    own boolean;
    said text;
    kept text[];
    wanted text[];
    before text := current_setting('app.refreshing', true);
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
    said := new.body;
    -- a text that crosses later takes the names of its files along; a new one has none yet
    if tg_op = 'UPDATE' then
      perform set_config('app.refreshing', t.id::text, true);
      said := ticket_text(new);
      perform set_config('app.refreshing', coalesce(before, ''), true);
    end if;
    with changed as (
      update ticket_document d set words = ticket_words_beside(d.words, said)
       where d.ticket_id = t.id and d.reader = any (wanted)
      returning d.reader)
    select coalesce(array_agg(reader), '{}') into kept from changed;
    if kept @> wanted then return null; end if;
    insert into ticket_document (reader, ticket_id, service_id, is_own, is_personal, words)
    select w.reader, t.id, t.service_id, own and starts_with(w.reader, home), strpos(w.reader, '/person/') > 0,
           ticket_words_beside(array_to_tsvector(array['@' || w.reader]) || ticket_document_head(t), said)
      from unnest(wanted) w (reader)
     where w.reader <> all (kept);
    return null;
  end $$;

  -- a file belongs to its message: whoever reads that finds it by the file's name
  create function ticket_document_named() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    t ticket;
    m message;
    before text := current_setting('app.refreshing', true);
  begin
    select * into t from ticket where id = new.ticket_id;
    perform set_config('app.refreshing', new.ticket_id::text, true);
    select * into m from message where id = new.message_id;
    perform set_config('app.refreshing', coalesce(before, ''), true);
    update ticket_document d set words = ticket_words_beside(d.words, new.name)
     where d.ticket_id = new.ticket_id
       and (d.reader = any (m.readers)
            or d.reader = t.institution_id || '/both'
               and m.readers && array[reader_key(t.institution_id, 'user'), reader_key(t.institution_id, 'provider')]
            or d.is_personal
               and (m.audience = 'requester'
                    or d.reader like '%/provider' and m.readers @> array[reader_key(t.institution_id, 'provider')]));
    return null;
  end $$;
  create trigger ticket_document_named after insert on attachment for each row execute function ticket_document_named();

  revoke all on function ticket_document_named() from public;

  -- names of files that are there already
  create policy owner_looks on attachment for select to current_user using (true);
  create temporary table named on commit drop as select distinct ticket_id from attachment;
  drop policy owner_looks on attachment;
  select ticket_document_refresh(ticket_id) from named;
  drop table named;
`;

/** As it was before. */
export const formerKeeping = `
  drop trigger ticket_document_named on attachment;
  drop function ticket_document_named();
  -- derives the documents of a ticket from its texts; harmless whoever calls it
  create or replace function ticket_document_refresh(p_ticket uuid) returns void
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

  create or replace function ticket_document_follow() returns trigger
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
  drop function ticket_text(message);
  drop function ticket_words_beside(tsvector, text);
  drop policy owner_refreshes on attachment;
`;
