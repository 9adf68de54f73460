/** Closes what was open in the wall of changes; only `alter`, so that whoever was let in by a later migration stays in. */
export const mended = `
  -- whether a change is of the provider side that acts, whatever the party's own services are: as its owner, since the
  -- policies of the change ask for its parties
  create function change_is_run_here(p_change uuid) returns boolean
    language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select 1 from change c where c.id = p_change and c.institution_id = app_institution()
                     and app_serves_any('provider', c.service_ids))
  $$;
  revoke all on function change_is_run_here(uuid) from public;
  grant execute on function change_is_run_here(uuid) to guichet_api, guichet_worker;

  -- by the change, not by the services through which somebody is affected; and nobody makes themselves a party
  alter policy own_change on change_party using (
    owner_id = (select app_institution()) and (select app_has_side('provider'))
    and ((select app_services('provider')) = '*' or change_is_run_here(change_id)));
  alter policy said_by_its_own on change_party with check (owner_id = app_institution() and change_is_run_here(change_id));
  alter policy moved_by_its_own on change_party using (owner_id = app_institution() and change_is_run_here(change_id));

  -- what a party writes is between it and those who make the change
  alter policy of_visible_changes on change_note using (
    (audience = 'shared' and (select app_scope()) = 'staff'
     and (author_institution_id = institution_id or author_institution_id = (select app_institution()))
     and exists (select 1 from change c where c.id = change_id))
    or (institution_id = (select app_institution()) and change_is_ours(change_id)));

  -- of a change that one does not see, nothing
  alter policy own_or_theirs on change_objection using (
    (institution_id = (select app_institution()) and (select app_has_side('user'))
     and exists (select 1 from change c where c.id = change_id))
    or (owner_id = (select app_institution()) and change_is_ours(change_id)));
  alter policy withdrawn_at_home on change_objection using (
    institution_id = app_institution() and app_has_side('user') and exists (select 1 from change c where c.id = change_id));

  alter policy own_or_theirs on change_ack using (
    (institution_id = (select app_institution()) and (select app_has_side('user'))
     and exists (select 1 from change c where c.id = change_id))
    or (owner_id = (select app_institution()) and change_is_ours(change_id)));

  -- the opinions of those who make it are theirs, level 1 of the same house left out; a tenant has its own
  alter policy own_or_theirs on change_opinion using (
    (owner_id = (select app_institution()) and change_is_ours(change_id))
    or (institution_id = (select app_institution()) and as_what = 'authority' and (select app_has_side('user'))
        and exists (select 1 from change_party p where p.change_id = change_opinion.change_id and p.kind = 'tenant'
                       and p.institution_id = (select app_institution()) and p.shown_at is not null
                       and p.removed_at is null)));
  alter policy said_by_oneself on change_opinion with check (
    institution_id = app_institution() and person_id = app_person() and voided_at is null
    and ((owner_id = app_institution() and change_is_ours(change_id))
         or (as_what = 'authority' and app_has_side('user')
             and exists (select 1 from change_party p where p.change_id = change_opinion.change_id and p.kind = 'tenant'
                            and p.institution_id = app_institution() and p.owner_id = change_opinion.owner_id
                            and p.shown_at is not null and p.removed_at is null))));
${['change_inside', 'change_task', 'change_link']
  .map(
    (table) => `
  -- a row of the own institution's is one of its changes: staff of every service need not look which
  alter policy own_provider on ${table} using (
    institution_id = (select app_institution())
    and (coalesce((select app_services('provider')) = '*', false) or change_is_ours(change_id)));`,
  )
  .join('')}
`;

/** As 0028, 0032 and 0033 had them. */
export const asBefore = `
  alter policy own_change on change_party using (
    owner_id = (select app_institution())
    and ((select app_services('provider')) = '*' or service_ids && (select app_service_ids('provider'))));
  alter policy said_by_its_own on change_party with check (
    owner_id = app_institution() and app_serves_any('provider', service_ids));
  alter policy moved_by_its_own on change_party using (
    owner_id = app_institution() and app_serves_any('provider', service_ids));
  alter policy of_visible_changes on change_note using (
    (audience = 'shared' and (select app_scope()) = 'staff' and exists (select 1 from change c where c.id = change_id))
    or (institution_id = (select app_institution()) and change_is_ours(change_id)));
  alter policy own_or_theirs on change_objection using (
    (institution_id = (select app_institution()) and (select app_has_side('user')))
    or (owner_id = (select app_institution()) and change_is_ours(change_id)));
  alter policy withdrawn_at_home on change_objection using (institution_id = app_institution() and app_has_side('user'));
  alter policy own_or_theirs on change_opinion using (
    (institution_id = (select app_institution()) and (select app_has_side('user')) and as_what = 'authority'
     and exists (select 1 from change_party p where p.change_id = change_opinion.change_id and p.kind = 'tenant'
                    and p.institution_id = (select app_institution())))
    or (owner_id = (select app_institution()) and change_is_ours(change_id)));
  alter policy said_by_oneself on change_opinion with check (
    institution_id = app_institution() and person_id = app_person() and voided_at is null
    and exists (select 1 from change c where c.id = change_id and c.institution_id = owner_id));
  alter policy own_or_theirs on change_ack using (
    (institution_id = (select app_institution()) and (select app_has_side('user')))
    or (owner_id = (select app_institution()) and change_is_ours(change_id)));
  drop function change_is_run_here(uuid);
${['change_inside', 'change_task', 'change_link']
  .map(
    (table) => `
  alter policy own_provider on ${table} using (institution_id = (select app_institution()) and change_is_ours(change_id));`,
  )
  .join('')}
`;

/** Who sees and writes releases: those who make them; once published, whomever one of their changes concerns. */
export const policies = `
  grant select, insert, update on release_counter to guichet_api;
  create policy own_institution on release_counter to guichet_api
    using (institution_id = (select app_institution()) and (select app_has_side('provider')))
    with check (institution_id = app_institution() and app_has_side('provider'));

  -- which changes: known, once published, to those whom they concern
  grant select, insert, delete on release_change to guichet_api;
  grant select on release_change to guichet_worker;
  grant update (shown_at) on release_change to guichet_api;
  create policy own_provider on release_change for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and app_serves('provider', service_id));
  create policy of_their_changes on release_change for select to guichet_api, guichet_worker using (
    shown_at is not null
    and exists (select 1 from change_party p
                 where p.institution_id = (select app_institution()) and p.change_id = release_change.change_id
                   and p.shown_at is not null and p.removed_at is null
                offset 0));

  grant select, insert on release to guichet_api;
  grant select on release to guichet_worker;
  grant update (label, kind, state, published_at, version, updated_at) on release to guichet_api;
  create policy own_provider on release for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and app_serves('provider', service_id));
  create policy published on release for select to guichet_api, guichet_worker using (
    state = 'published'
    and exists (select 1 from release_change c where c.release_id = release.id and c.shown_at is not null offset 0));
  create policy drafted_by_a_holder on release for insert to guichet_api with check (
    institution_id = app_institution() and app_serves('provider', service_id) and state = 'draft'
    and exists (select 1 from responsibility r where r.service_id = release.service_id
                   and r.institution_id = app_institution()));
  -- what is published never changes
  create policy drafts on release for update to guichet_api
    using (institution_id = app_institution() and app_serves('provider', service_id) and state = 'draft')
    with check (institution_id = app_institution() and app_serves('provider', service_id));
  create policy owner_functions on release for select to current_user using (true);

  -- whether a release of the provider side that acts is still a draft: as its owner, since the policies of the release ask
  -- for its changes
  create function release_is_open(p_release uuid) returns boolean
    language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select 1 from release r where r.id = p_release and r.institution_id = app_institution()
                     and app_serves('provider', r.service_id) and r.state = 'draft')
  $$;
  revoke all on function release_is_open(uuid) from public;
  grant execute on function release_is_open(uuid) to guichet_api, guichet_worker;
  create policy bundled_by_its_own on release_change for insert to guichet_api with check (
    institution_id = app_institution() and app_serves('provider', service_id) and release_is_open(release_id)
    and change_is_ours(change_id));
  create policy shown_by_its_own on release_change for update to guichet_api using (release_is_open(release_id));
  create policy taken_out_by_its_own on release_change for delete to guichet_api using (release_is_open(release_id));

  grant select, insert on release_notes to guichet_api;
  grant select on release_notes to guichet_worker;
  grant update (notes_fr, notes_en, issues_fr, issues_en, written_by, written_at) on release_notes to guichet_api;
  create policy of_visible_releases on release_notes for select to guichet_api, guichet_worker using (
    exists (select 1 from release r where r.id = release_id));
  create policy written_by_its_own on release_notes for insert to guichet_api with check (
    institution_id = app_institution() and written_by = app_person()
    and exists (select 1 from release r where r.id = release_id and r.institution_id = app_institution()
                   and app_serves('provider', r.service_id)));
  create policy drafts on release_notes for update to guichet_api
    using (institution_id = app_institution() and release_is_open(release_id))
    with check (institution_id = app_institution() and written_by = app_person());
`;
