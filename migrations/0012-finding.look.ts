/**
 * The doors through which documents are looked into. Who asks stands in the settings of the transaction; each function
 * shows nothing to somebody who says nothing.
 */
export const looking = `
  -- the documents of whoever acts, the best first; of a ticket the first of them that exists is what they may read
  create function ticket_document_readers() returns text[] language sql stable parallel safe
    set search_path = public, pg_temp as $$
    select array_remove(array[
             case when k.u and k.p then k.home || '/both' end,
             case when k.u then k.home || '/user' end,
             case when k.p and k.asks then k.home || '/person/' || k.me || '/provider' end,
             case when k.p then k.home || '/provider' end,
             case when k.asks then k.home || '/person/' || k.me end
           ], null)
      from (select app_institution()::text as home, app_person()::text as me, app_has_side('user') as u, app_has_side('provider') as p,
                   -- somebody limited to some services does not see what they asked for about another one
                   app_scope() is not null and not app_has_side('user') and coalesce(app_services('provider'), '*') = '*' as asks) k
  $$;

  -- which of these tickets match, as far as whoever acts may read them
  create function ticket_found(p_query tsquery, p_tickets uuid[]) returns setof uuid
    language plpgsql stable security definer rows 100 set search_path = public, pg_temp as $$
  declare
    mine text[] := ticket_document_readers();
  begin
    return query
      select d.ticket_id
        from unnest(p_tickets) one (id)
       cross join lateral (
             select b.ticket_id, b.reader, b.service_id, b.words
               from ticket_document b
              where b.ticket_id = one.id and b.reader = any (mine)
              order by array_position(mine, b.reader)
              limit 1) d
       where d.words @@ p_query
         and (strpos(d.reader, '/person/') > 0
              or d.reader not like '%/provider' and app_serves('user', d.service_id)
              or d.reader not like '%/user' and app_serves('provider', d.service_id));
  end $$;

  -- at most so many tickets of one side that match, in no order
  create function ticket_found_anywhere(p_query tsquery, p_side text, p_most integer) returns setof uuid
    language plpgsql stable security definer rows 1000 set search_path = public, pg_temp set enable_seqscan = off as $$
  declare
    mine text[] := ticket_document_readers();
    services text := app_services(p_side);
    served uuid[] := case when services <> '*' then string_to_array(services, ',')::uuid[] end;
    dual text := app_institution() || '/both';
    side text := app_institution() || '/' || p_side;
    marked tsquery;
  begin
    if services is null then return; end if;
    marked := (quote_literal('@' || side))::tsquery;
    if dual = any (mine) then marked := marked || (quote_literal('@' || dual))::tsquery; end if;
    return query
      select d.ticket_id
        from ticket_document d
       where d.words @@ (marked && p_query)
         and not d.is_personal
         and (served is null or d.service_id = any (served))
         and (not d.is_own or d.reader = case when dual = any (mine) then dual else side end)
       limit p_most;
  end $$;

  -- which of these words each ticket has, as far as whoever acts may read it: positions in p_words, from 1
  create function ticket_alike(p_words tsquery[], p_tickets uuid[]) returns table (ticket_id uuid, words integer[])
    language plpgsql stable security definer rows 100 set search_path = public, pg_temp as $$
  declare
    mine text[] := ticket_document_readers();
  begin
    return query
      select d.ticket_id, has.places
        from unnest(p_tickets) one (id)
       cross join lateral (
             select b.ticket_id, b.reader, b.service_id, b.words
               from ticket_document b
              where b.ticket_id = one.id and b.reader = any (mine)
              order by array_position(mine, b.reader)
              limit 1) d
       cross join lateral (
             select array(select i from generate_subscripts(p_words, 1) i where d.words @@ p_words[i]) as places) has
       where has.places <> '{}'
         and (strpos(d.reader, '/person/') > 0
              or d.reader not like '%/provider' and app_serves('user', d.service_id)
              or d.reader not like '%/user' and app_serves('provider', d.service_id));
  end $$;

  revoke all on function ticket_found(tsquery, uuid[]), ticket_found_anywhere(tsquery, text, integer),
    ticket_alike(tsquery[], uuid[]) from public;
  grant execute on function ticket_found(tsquery, uuid[]), ticket_found_anywhere(tsquery, text, integer),
    ticket_alike(tsquery[], uuid[]) to guichet_api;
`;
