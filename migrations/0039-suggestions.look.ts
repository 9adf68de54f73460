/**
 * The doors through which the index is looked into. Who asks stands in the settings of the transaction; nothing that they do
 * not see is in an answer, nor counts in one: not an action of somebody else's, not how often a word stands in it.
 */
export const looking = `
  -- whose lessons the caller reads on a service: those of the sides on which they answer for it
  create function action_readers(p_service uuid) returns text[] language sql stable set search_path = public, pg_temp as $$
    select array_remove(array[
      case when app_serves('user', p_service) then reader_key(app_institution(), 'user') end,
      case when app_serves('provider', p_service) then reader_key(app_institution(), 'provider') end], null)
  $$;

  -- how actions of a service are shared that are shown to the caller; at home all are, and drafts too
  create function action_shown(p_service uuid) returns text[] language sql stable set search_path = public, pg_temp as $$
    select case when p_service in (select action_services('holders')) then '{holders,users}'::text[]
                when p_service in (select action_services('users')) then '{users}'
                else '{}' end
  $$;

  -- actions on a service that the caller sees and that one of these roles may run, in the order of their ids
  create function action_offered(p_service uuid, p_roles text[], p_home uuid, p_shown text[]) returns uuid[]
    language sql stable set search_path = public, pg_temp as $$
    select array(select o.action_id
                   from action_offer o
                  where o.service_id = p_service
                    and o.run_by && p_roles
                    and (o.institution_id = p_home or o.is_published and o.sharing = any (p_shown))
                  order by o.action_id)
  $$;

  -- of one service, by the most telling terms: a part of them is read to its end, up to a bound that does not grow with the
  -- catalogue, and the rest is looked up for what those brought up
  create function action_promising(p_service uuid, p_offered uuid[], p_terms text[], p_frequency float8[], p_most integer)
    returns uuid[] language plpgsql stable set search_path = public, pg_temp as $$
  declare
    mine constant text[] := action_readers(p_service);
  begin
    return array(
      with asked as materialized (
             select q.term, q.n, q.often, sum(q.often) over (order by q.often, q.n) - q.often as before
               from unnest(p_terms, p_frequency) with ordinality q (term, often, n)),
           said as materialized (
             select t.action_id, t.weight * q.rarity as telling
               from (select a.term, ln(1 + (cardinality(p_offered) + 0.5) / (a.often + 0.5)) as rarity
                       from asked a where a.often > 0 and (a.before = 0 or a.before + a.often < 2500)) q
               join action_term t on t.service_id = p_service and t.term = q.term),
           learned as materialized (
             select l.action_id, l.worked / (coalesce(c.worked, 0) + 2.0) * q.rarity as telling
               from (select a.term, ln(1 + (cardinality(p_offered) + 0.5) / (a.often + 0.5)) as rarity from asked a) q
              cross join unnest(mine) r (reader)
              cross join lateral (
                    select x.action_id, x.worked
                      from action_learned x
                     where x.service_id = p_service and x.reader = r.reader and x.term = q.term and x.worked > 0
                     order by x.worked desc
                     limit 40) l
               left join action_learned c
                 on c.service_id = p_service and c.reader = r.reader and c.term = '' and c.action_id = l.action_id)
      select e.action_id
        from (select * from said union all select * from learned) e
        join unnest(p_offered) seen (action_id) using (action_id)
       group by e.action_id
       order by sum(e.telling) desc, e.action_id
       limit p_most);
  end $$;

  -- in how many of the actions that the caller sees each term stands: counted, or where it is frequent concluded from how far
  -- apart the first of them are
  create function action_frequency(p_service uuid, p_terms text[], p_offered uuid[], p_home uuid, p_shown text[]) returns float8[]
    language sql stable set search_path = public, pg_temp as $$
    select array(
      select case when f.often < 60 then f.often
                  else f.often * cardinality(p_offered)::float8 / greatest(f.often, width_bucket(f.last, p_offered)) end
        from unnest(p_terms) with ordinality q (term, n)
       cross join lateral (
             select count(*) as often, (array_agg(t.action_id))[60] as last
               from (select x.action_id
                       from action_term x
                      where x.service_id = p_service and x.term = q.term
                        and (x.institution_id = p_home or x.is_published and x.sharing = any (p_shown))
                      order by x.action_id
                      limit 60) t) f
       order by q.n)
  $$;

  /*
   * The most promising actions for some terms, with what speaks for each: {actions, frequency, candidates}. "frequency" says of
   * each term in how many of the actions that the caller sees it stands. The terms of a candidate are [position from 1, weight,
   * on how many tickets with it the action worked, on how many it did not].
   */
  create function action_candidates(p_service uuid, p_roles text[], p_terms text[], p_labels jsonb, p_marks text[], p_most integer)
    returns json language plpgsql stable security definer set search_path = public, pg_temp as $$
  declare
    mine constant text[] := action_readers(p_service);
    home constant uuid := case when mine <> '{}' then app_institution() end;
    shown constant text[] := action_shown(p_service);
    offered constant uuid[] := action_offered(p_service, p_roles, home, shown);
    frequency constant float8[] := action_frequency(p_service, p_terms, offered, home, shown);
    promising constant uuid[] := action_promising(p_service, offered, p_terms, frequency, p_most);
    pairs constant text[] := p_marks || array(select concat_ws('=', key, value) from jsonb_each_text(p_labels));
    answer json;
  begin
    with named as materialized (
           select g.action_id, g.pair, g.labels
             from unnest(pairs) p (pair)
             join action_trigger g on g.service_id = p_service and g.pair = p.pair
            where g.labels is null or p_labels @> g.labels),
         called as materialized (
           select n.action_id, jsonb_agg(distinct n.labels) filter (where n.labels is not null) as alerts,
                  jsonb_agg(distinct n.pair) filter (where n.labels is null) as marks
             from named n
            where n.action_id = any (offered)
            group by n.action_id),
         best as materialized (
           select o.action_id, o.is_published
             from action_offer o
            where o.service_id = p_service and o.action_id = any (promising || array(select c.action_id from called c))),
         found as materialized (
           select e.action_id, e.n, max(e.weight) as weight, sum(e.worked) as worked, sum(e.failed) as failed
             from (select t.action_id, q.n, t.weight, 0 as worked, 0 as failed
                     from best b
                    cross join lateral (
                          select x.action_id, x.term, x.weight
                            from action_term x
                           where x.action_id = b.action_id and x.service_id = p_service
                          offset 0) t
                     join unnest(p_terms) with ordinality q (term, n) on q.term = t.term
                    union all
                   select l.action_id, q.n, 0, l.worked, l.failed
                     from unnest(p_terms) with ordinality q (term, n)
                    cross join unnest(mine) r (reader)
                    cross join lateral (
                          select x.action_id, x.worked, x.failed
                            from action_learned x
                           where x.service_id = p_service and x.reader = r.reader and x.term = q.term
                             and x.action_id = any (promising)
                          offset 0) l) e
            group by e.action_id, e.n),
         spoken as materialized (
           select f.action_id, json_agg(json_build_array(f.n, f.weight, f.worked, f.failed)) as terms
             from found f group by f.action_id),
         taught as materialized (
           select l.action_id, sum(l.worked) as worked, sum(l.failed) as failed
             from action_learned l
            where l.service_id = p_service and l.reader = any (mine) and l.term = '' and l.action_id in (select action_id from best)
            group by l.action_id)
    select json_build_object(
             'actions', cardinality(offered),
             'frequency', array_to_json(frequency),
             'candidates', coalesce(json_agg(json_build_object(
               'actionId', b.action_id, 'isPublished', b.is_published,
               'alerts', coalesce(c.alerts, '[]'), 'marks', coalesce(c.marks, '[]'),
               'taught', json_build_array(coalesce(t.worked, 0), coalesce(t.failed, 0)),
               'terms', coalesce(s.terms, '[]'))), '[]'))
      into answer
      from best b
      left join called c using (action_id)
      left join spoken s using (action_id)
      left join taught t using (action_id);
    return answer;
  end $$;

  -- of the newest tickets on which each action worked, as far as the caller learned of them: how many have so many of the terms
  create function action_similar(p_service uuid, p_actions uuid[], p_terms text[], p_least integer)
    returns table (action_id uuid, tickets integer)
    language plpgsql stable security definer rows 10 set search_path = public, pg_temp as $$
  declare
    mine constant text[] := action_readers(p_service);
  begin
    return query
      select one.id, count(distinct l.ticket_id)::integer
        from unnest(p_actions) one (id)
       cross join unnest(mine) r (reader)
       cross join lateral (
             select x.ticket_id, x.terms
               from action_lesson x
              where x.service_id = p_service and x.action_id = one.id and x.reader = r.reader and x.worked
              order by x.at desc
              limit 200) l
       where (select count(*) from unnest(p_terms) t where t = any (l.terms)) >= p_least
       group by one.id;
  end $$;

  revoke all on function action_candidates(uuid, text[], text[], jsonb, text[], integer),
    action_similar(uuid, uuid[], text[], integer) from public;
  grant execute on function action_candidates(uuid, text[], text[], jsonb, text[], integer),
    action_similar(uuid, uuid[], text[], integer) to guichet_api, guichet_worker;
`;
