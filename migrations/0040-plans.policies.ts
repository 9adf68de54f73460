const ofThis = (table: string) => `exists (select 1 from action_plan p
    where p.id = ${table}.plan_id and p.institution_id = ${table}.institution_id)`;
/** Of the institution's provider side, for a service of which the caller answers there. */
const kept = (table: string) => `exists (select 1 from action_plan p
    where p.id = ${table}.plan_id and p.institution_id = ${table}.institution_id and app_serves('provider', p.service_id))`;

/** Who sees and writes what of plans: both sides of the institution that has one read it, its provider side keeps it. */
export const policies = `
  grant select, insert, delete on action_plan to guichet_api;
  grant update (keeper_id, title, "function", assignee_id, team_id, recurrence, starts_on, at_time, move_to_working_day, grace_days,
    state, paused_reason, last_on, next_on, next_at, version, updated_at) on action_plan to guichet_api;
  grant select, update (state, paused_reason, last_on, next_on, next_at, version, updated_at) on action_plan to guichet_worker;
  create policy own_staff on action_plan for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and (app_serves('user', service_id) or app_serves('provider', service_id)));
  -- of an action that one sees for that service, in one's own name
  create policy made_by_a_provider on action_plan for insert to guichet_api with check (
    institution_id = app_institution() and app_serves('provider', service_id) and keeper_id = app_person()
    and exists (select 1 from responsibility r where r.service_id = action_plan.service_id and r.institution_id = app_institution())
    and exists (select 1 from action_service s where s.action_id = action_plan.action_id and s.service_id = action_plan.service_id));
  create policy kept_by_a_provider on action_plan for update to guichet_api, guichet_worker
    using (institution_id = (select app_institution()) and app_serves('provider', service_id))
    with check (institution_id = app_institution() and app_serves('provider', service_id));
  create policy removed_by_a_provider on action_plan for delete to guichet_api using (
    institution_id = (select app_institution()) and app_serves('provider', service_id));
  create policy owner_functions on action_plan for select to current_user using (true);

  grant select, insert on plan_occurrence to guichet_api, guichet_worker;
  grant update (outcome, reason, overdue_at, overdue_told_at, run_id, done_at, decided_at, decided_by)
    on plan_occurrence to guichet_api, guichet_worker;
  create policy with_its_plan on plan_occurrence for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and ${ofThis('plan_occurrence')});
  create policy noted_by_a_provider on plan_occurrence for insert to guichet_api, guichet_worker with check (
    institution_id = app_institution() and decided_by = app_person() and ${kept('plan_occurrence')});
  create policy moved_by_a_provider on plan_occurrence for update to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and ${kept('plan_occurrence')});

  grant select, insert on plan_run to guichet_api, guichet_worker;
  create policy with_its_plan on plan_run for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and ${ofThis('plan_run')});
  create policy noted_by_a_provider on plan_run for insert to guichet_api, guichet_worker with check (
    institution_id = app_institution() and ${kept('plan_run')}
    and exists (select 1 from run r
                 where r.id = run_id and r.institution_id = plan_run.institution_id and r.state = 'finished'));

  grant select (plan_id, step, on_date, institution_id), insert, update (at), delete on plan_due to guichet_api;
  create policy kept_at_home on plan_due to guichet_api
    using (institution_id = (select app_institution()) and ${kept('plan_due')})
    with check (institution_id = app_institution() and ${kept('plan_due')});
  -- the worker crosses tenants here: ids and instants, no texts
  grant select, insert, update (at), delete on plan_due to guichet_worker;
  create policy worker_looks on plan_due to guichet_worker using (true) with check (true);
`;

/** The door of the record of plans. */
export const functions = `
  -- a plan's stream: written by the provider side of its institution, read by both of its sides, as the plan is
  create function plan_append(p_plan uuid, p_events jsonb) returns timestamptz
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare p action_plan; item jsonb;
  begin
    select * into p from action_plan where id = p_plan;
    if p.institution_id is distinct from app_institution() or not coalesce(app_serves('provider', p.service_id), false) then
      raise exception 'not their plan' using errcode = '42501';
    end if;
    for item in select * from jsonb_array_elements(p_events) loop
      if not coalesce(item ->> 'side' = 'provider' and item ->> 'audience' = 'shared' and item ->> 'type' like 'plan.%', false) then
        raise exception 'not their plan' using errcode = '42501';
      end if;
    end loop;
    return record_write(p_plan, 'plan',
      (select jsonb_agg(e || jsonb_build_object('readers',
                jsonb_build_array(reader_key(p.institution_id, 'provider'), reader_key(p.institution_id, 'user'))))
         from jsonb_array_elements(p_events) e));
  end $$;
  revoke all on function plan_append(uuid, jsonb) from public;
  grant execute on function plan_append(uuid, jsonb) to guichet_api, guichet_worker;
`;
