/** Who sees and writes what of changes. */
export const policies = `
  create function app_serves_any(side text, services uuid[]) returns boolean language sql stable parallel safe as $$
    select coalesce(app_services(side) = '*' or string_to_array(app_services(side), ',') && services::text[], false)
  $$;

  grant select, insert, update on change_counter to guichet_api;
  create policy own_institution on change_counter to guichet_api
    using (institution_id = (select app_institution()) and (select app_has_side('provider')))
    with check (institution_id = app_institution() and app_has_side('provider'));

  -- a party knows of itself; who prepares the change, of all of them
  grant select, insert on change_party to guichet_api, guichet_worker;
  grant update (service_ids, added_reason, removed_reason, removed_at, shown_at, listed_at) on change_party to guichet_api, guichet_worker;
  create policy oneself on change_party for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and (select app_scope()) is not null
    and shown_at is not null and removed_at is null
    and case when (select app_scope()) = 'requester' then kind = 'affected'
             else app_serves_any('user', service_ids) or kind = 'board' or (kind = 'asker' and (select app_has_side('user'))) end);
  create policy own_change on change_party for select to guichet_api, guichet_worker using (
    owner_id = (select app_institution()) and app_serves_any('provider', service_ids));
  create policy said_by_its_own on change_party for insert to guichet_api, guichet_worker with check (
    owner_id = app_institution() and app_serves_any('provider', service_ids));
  create policy moved_by_its_own on change_party for update to guichet_api, guichet_worker using (
    owner_id = app_institution() and app_serves_any('provider', service_ids));
  create policy owner_functions on change_party for select to current_user using (true);

  grant select, insert on change to guichet_api;
  grant select on change to guichet_worker;
  grant update (title, why, service_ids, component_ids, environments, asked, class, class_reasons, tenant_id, state, outcome,
                window_from, window_to, interruption_minutes, interrupted_minutes, risk, announced_at, decided_at, held_at,
                started_at, ended_at, closed_at, listed_at, version, updated_at) on change to guichet_api, guichet_worker;
  create policy own_provider on change for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and app_serves_any('provider', service_ids));
  -- PostgreSQL asks the policies of a table in the reverse order of their names: this one, which costs more, after own_provider
  create policy announced on change for select to guichet_api, guichet_worker using (
    id in (select p.change_id from change_party p where p.institution_id = (select app_institution())
             and p.shown_at is not null));
  create policy opened_by_a_holder on change for insert to guichet_api with check (
    institution_id = app_institution() and app_serves_any('provider', service_ids)
    and not exists (select 1 from unnest(service_ids) s
                     where not exists (select 1 from responsibility r
                                        where r.service_id = s and r.institution_id = app_institution())));
  create policy moved_by_its_own on change for update to guichet_api, guichet_worker using (
    institution_id = app_institution() and app_serves_any('provider', service_ids));
  create policy owner_functions on change for select to current_user using (true);

  -- as its caller: whether a change is of the provider side that acts
  create function change_is_ours(p_change uuid) returns boolean language sql stable set search_path = public, pg_temp as $$
    select exists (select 1 from change c where c.id = p_change and c.institution_id = app_institution()
                     and app_serves_any('provider', c.service_ids))
  $$;
`.concat(
  ['change_inside', 'change_task', 'change_link']
    .map(
      (table) => `
  grant select, insert, delete on ${table} to guichet_api, guichet_worker;
  create policy own_provider on ${table} for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and change_is_ours(change_id));
  create policy written_by_its_own on ${table} for insert to guichet_api, guichet_worker with check (
    institution_id = app_institution() and change_is_ours(change_id));
  create policy changed_by_its_own on ${table} for update to guichet_api, guichet_worker using (
    institution_id = app_institution() and change_is_ours(change_id));
  create policy taken_away_by_its_own on ${table} for delete to guichet_api, guichet_worker using (
    institution_id = app_institution() and change_is_ours(change_id));
`,
    )
    .join(''),
).concat(`
  revoke delete on change_inside from guichet_api, guichet_worker;
  -- the institution whose own tenant it is decides on it, and so reads what will be done
  ${['change_inside', 'change_task']
    .map(
      (table) => `
  create policy put_to_the_tenant on ${table} for select to guichet_api, guichet_worker using (
    (select app_has_side('user'))
    and exists (select 1 from change_party p where p.change_id = ${table}.change_id and p.kind = 'tenant'
                   and p.institution_id = (select app_institution()) and p.shown_at is not null and p.removed_at is null));`,
    )
    .join('')}
  grant update (plan, tests, backout_plan, backout_minutes, was_tried, loses_function, takes_personal_data, is_major_version,
                model_id, questionnaire_id, answers, assessment, implementer_ids, hands, owner_id, emergency_reason, emergency_at,
                version, updated_at) on change_inside to guichet_api, guichet_worker;
  grant update (state, began_at, ended_at, ended_by, note) on change_task to guichet_api;
  grant update (relation, linked_by, linked_at) on change_link to guichet_api, guichet_worker;

  -- what is shared is read by whomever the change concerns, what is internal by those who make it
  grant select, insert on change_note to guichet_api;
  create policy of_visible_changes on change_note for select to guichet_api using (
    (audience = 'shared' and (select app_scope()) = 'staff' and exists (select 1 from change c where c.id = change_id))
    or (institution_id = (select app_institution()) and change_is_ours(change_id)));
  create policy written_by_oneself on change_note for insert to guichet_api with check (
    author_id = app_person() and author_institution_id = app_institution() and app_scope() = 'staff'
    and exists (select 1 from change c where c.id = change_id and c.institution_id = change_note.institution_id)
    and (audience = 'shared' or change_is_ours(change_id)));

  -- an objection is known to those who object and to those who make the change
  grant select, insert on change_objection to guichet_api;
  grant update (withdrawn_at) on change_objection to guichet_api;
  create policy own_or_theirs on change_objection for select to guichet_api using (
    (institution_id = (select app_institution()) and (select app_has_side('user')))
    or (owner_id = (select app_institution()) and change_is_ours(change_id)));
  create policy said_by_the_affected on change_objection for insert to guichet_api with check (
    institution_id = app_institution() and person_id = app_person() and app_has_side('user') and withdrawn_at is null
    and exists (select 1 from change_party p join change c on c.id = p.change_id and c.institution_id = p.owner_id
                 where p.change_id = change_objection.change_id and p.institution_id = app_institution()
                   and p.kind = 'affected' and p.owner_id = change_objection.owner_id));
  create policy withdrawn_at_home on change_objection for update to guichet_api using (
    institution_id = app_institution() and app_has_side('user'));

  grant select, insert on change_opinion to guichet_api;
  grant update (voided_at) on change_opinion to guichet_api;
  create policy own_or_theirs on change_opinion for select to guichet_api using (
    (institution_id = (select app_institution()) and (select app_has_side('user')))
    or (owner_id = (select app_institution()) and change_is_ours(change_id)));
  create policy said_by_oneself on change_opinion for insert to guichet_api with check (
    institution_id = app_institution() and person_id = app_person() and voided_at is null
    and exists (select 1 from change c where c.id = change_id and c.institution_id = owner_id));
  create policy voided_by_its_own on change_opinion for update to guichet_api using (
    owner_id = app_institution() and change_is_ours(change_id));
`);
