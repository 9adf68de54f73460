/** Learns from what came of runs on tickets, in the transaction that finishes them, and forgets. */
export const learning = `
  -- what a ticket is about, in terms that one side may read
  create function action_symptom(p_ticket uuid, p_reader text) returns text[]
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    before text := current_setting('app.refreshing', true);
    said text;
  begin
    perform set_config('app.refreshing', p_ticket::text, true);
    select concat_ws(' ', t.title,
                     (select string_agg(left(m.body, 3000), ' ')
                        from (select * from message m
                               where m.ticket_id = t.id and m.kind in ('description', 'summary') and m.readers @> array[p_reader]
                               order by m.posted_at, m.id
                               limit 3) m))
      into said
      from ticket t
     where t.id = p_ticket;
    perform set_config('app.refreshing', coalesce(before, ''), true);
    return array(select t.term
                   from (select unnest(w.terms) as term, w.place from action_stems(said) w) t
                  group by t.term
                  order by min(t.place), t.term
                  limit 250);
  end $$;

  -- counts a lesson, or takes it back. The empty term comes first, so that two runs of an action at once wait for one another
  create function action_lesson_count(l action_lesson, p_by integer) returns void
    language sql security definer set search_path = public, pg_temp as $$
    insert into action_learned as c (service_id, reader, term, action_id, worked, failed)
    select l.service_id, l.reader, t.term, l.action_id, case when l.worked then p_by else 0 end, case when l.worked then 0 else p_by end
      from (select '' as term union select unnest(l.terms)) t
     order by t.term collate "C"
    on conflict (service_id, reader, term, action_id)
       do update set worked = c.worked + excluded.worked, failed = c.failed + excluded.failed;
    delete from action_learned c
     where p_by < 0 and c.service_id = l.service_id and c.reader = l.reader and c.action_id = l.action_id
       and c.term = any (array_append(l.terms, '')) and c.worked <= 0 and c.failed <= 0;
  $$;

  create function action_lesson_follow() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    l action_lesson;
  begin
    if new.ticket_id is null or new.outcome is null or new.outcome not in ('worked', 'no_effect', 'made_worse') then
      return null;
    end if;
    insert into action_lesson (run_id, service_id, action_id, reader, ticket_id, worked, terms, at)
    values (new.id, new.service_id, new.action_id, reader_key(new.institution_id, new.side), new.ticket_id,
            new.outcome = 'worked', action_symptom(new.ticket_id, reader_key(new.institution_id, new.side)), new.finished_at)
    on conflict (run_id) do nothing
    returning * into l;
    if l.run_id is not null then perform action_lesson_count(l, 1); end if;
    return null;
  end $$;
  create trigger action_lesson_follow after insert or update of outcome on run
    for each row execute function action_lesson_follow();

  -- what a ticket taught, of what it says now
  create function action_lesson_refresh(p_ticket uuid) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    l action_lesson;
    now_said text[];
  begin
    for l in select * from action_lesson where ticket_id = p_ticket order by service_id, reader, action_id, run_id for update loop
      now_said := action_symptom(p_ticket, l.reader);
      continue when now_said = l.terms;
      perform action_lesson_count(l, -1);
      update action_lesson set terms = now_said where run_id = l.run_id returning * into l;
      perform action_lesson_count(l, 1);
    end loop;
  end $$;
  create function action_lesson_changed() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    if tg_table_name = 'ticket' then perform action_lesson_refresh(new.id);
    else perform action_lesson_refresh(old.ticket_id); end if;
    return null;
  end $$;
  create trigger action_lesson_changed after delete or update of body on message
    for each row execute function action_lesson_changed();
  create trigger action_lesson_titled after update of title on ticket
    for each row when (old.title is distinct from new.title) execute function action_lesson_changed();

  -- nothing that it taught is left, whoever learned it: for the ticket's own institution, whose words they are
  create function action_forget(p_ticket uuid) returns integer
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    l action_lesson;
    forgotten integer := 0;
  begin
    if not exists (select 1 from ticket t where t.id = p_ticket and t.institution_id = app_institution()
                                            and app_serves('user', t.service_id)) then
      return 0;
    end if;
    for l in delete from action_lesson where ticket_id = p_ticket returning * loop
      perform action_lesson_count(l, -1);
      forgotten := forgotten + 1;
    end loop;
    return forgotten;
  end $$;

  revoke all on function action_symptom(uuid, text), action_lesson_count(action_lesson, integer), action_lesson_follow(),
    action_lesson_refresh(uuid), action_lesson_changed(), action_forget(uuid) from public;
  grant execute on function action_forget(uuid) to guichet_api, guichet_worker;
`;
