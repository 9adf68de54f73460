const ofThis = (table: string) =>
  `exists (select 1 from improvement i where i.id = ${table}.improvement_id and i.institution_id = ${table}.institution_id)`;

/** Who sees and writes what of improvements: the provider side of their institution, for its services. */
export const policies = `
  grant select, insert, update on improvement_counter to guichet_api;
  create policy own_institution on improvement_counter to guichet_api
    using (institution_id = (select app_institution()) and (select app_has_side('provider')))
    with check (institution_id = app_institution() and app_has_side('provider'));

  grant select, insert on improvement to guichet_api;
  grant select on improvement to guichet_worker;
  grant update (kind, title, criterion, owner_id, due_on, state, implemented_by, implemented_at, note, ended_at, next_on,
                action_reference, version, updated_at) on improvement to guichet_api;
  grant update (told_on) on improvement to guichet_worker;
  create policy own_provider on improvement for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and app_serves('provider', service_id));
  create policy committed_for_ones_problem on improvement for insert to guichet_api with check (
    institution_id = app_institution() and app_serves('provider', service_id) and created_by = app_person() and state = 'open'
    and exists (select 1 from problem p
                 where p.id = problem_id and p.institution_id = app_institution() and p.service_id = improvement.service_id));
  create policy moved_by_its_own on improvement for update to guichet_api, guichet_worker using (
    institution_id = app_institution() and app_serves('provider', service_id));
  create policy owner_functions on improvement for select to current_user using (true);

  grant select, insert on improvement_task, improvement_review to guichet_api;
  grant select on improvement_task, improvement_review to guichet_worker;
  grant update (position, title, done_by, done_at, removed_at) on improvement_task to guichet_api;
  grant update (verdict, note, by_id, at) on improvement_review to guichet_api;
  create policy with_it on improvement_task for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and ${ofThis('improvement_task')});
  create policy added_at_home on improvement_task for insert to guichet_api with check (
    institution_id = app_institution() and ${ofThis('improvement_task')});
  create policy moved_at_home on improvement_task for update to guichet_api using (
    institution_id = app_institution() and ${ofThis('improvement_task')});
  create policy with_it on improvement_review for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and ${ofThis('improvement_review')});
  create policy asked_at_home on improvement_review for insert to guichet_api with check (
    institution_id = app_institution() and verdict is null and ${ofThis('improvement_review')});
  -- by somebody who neither answers for it nor did it
  create policy judged_by_another on improvement_review for update to guichet_api using (
    institution_id = app_institution() and verdict is null and ${ofThis('improvement_review')})
    with check (
      by_id = app_person()
      and exists (select 1 from improvement i
                   where i.id = improvement_id and app_person() not in (i.owner_id, i.implemented_by)));

  grant select on improvement_recurrence to guichet_api, guichet_worker;
  grant update (recorded_at) on improvement_recurrence to guichet_worker;
  create policy with_it on improvement_recurrence for select to guichet_api, guichet_worker using (
    institution_id = (select app_institution()) and ${ofThis('improvement_recurrence')});
  create policy recorded_at_home on improvement_recurrence for update to guichet_worker using (
    institution_id = app_institution() and ${ofThis('improvement_recurrence')});
  create policy owner_finds on improvement_recurrence for select to current_user using (true);
  create policy owner_notes on improvement_recurrence for insert to current_user with check (true);
  create policy owner_takes_back on improvement_recurrence for update to current_user using (true);

  grant select, insert, update (at), delete on improvement_due to guichet_api;
  create policy kept_at_home on improvement_due to guichet_api
    using (institution_id = (select app_institution()) and ${ofThis('improvement_due')})
    with check (institution_id = app_institution() and ${ofThis('improvement_due')});
  -- the worker crosses institutions here: ids and instants
  grant select, insert, update (at), delete on improvement_due to guichet_worker;
  create policy worker_says on improvement_due to guichet_worker using (true) with check (true);
  create policy owner_finds on improvement_due for select to current_user using (true);
  create policy owner_wakes on improvement_due for insert to current_user with check (true);
  create policy owner_hastens on improvement_due for update to current_user using (true);
`;

/** What acts as the owner: the record of an improvement, and that its cause came back. */
export const functions = `
  -- a verdict is given once
  create function improvement_review_stays() returns trigger language plpgsql set search_path = public, pg_temp as $$
  begin
    if old.verdict is not null then
      raise exception 'a verdict stays' using errcode = '42501';
    end if;
    return new;
  end $$;
  create trigger improvement_review_stays before update on improvement_review
    for each row execute function improvement_review_stays();

  -- A ticket is hung on the problem, or taken off. What was opened after the cause was dealt with shows that it is back.
  create function improvement_ticket_linked() returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$
  begin
    if new.unlinked_at is not null then
      update improvement_recurrence r set withdrawn_at = new.unlinked_at
        from improvement i
       where i.problem_id = new.problem_id and r.improvement_id = i.id and r.ticket_id = new.ticket_id
         and r.withdrawn_at is null;
      return null;
    end if;
    with found as (
      insert into improvement_recurrence (id, improvement_id, institution_id, kind, ticket_id, at)
      select gen_random_uuid(), i.id, i.institution_id, 'ticket', new.ticket_id, new.linked_at
        from improvement i
        join ticket t on t.id = new.ticket_id
       where i.problem_id = new.problem_id and i.state in ('implemented', 'effective', 'ineffective')
         and t.opened_at > i.implemented_at
      on conflict do nothing
      returning improvement_id, institution_id, at)
    insert into improvement_due as d (improvement_id, institution_id, at)
    select improvement_id, institution_id, at from found
    on conflict (improvement_id) do update set at = least(d.at, excluded.at);
    return null;
  end $$;
  create trigger improvement_ticket_linked after insert or update of unlinked_at on problem_ticket
    for each row execute function improvement_ticket_linked();

  create function improvement_problem_reopened() returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$
  begin
    with found as (
      insert into improvement_recurrence (id, improvement_id, institution_id, kind, at)
      select gen_random_uuid(), i.id, i.institution_id, 'reopened', new.updated_at
        from improvement i
       where i.problem_id = new.id and i.state in ('implemented', 'effective', 'ineffective')
      returning improvement_id, institution_id, at)
    insert into improvement_due as d (improvement_id, institution_id, at)
    select improvement_id, institution_id, at from found
    on conflict (improvement_id) do update set at = least(d.at, excluded.at);
    return null;
  end $$;
  create trigger improvement_problem_reopened after update of state on problem
    for each row when (old.state in ('fixed', 'closed') and new.state in ('open', 'known_error'))
    execute function improvement_problem_reopened();

  -- its stream: written and read by the provider side of its institution
  create function improvement_append(p_improvement uuid, p_events jsonb) returns timestamptz
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare i improvement; item jsonb;
  begin
    select * into i from improvement where id = p_improvement;
    if i.institution_id is distinct from app_institution() or not coalesce(app_serves('provider', i.service_id), false) then
      raise exception 'not its institution' using errcode = '42501';
    end if;
    for item in select * from jsonb_array_elements(p_events) loop
      if not coalesce(item ->> 'side' = 'provider' and item ->> 'audience' = 'internal'
                      and item ->> 'type' like 'improvement.%', false) then
        raise exception 'not its institution' using errcode = '42501';
      end if;
    end loop;
    return record_write(p_improvement, 'improvement',
      (select jsonb_agg(e || jsonb_build_object('readers', jsonb_build_array(reader_key(i.institution_id, 'provider'))))
         from jsonb_array_elements(p_events) e));
  end $$;
  revoke all on function improvement_append(uuid, jsonb), improvement_ticket_linked(), improvement_problem_reopened() from public;
  grant execute on function improvement_append(uuid, jsonb) to guichet_api, guichet_worker;
`;
