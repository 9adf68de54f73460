/**
 * Keeps the index in step with actions, in the transaction that changes them: published, shared, suspended, retired, and what
 * a draft says while nothing of it is published.
 */
export const keeping = `
  create function action_terms(p_document jsonb) returns table (term text, weight real)
    language sql immutable parallel safe set search_path = public, pg_temp as $$
    -- a word says the more of an action, the more telling the places are at which it stands; twice as much is not twice as good
    select t.term, (sum(t.share) / (sum(t.share) + 2))::real
      from (select distinct f.place, f.share, s.term
              from (values
                     (1, 3.0, concat_ws(' ', p_document #>> '{title,fr}', p_document #>> '{title,en}')),
                     (2, 3.0, (select string_agg(w, ' ') from jsonb_array_elements_text(p_document #> '{triggers,words}') w)),
                     (3, 1.5, p_document ->> 'summary'),
                     (4, 1.0, (select string_agg(s ->> 'title', ' ') from jsonb_array_elements(p_document -> 'steps') s)),
                     (5, 1.0, (select string_agg(w, ' ')
                                 from jsonb_array_elements_text(p_document #> '{triggers,categories}') w)),
                     (6, 0.5, (select string_agg(concat_ws(' ', s ->> 'do', s ->> 'expect'), ' ')
                                 from jsonb_array_elements(p_document -> 'steps') s)),
                     (7, 0.5, p_document ->> 'verification')) f (place, share, body)
             cross join lateral action_stems(left(f.body, 20000)) w
             cross join lateral unnest(w.terms) s (term)) t
     group by t.term
  $$;

  create function action_offer_refresh(p_action uuid) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    a action;
    said jsonb;
  begin
    select * into a from action where id = p_action;
    delete from action_offer where action_id = p_action;
    delete from action_term where action_id = p_action;
    delete from action_trigger where action_id = p_action;
    if a.id is null or a.state not in ('draft', 'published') then return; end if;
    select v.document into said
      from action_version v
     where v.action_id = p_action
       and case when a.published_number is not null then v.number = a.published_number
                else v.state in ('draft', 'reviewed') end;
    if said is null then return; end if;
    insert into action_offer (service_id, action_id, institution_id, sharing, is_published, run_by)
    select s.service_id, p_action, s.institution_id, s.sharing, s.is_published,
           array(select jsonb_array_elements_text(said -> 'runBy'))
      from action_service s
     where s.action_id = p_action;
    insert into action_term (service_id, term, action_id, weight, institution_id, sharing, is_published)
    select s.service_id, t.term, p_action, t.weight, s.institution_id, s.sharing, s.is_published
      from action_terms(said) t
     cross join action_service s
     where s.action_id = p_action;
    -- an alert is found by its name where the action says one
    insert into action_trigger (service_id, pair, action_id, n, labels)
    select s.service_id, t.pair, p_action, t.n, t.labels
      from action_service s
     cross join (
           select (select concat_ws('=', l.key, l.value) from jsonb_each_text(x.labels) l
                    order by l.key = 'alertname' desc, l.key limit 1), x.n::integer, x.labels
             from jsonb_array_elements(said #> '{triggers,alerts}') with ordinality x (labels, n)
            where x.labels <> '{}'
            union all
           select 'category:' || x.category, x.n::integer, null
             from jsonb_array_elements_text(said #> '{triggers,categories}') with ordinality x (category, n)
            union all
           select 'component:' || x.component, x.n::integer, null
             from jsonb_array_elements_text(said -> 'components') with ordinality x (component, n)) t (pair, n, labels)
     where s.action_id = p_action;
  end $$;

  create function action_offer_follow() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    if tg_table_name = 'action' then
      perform action_offer_refresh(new.id);
    elsif exists (select 1 from action a
                   where a.id = new.action_id and (a.published_number is null or a.published_number = new.number)) then
      perform action_offer_refresh(new.action_id);
    end if;
    return null;
  end $$;
  create trigger action_offer_follow after update of state, published_number on action
    for each row execute function action_offer_follow();
  create trigger action_offer_follow after insert or update of document, state on action_version
    for each row execute function action_offer_follow();

  create function action_offer_listed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    perform action_offer_refresh(c.action_id) from (select distinct action_id from changed) c;
    return null;
  end $$;
  create trigger action_offer_added after insert on action_service referencing new table as changed
    for each statement execute function action_offer_listed();
  create trigger action_offer_changed after update on action_service referencing new table as changed
    for each statement execute function action_offer_listed();
  create trigger action_offer_taken after delete on action_service referencing old table as changed
    for each statement execute function action_offer_listed();

  revoke all on function action_offer_refresh(uuid), action_offer_follow(), action_offer_listed() from public;
`;
