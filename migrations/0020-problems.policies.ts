/** Who sees and writes what of problems. */
export const policies = `
  -- the program's present, for what a policy decides by the day; where nobody said it, nothing is shown
  create function app_now() returns timestamptz language plpgsql stable parallel safe as $$
  begin
    return case when current_setting('app.now', true) ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z$'
                then current_setting('app.now', true)::timestamptz end;
  end $$;

  -- the services that one answers for and that concern one's institution: it has an agreement that runs, or holds a function
  create function problem_services() returns setof uuid language sql stable set search_path = public, pg_temp as $$
    select s.id
      from service s
     where (app_serves('user', s.id) or app_serves('provider', s.id))
       and (exists (select 1 from responsibility r where r.service_id = s.id and r.institution_id = app_institution())
            or exists (select 1 from agreement a
                         join institution l on l.id = a.lead_provider_id
                        where a.service_id = s.id and app_institution() in (a.institution_id, a.lead_provider_id)
                          and (app_now() at time zone l.time_zone)::date
                              between a.starts_on and coalesce(a.ends_on, 'infinity')))
  $$;

  grant select, insert, update on problem_counter to guichet_api;
  create policy own_institution on problem_counter to guichet_api
    using (institution_id = (select app_institution()) and (select app_has_side('provider')))
    with check (institution_id = app_institution() and app_has_side('provider'));

  grant select, insert on problem to guichet_api;
  grant select on problem to guichet_worker;
  grant update (state, publication_id, published_at, listed_at, fixed_at, version, updated_at) on problem to guichet_api;
  create policy own_provider on problem for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and app_serves('provider', service_id));
  create policy published on problem for select to guichet_api, guichet_worker using (
    published_at is not null and service_id in (select problem_services()));
  -- what one's own ticket hangs on is seen by whoever sees that ticket, also once the agreement has ended
  create policy of_own_tickets on problem for select to guichet_api, guichet_worker using (
    published_at is not null
    and exists (select 1 from problem_ticket l
                 where l.problem_id = problem.id and l.institution_id = (select app_institution())
                   and l.unlinked_at is null));
  create policy opened_by_a_holder on problem for insert to guichet_api with check (
    institution_id = app_institution() and app_serves('provider', service_id) and published_at is null
    and exists (select 1 from responsibility r where r.service_id = problem.service_id and r.institution_id = app_institution()));
  create policy moved_by_its_own on problem for update to guichet_api using (
    institution_id = app_institution() and app_serves('provider', service_id));
  create policy owner_functions on problem for select to current_user using (true);

  grant select, insert on problem_inside, problem_note to guichet_api;
  grant update (title, cause, component_ids, title_fr, title_en, workaround_fr, workaround_en, words, version, updated_at)
    on problem_inside to guichet_api;
  create policy own_provider on problem_inside for select to guichet_api using (
    institution_id = (select app_institution())
    and exists (select 1 from problem p where p.id = problem_id and p.institution_id = (select app_institution())
                   and app_serves('provider', p.service_id)));
  create policy written_by_its_own on problem_inside for insert to guichet_api with check (
    institution_id = app_institution() and opened_by = app_person()
    and exists (select 1 from problem p where p.id = problem_id and p.institution_id = app_institution()
                   and app_serves('provider', p.service_id)));
  create policy changed_by_its_own on problem_inside for update to guichet_api using (
    institution_id = app_institution()
    and exists (select 1 from problem p where p.id = problem_id and p.institution_id = app_institution()
                   and app_serves('provider', p.service_id)));
  create policy own_provider on problem_note for select to guichet_api using (
    institution_id = (select app_institution())
    and exists (select 1 from problem_inside i where i.problem_id = problem_note.problem_id));
  create policy written_by_its_own on problem_note for insert to guichet_api with check (
    institution_id = app_institution() and author_id = app_person()
    and exists (select 1 from problem_inside i where i.problem_id = problem_note.problem_id));

  grant select, insert on problem_publication to guichet_api;
  grant select on problem_publication to guichet_worker;
  grant update (withdrawn_at) on problem_publication to guichet_api;
  -- with the problem; what was withdrawn, its own institution alone
  create policy with_its_problem on problem_publication for select to guichet_api, guichet_worker using (
    exists (select 1 from problem p
             where p.id = problem_id
               and (withdrawn_at is null
                    or (p.institution_id = (select app_institution()) and app_serves('provider', p.service_id)))));
  create policy published_by_its_own on problem_publication for insert to guichet_api with check (
    institution_id = app_institution() and withdrawn_at is null
    and exists (select 1 from problem_inside i where i.problem_id = problem_publication.problem_id));
  create policy withdrawn_by_its_own on problem_publication for update to guichet_api using (
    institution_id = app_institution()
    and exists (select 1 from problem_inside i where i.problem_id = problem_publication.problem_id));

  -- Whether the caller sees the problem as it is put down, and the ticket, and both are about one service. As its caller,
  -- and a function all the same: the policies of the two tables ask for each other's rows.
  create function problem_takes(p_problem uuid, p_owner uuid, p_public boolean, p_ticket uuid, p_institution uuid)
    returns boolean language plpgsql stable set search_path = public, pg_temp as $$
  begin
    return exists (select 1
                     from problem p
                     join ticket t on t.service_id = p.service_id
                    where p.id = p_problem and p.institution_id = p_owner and (p.published_at is not null) = p_public
                      and t.id = p_ticket and t.institution_id = p_institution);
  end $$;

  grant select, insert on problem_ticket to guichet_api, guichet_worker;
  grant update (unlinked_at) on problem_ticket to guichet_api, guichet_worker;
  -- at home what hangs on something published; whoever works on a ticket also what their own institution keeps inside, and
  -- a former holder what was linked, and told, before its part ended
  create policy of_own_tickets on problem_ticket for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and is_public
    and exists (select 1 from ticket_party p where p.ticket_id = problem_ticket.ticket_id and p.side = 'user'));
  create policy of_escalated_tickets on problem_ticket for select to guichet_api, guichet_worker using (
    (is_public or owner_id = (select app_institution()))
    and exists (select 1 from ticket_party p where p.ticket_id = problem_ticket.ticket_id and p.side = 'provider'
                   and (p.until is null
                        or (problem_ticket.linked_at < p.until
                            and (owner_id = (select app_institution()) or problem_ticket.public_since < p.until)))));
  create policy linked_by_a_party on problem_ticket for insert to guichet_api, guichet_worker with check (
    linked_by = app_person() and unlinked_at is null
    and problem_takes(problem_id, owner_id, is_public, ticket_id, institution_id)
    and ((side = 'user' and institution_id = app_institution() and app_has_side('user') and is_public
          and exists (select 1 from ticket_party p where p.ticket_id = problem_ticket.ticket_id and p.side = 'user'))
         or (side = 'provider'
             and exists (select 1 from ticket_party p where p.ticket_id = problem_ticket.ticket_id and p.side = 'provider'
                            and p.institution_id = app_institution() and p.until is null))));
  create policy taken_off_by_a_party on problem_ticket for update to guichet_api, guichet_worker using (
    unlinked_at is null
    and ((institution_id = app_institution() and is_public and app_has_side('user')
          and exists (select 1 from ticket_party p where p.ticket_id = problem_ticket.ticket_id and p.side = 'user'))
         or ((is_public or owner_id = app_institution())
             and exists (select 1 from ticket_party p where p.ticket_id = problem_ticket.ticket_id and p.side = 'provider'
                            and p.institution_id = app_institution() and p.until is null))))
    with check (unlinked_at is not null);
  create policy owner_functions on problem_ticket for select to current_user using (true);
  create policy owner_shows on problem_ticket for update to current_user using (true);

  -- each their own; the worker writes to those of the institution for which it acts
  grant select, insert, delete on problem_follower to guichet_api;
  grant select on problem_follower to guichet_worker;
  create policy oneself on problem_follower for select to guichet_api using (
    institution_id = (select app_institution()) and person_id = (select app_person()) and (select app_scope()) is not null);
  create policy by_oneself on problem_follower for insert to guichet_api with check (
    institution_id = app_institution() and person_id = app_person() and app_scope() is not null
    and exists (select 1 from problem p where p.id = problem_id));
  create policy given_up_by_oneself on problem_follower for delete to guichet_api using (
    institution_id = app_institution() and person_id = app_person() and app_scope() is not null);
  create policy worker_writes_to_them on problem_follower for select to guichet_worker using (
    institution_id = (select app_institution()) and (select app_has_side('user')));

  grant select, insert on problem_telling to guichet_worker;
  create policy own_institution on problem_telling for select to guichet_worker using (
    institution_id = (select app_institution()) and (select app_has_side('user')));
  create policy told_at_home on problem_telling for insert to guichet_worker with check (
    institution_id = app_institution() and app_has_side('user'));
  create policy owner_functions on problem_telling for select to current_user using (true);
`;
