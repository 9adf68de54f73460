/**
 * Looks into documents as before, quicker: which services somebody answers for is read once and not for every document, and
 * who has one document of each ticket only needs no choice between several.
 */
export const looking = `
  create or replace function ticket_found(p_query tsquery, p_tickets uuid[]) returns setof uuid
    language plpgsql stable security definer rows 100 set search_path = public, pg_temp as $$
  declare
    mine constant text[] := ticket_document_readers();
    of_user constant text := app_services('user');
    of_provider constant text := app_services('provider');
    -- what is null serves nothing
    user_served constant uuid[] := case when of_user <> '*' then string_to_array(of_user, ',')::uuid[] end;
    provider_served constant uuid[] := case when of_provider <> '*' then string_to_array(of_provider, ',')::uuid[] end;
  begin
    if cardinality(mine) = 1 and (mine[1] like '%/user' and of_user = '*' or mine[1] like '%/provider' and of_provider = '*') then
      return query
        select d.ticket_id
          from unnest(p_tickets) one (id)
          join ticket_document d on d.reader = mine[1] and d.ticket_id = one.id
         where d.words @@ p_query;
      return;
    end if;
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
              or d.reader not like '%/provider' and (of_user = '*' or d.service_id = any (user_served))
              or d.reader not like '%/user' and (of_provider = '*' or d.service_id = any (provider_served)));
  end $$;
`;

/** As it was before. */
export const formerLooking = `
  create or replace function ticket_found(p_query tsquery, p_tickets uuid[]) returns setof uuid
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
`;
