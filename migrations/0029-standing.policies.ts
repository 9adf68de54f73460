const leads = (service: string) =>
  `exists (select 1 from service s where s.id = ${service} and s.lead_provider_id = app_institution())`;
/** The provider side of an institution that runs the service of a model, on a row about that model. */
const inside = (table: string) =>
  `exists (select 1 from change_model m
             where m.id = ${table}.model_id and m.institution_id = ${table}.institution_id
               and app_serves('provider', m.service_id) and m.service_id in (select run_services()))`;
const leadsModel = (table: string) =>
  `exists (select 1 from change_model m where m.id = ${table}.model_id and ${leads('m.service_id')})`;

/** Who sees and writes what of what stands before a change. */
export const policies = `
  -- the services about which one's institution has an agreement that runs
  create function agreed_services() returns setof uuid language sql stable set search_path = public, pg_temp as $$
    select a.service_id
      from agreement a
      join institution l on l.id = a.lead_provider_id
     where app_scope() = 'staff' and a.institution_id = app_institution()
       and (app_now() at time zone l.time_zone)::date between a.starts_on and coalesce(a.ends_on, 'infinity')
  $$;
  -- those that one's institution leads, or of which it holds a function
  create function run_services() returns setof uuid language sql stable set search_path = public, pg_temp as $$
    select s.id
      from service s
     where app_scope() = 'staff'
       and (s.lead_provider_id = app_institution()
            or exists (select 1 from responsibility r where r.service_id = s.id and r.institution_id = app_institution()))
  $$;

  grant select, insert on change_board, change_board_version, change_seat_naming to guichet_api;
  grant select on change_board, change_board_version, change_seat_naming to guichet_worker;
  grant update (version, seat_institution_ids) on change_board to guichet_api;
  create policy whom_it_concerns on change_board for select to guichet_api, guichet_worker using (
    (select app_scope()) = 'staff'
    and (institution_id = (select app_institution()) or (select app_institution()) = any (seat_institution_ids)
         or service_id in (select agreed_services())));
  create policy made_by_the_lead on change_board for insert to guichet_api with check (
    institution_id = app_institution() and app_serves('provider', service_id) and ${leads('service_id')});
  create policy kept_by_the_lead on change_board for update to guichet_api using (
    institution_id = app_institution() and app_serves('provider', service_id) and ${leads('service_id')});
  create policy owner_functions on change_board for select to current_user using (true);

  create policy with_its_board on change_board_version for select to guichet_api, guichet_worker using (
    board_id in (select b.id from change_board b));
  create policy written_by_the_lead on change_board_version for insert to guichet_api with check (
    institution_id = app_institution() and written_by = app_person()
    and exists (select 1 from change_board b
                 where b.id = board_id and b.institution_id = app_institution() and b.version = number
                   and app_serves('provider', b.service_id)
                   -- the wall knows exactly those who have a seat
                   and b.seat_institution_ids @> array(select (s ->> 'institutionId')::uuid from jsonb_array_elements(seats) s)
                   and b.seat_institution_ids <@ array(select (s ->> 'institutionId')::uuid from jsonb_array_elements(seats) s)));
  create policy owner_functions on change_board_version for select to current_user using (true);

  -- whom others send to a full vote, the lead provider sees alone: it would tell who uses the service
  create policy with_its_board on change_seat_naming for select to guichet_api, guichet_worker using (
    board_id in (select b.id from change_board b)
    and (seat_id <> institution_id or institution_id = (select app_institution())
         or board_id in (select b.id from change_board b where b.institution_id = (select app_institution()))));
  create policy named_by_its_own on change_seat_naming for insert to guichet_api with check (
    institution_id = app_institution() and named_by = app_person() and app_scope() = 'staff'
    and (member_id is null or exists (select 1 from membership p where p.person_id = member_id))
    and not exists (select 1 from jsonb_array_elements(deputies) d
                     where not exists (select 1 from membership p where p.person_id = (d ->> 'person')::uuid))
    and exists (select 1
                  from change_board b
                  join change_board_version v on v.board_id = b.id and v.number = b.version
                 where b.id = change_seat_naming.board_id
                   and (v.seats @> jsonb_build_array(jsonb_build_object('id', seat_id, 'institutionId', app_institution()))
                        or (v.is_full_vote and seat_id = app_institution() and b.service_id in (select agreed_services())))));
  create policy owner_functions on change_seat_naming for select to current_user using (true);

  grant select, insert on change_model, change_model_version, change_model_plan, change_model_reason to guichet_api;
  grant select on change_model, change_model_version, change_model_plan, change_model_reason to guichet_worker;
  grant update (approved_number, approved_at, expires_at, suspended_at, suspended_for, withdrawn_at, version, updated_at)
    on change_model to guichet_api, guichet_worker;
  create policy inside on change_model for select to guichet_api, guichet_worker using (
    app_serves('provider', service_id) and service_id in (select run_services()));
  create policy once_approved on change_model for select to guichet_api, guichet_worker using (
    approved_at is not null and service_id in (select agreed_services()));
  create policy drafted_inside on change_model for insert to guichet_api with check (
    institution_id = app_institution() and created_by = app_person() and approved_at is null
    and app_serves('provider', service_id) and service_id in (select run_services()));
  create policy moved_inside on change_model for update to guichet_api, guichet_worker using (
    app_serves('provider', service_id) and service_id in (select run_services()));
  create policy owner_functions on change_model for select to current_user using (true);

  grant update (title_fr, title_en, approved_at) on change_model_version to guichet_api;
  create policy inside on change_model_version for select to guichet_api, guichet_worker using (${inside('change_model_version')});
  create policy once_approved on change_model_version for select to guichet_api, guichet_worker using (
    approved_at is not null and exists (select 1 from change_model m where m.id = model_id));
  create policy drafted_inside on change_model_version for insert to guichet_api with check (
    approved_at is null and ${inside('change_model_version')});
  create policy drafted_inside_still on change_model_version for update to guichet_api
    using (approved_at is null and ${inside('change_model_version')})
    with check (approved_at is null
                or (${leadsModel('change_model_version')}
                    and exists (select 1 from change_model_plan p
                                 where p.model_id = change_model_version.model_id and p.number = change_model_version.number
                                   and p.approved_by = app_person())));

  grant update (description, steps, tests, backout, back_out_minutes, interruption_minutes, needs_maintenance_window,
                authors, revision, written_at, approved_by) on change_model_plan to guichet_api;
  create policy inside on change_model_plan for select to guichet_api, guichet_worker using (${inside('change_model_plan')});
  create policy drafted_inside on change_model_plan for insert to guichet_api with check (
    approved_by is null and ${inside('change_model_plan')});
  -- four eyes: whoever approves it is of the lead provider and wrote none of it
  create policy drafted_inside_still on change_model_plan for update to guichet_api
    using (approved_by is null and ${inside('change_model_plan')})
    with check ((approved_by is null and app_person() = any (authors))
                or (approved_by = app_person() and not (app_person() = any (authors)) and ${leadsModel('change_model_plan')}));

  create policy inside on change_model_reason for select to guichet_api, guichet_worker using (${inside('change_model_reason')});
  create policy said_inside on change_model_reason for insert to guichet_api with check (
    said_by = app_person() and ${inside('change_model_reason')});

  grant select, insert on change_model_failure to guichet_api, guichet_worker;
  create policy inside on change_model_failure for select to guichet_api, guichet_worker using (${inside('change_model_failure')});
  create policy failed_inside on change_model_failure for insert to guichet_api, guichet_worker with check (
    ${inside('change_model_failure')});

  grant select, insert on risk_questionnaire to guichet_api;
  grant select on risk_questionnaire to guichet_worker;
  create policy whom_it_concerns on risk_questionnaire for select to guichet_api, guichet_worker using (
    service_id in (select run_services()) or service_id in (select agreed_services()));
  create policy published_by_the_lead on risk_questionnaire for insert to guichet_api with check (
    institution_id = app_institution() and published_by = app_person() and app_serves('provider', service_id)
    and ${leads('service_id')});

  grant select, insert, delete on component_dependency to guichet_api;
  grant select on component_dependency to guichet_worker;
  create policy known_to_the_staff on component_dependency for select to guichet_api, guichet_worker using (
    (select app_scope()) = 'staff');
  create policy said_by_who_runs_it on component_dependency for insert to guichet_api with check (
    institution_id = app_institution() and added_by = app_person()
    and exists (select 1 from component c where c.id = component_id and app_serves('provider', c.service_id)
                   and c.service_id in (select run_services())));
  create policy taken_back_by_who_runs_it on component_dependency for delete to guichet_api using (
    exists (select 1 from component c where c.id = component_id and app_serves('provider', c.service_id)
               and c.service_id in (select run_services())));
`;
