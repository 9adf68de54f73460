/** Who sees and writes what of actions. */
export const policies = `
  -- the services that one answers for, on either side, and that concern one's institution: as 'holders', which hold a function
  -- of it; as 'users', those too that have an agreement which runs
  create function action_services(p_sharing text) returns setof uuid language sql stable set search_path = public, pg_temp as $$
    select s.id
      from service s
     where (exists (select 1 from responsibility r where r.service_id = s.id and r.institution_id = (select app_institution()))
            or p_sharing = 'users'
               and exists (select 1 from agreement a
                             join institution l on l.id = a.lead_provider_id
                            where a.service_id = s.id
                              and (a.institution_id = (select app_institution()) or a.lead_provider_id = (select app_institution()))
                              and ((select app_now()) at time zone l.time_zone)::date
                                  between a.starts_on and coalesce(a.ends_on, 'infinity')))
       and (app_serves('user', s.id) or app_serves('provider', s.id))
  $$;

  -- whoever writes an action answers for all of its services
  create function action_is_served(p_services uuid[]) returns boolean language sql stable set search_path = public, pg_temp as $$
    select app_has_side('provider') and not exists (select 1 from unnest(p_services) s where not app_serves('provider', s))
  $$;

  grant select, insert, update on action_counter to guichet_api;
  create policy own_institution on action_counter to guichet_api
    using (institution_id = (select app_institution()) and (select app_has_side('provider')))
    with check (institution_id = app_institution() and app_has_side('provider'));

  grant select, insert, delete, update (sharing, is_published, since_number) on action_service to guichet_api;
  grant select on action_service to guichet_worker;
  create policy own_staff on action_service for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and (app_serves('user', service_id) or app_serves('provider', service_id)));
  create policy shared_with_holders on action_service for select to guichet_api, guichet_worker using (
    is_published and sharing <> 'internal' and service_id in (select action_services('holders')));
  create policy shared_with_users on action_service for select to guichet_api, guichet_worker using (
    is_published and sharing = 'users' and service_id in (select action_services('users')));
  create policy named_by_a_holder on action_service for insert to guichet_api with check (
    institution_id = app_institution() and app_serves('provider', service_id)
    and service_id in (select action_services('holders')));
  create policy kept_by_its_own on action_service for update to guichet_api using (
    institution_id = app_institution() and app_serves('provider', service_id));
  create policy taken_off_by_its_own on action_service for delete to guichet_api using (
    institution_id = app_institution() and app_serves('provider', service_id));
  create policy owner_functions on action_service for select to current_user using (true);

  grant select, insert on action to guichet_api;
  grant select on action to guichet_worker;
  grant update (key, kind, state, sharing, service_ids, owner_id, published_number, published_at, review_on, suspended_at, suspended_because,
                retired_at, listed_at, version, inside_version, updated_at) on action to guichet_api, guichet_worker;
  create policy own_staff on action for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution())
    and exists (select 1 from unnest(service_ids) s where app_serves('user', s) or app_serves('provider', s)));
  create policy shared on action for select to guichet_api, guichet_worker using (
    published_at is not null and sharing <> 'internal'
    and exists (select 1 from action_service s where s.action_id = action.id));
  create policy written_by_a_provider on action for insert to guichet_api with check (
    institution_id = app_institution() and state = 'draft' and published_number is null and action_is_served(service_ids));
  create policy moved_by_its_own on action for update to guichet_api, guichet_worker using (
    institution_id = app_institution() and action_is_served(service_ids));
  create policy owner_functions on action for select to current_user using (true);

  grant select, insert on action_version to guichet_api;
  grant select on action_version to guichet_worker;
  grant update (state, document, title_fr, title_en, words, author_ids, changed_at, reviewed_by, reviewed_at,
                published_by, published_at, revision) on action_version to guichet_api;
  -- drafts at home; what was published, whoever sees the action, since it is shared with as many
  create policy with_its_action on action_version for select to guichet_api, guichet_worker using (
    exists (select 1 from action_service s
             where s.action_id = action_version.action_id
               and (action_version.institution_id = (select app_institution())
                    or (action_version.state = 'published' and action_version.number >= s.since_number))));
  create policy drafted_by_its_own on action_version for insert to guichet_api with check (
    institution_id = app_institution() and app_has_side('provider') and state = 'draft' and app_person() = any (author_ids)
    and reviewed_by is null and published_by is null and used_at is null
    and exists (select 1 from action a where a.id = action_id and action_is_served(a.service_ids)));
  create policy moved_by_its_own on action_version for update to guichet_api using (
    institution_id = app_institution()
    and exists (select 1 from action a where a.id = action_id and action_is_served(a.service_ids)));
  create policy owner_functions on action_version for select to current_user using (true);
  create policy owner_freezes on action_version for update to current_user using (true);

  grant select, insert on action_review to guichet_api;
  create policy own_staff on action_review for select to guichet_api using (
    institution_id = (select app_institution()) and exists (select 1 from action a where a.id = action_id));
  create policy made_by_oneself on action_review for insert to guichet_api with check (
    institution_id = app_institution() and reviewed_by = app_person()
    and exists (select 1 from action_version v join action a on a.id = v.action_id
                 where v.id = version_id and a.id = action_review.action_id and v.state = 'reviewed'
                   and v.reviewed_by = app_person() and action_is_served(a.service_ids)));
`;

/** What a version keeps to, and the door of the record of actions. */
export const functions = `
  -- A draft is written until somebody runs it or reviews it; what was published, superseded or discarded stays as it is.
  create function action_version_stays() returns trigger language plpgsql set search_path = public, pg_temp as $$
  begin
    if (new.document, new.title_fr, new.title_en, new.words, new.author_ids, new.changed_at)
       is distinct from (old.document, old.title_fr, old.title_en, old.words, old.author_ids, old.changed_at)
       and (old.state <> 'draft' or old.used_at is not null) then
      raise exception 'what a version says stays' using errcode = '42501';
    end if;
    -- whoever wrote any of it stays an author, and so never reviews it
    if not new.author_ids @> old.author_ids
       or (new.document is distinct from old.document and not coalesce(app_person() = any (new.author_ids), true)) then
      raise exception 'authors stay' using errcode = '42501';
    end if;
    if old.state in ('published', 'superseded', 'discarded')
       and (new.state, new.reviewed_by, new.reviewed_at, new.published_by, new.published_at, new.revision)
           is distinct from (old.state, old.reviewed_by, old.reviewed_at, old.published_by, old.published_at, old.revision) then
      raise exception 'what a version says stays' using errcode = '42501';
    end if;
    if new.state is distinct from old.state
       and not coalesce(case old.state when 'draft' then new.state in ('reviewed', 'superseded', 'discarded')
                                       when 'reviewed' then new.state in ('draft', 'published', 'superseded', 'discarded') end, false) then
      raise exception 'no such move of a version' using errcode = '42501';
    end if;
    if new.reviewed_by is distinct from old.reviewed_by and new.reviewed_by is not null and new.reviewed_by <> app_person() then
      raise exception 'a review is one''s own' using errcode = '42501';
    end if;
    if new.published_by is distinct from old.published_by and new.published_by is distinct from app_person() then
      raise exception 'a publication is one''s own' using errcode = '42501';
    end if;
    if old.state = 'reviewed' and new.state <> 'draft'
       and (new.reviewed_by, new.reviewed_at) is distinct from (old.reviewed_by, old.reviewed_at) then
      raise exception 'a review stays with what was reviewed' using errcode = '42501';
    end if;
    return new;
  end $$;
  create trigger action_version_stays before update on action_version for each row execute function action_version_stays();

  -- an action's stream, written and read by its own institution: both sides, for level 1 runs it too
  create function action_append(p_action uuid, p_events jsonb) returns timestamptz
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare a action; item jsonb;
  begin
    select * into a from action where id = p_action;
    if a.institution_id is distinct from app_institution() or not coalesce(action_is_served(a.service_ids), false) then
      raise exception 'not its institution' using errcode = '42501';
    end if;
    for item in select * from jsonb_array_elements(p_events) loop
      if not coalesce(item ->> 'side' = 'provider' and item ->> 'audience' = 'shared' and item ->> 'type' like 'action.%', false) then
        raise exception 'not its institution' using errcode = '42501';
      end if;
    end loop;
    return record_write(p_action, 'action',
      (select jsonb_agg(e || jsonb_build_object('readers',
                jsonb_build_array(reader_key(a.institution_id, 'provider'), reader_key(a.institution_id, 'user'))))
         from jsonb_array_elements(p_events) e));
  end $$;
  revoke all on function action_append(uuid, jsonb) from public;
  grant execute on function action_append(uuid, jsonb) to guichet_api, guichet_worker;
`;
