/** What keeps turns, assignees and reading marks on the parties of a ticket. */
export const functions = `
  -- why the people of one part have to act on a ticket, and since when
  create function ticket_turn(p ticket_party, t ticket, out turn integer, out turn_at timestamptz[], out follow_up_at timestamptz(3))
    language plpgsql stable set search_path = public, pg_temp as $$
  declare
    is_user constant boolean := p.side = 'user';
    is_open constant boolean := t.state in ('new', 'in_progress', 'waiting');
    at timestamptz[] := array_fill(null::timestamptz, array[13]);
    called smallint;
    standing record;
    seen timestamptz(3);
  begin
    turn := 0;
    if p.until is not null or t.state in ('closed', 'cancelled', 'merged') then return; end if;

    -- the last call on a provider that this part knows of, and where it stands
    select (e.data ->> 'n')::smallint into called
      from event e
     where e.stream_id = t.id and e.type = 'ticket.escalated' and (is_user or e.data ->> 'holderId' = p.institution_id::text)
     order by e.number desc limit 1;
    if is_open then
      select e.data ->> 'escalationState' as state, e.data ->> 'escalationCause' as cause, e.occurred_at,
             (e.data ->> 'followUpAt')::timestamptz as follow_up_at,
             coalesce((e.data ->> 'returnAccepted')::boolean, false) as is_settled
        into standing
        from event e
       where e.stream_id = t.id and e.data ? 'escalationState' and (e.data ->> 'n')::smallint = called
       order by e.number desc limit 1;
      if is_user then
        if standing.state = 'waiting' and standing.cause = 'spoc' then at[1] := standing.occurred_at; end if;
        if standing.state = 'delivered' then at[2] := standing.occurred_at; end if;
        if standing.state = 'returned' and not standing.is_settled then at[3] := standing.occurred_at; end if;
        if standing.state in ('offered', 'accepted', 'waiting', 'delivered') then
          at[7] := (select e.occurred_at
            from event e
           where e.stream_id = t.id and e.type = 'escalation.disputed' and (e.data ->> 'n')::smallint = called
             and not exists (select 1 from event q
                              where q.stream_id = t.id and q.type = 'ticket.qualified' and q.number > e.number
                                and (q.data ->> 'answersDispute')::boolean)
           order by e.number desc limit 1);
        end if;
        at[8] := p.draft_at;
        if t.state = 'waiting' then follow_up_at := t.follow_up_at; end if;
        if t.state = 'new' and t.qualified_at is null then at[12] := t.opened_at; end if;
        if t.state = 'new' and t.qualified_at is not null
           and coalesce(standing.state not in ('offered', 'accepted', 'waiting', 'delivered'), true) then
          at[13] := t.qualified_at;
        end if;
      else
        if standing.state = 'offered' then at[4] := standing.occurred_at; end if;
        if standing.state = 'accepted' then
          at[5] := (select e.occurred_at
            from event e
           where e.stream_id = t.id and e.type = 'escalation.delivery_refused' and (e.data ->> 'n')::smallint = called
             and not exists (select 1 from event d
                              where d.stream_id = t.id and d.type = 'escalation.delivered' and d.number > e.number)
           order by e.number desc limit 1);
        end if;
        if standing.state = 'waiting' then follow_up_at := standing.follow_up_at; end if;
      end if;
      at[10] := follow_up_at;
      -- warned of, or missed, and still running
      at[11] := (select min(told.at)
        from timer m
       cross join lateral (
         select min(e.occurred_at) as at
           from event e
          where e.stream_id = t.id and e.type in ('timer.warned', 'timer.missed') and e.data ->> 'side' = m.side
            and e.data ->> 'metric' = m.metric and (e.data ->> 'run')::smallint = m.run) told
       where m.ticket_id = t.id and m.ended_at is null and m.paused_since is null
         and m.state in ('running', 'missed') and ticket_timer_shown(p, m));
    end if;
    -- read by whoever has it; what nobody has, by anybody of the side
    if p.answered_at is not null then
      select max(r.seen_at) into seen
        from ticket_read r
       where r.institution_id = p.institution_id and r.side = p.side and r.ticket_id = p.ticket_id
         and (p.assignee_id is null or r.person_id = p.assignee_id);
      if seen is null or seen < p.answered_at then
        if is_user then at[9] := p.answered_at; else at[6] := p.answered_at; end if;
      end if;
    end if;
    for place in 1 .. 13 loop
      if at[place] is not null then turn := turn | (1 << (place - 1)); end if;
    end loop;
    if turn <> 0 then turn_at := at; end if;
  end $$;

  create or replace function ticket_index(p_ticket uuid) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    -- called on once more: whoever had the former call does not have this one
    update ticket_party p
       set assignee_id = null, team_id = null
     where p.ticket_id = p_ticket and p.side = 'provider' and (p.assignee_id is not null or p.team_id is not null)
       and p.assigned_n < (select max((e.data ->> 'n')::smallint)
                             from event e
                            where e.stream_id = p_ticket and e.type = 'ticket.escalated'
                              and e.data ->> 'holderId' = p.institution_id::text);
    update ticket_party p
       set state = t.state,
           updated_at = case when p.until is null then t.updated_at else p.updated_at end,
           priority = case when p.until is null then t.priority else p.priority end,
           next_actor = case when p.until is null then t.next_actor else p.next_actor end,
           due_at = (select min(m.due_at) from timer m
                      where m.ticket_id = p_ticket and m.state = 'running' and ticket_timer_shown(p, m)),
           is_late = exists (select 1 from timer m
                              where m.ticket_id = p_ticket and m.state = 'missed' and ticket_timer_shown(p, m)),
           (turn, turn_at, follow_up_at) = (select w.turn, w.turn_at, w.follow_up_at from ticket_turn(p, t) w)
      from ticket t
     where t.id = p_ticket and p.ticket_id = p_ticket;
  end $$;

  create function assignment_indexed() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    if tg_op = 'DELETE' then
      update ticket_party p
         set assignee_id = null, team_id = null
       where p.institution_id = old.institution_id and p.side = old.side and p.ticket_id = old.ticket_id
         and p.assigned_n = old.escalation_n;
      perform ticket_index(old.ticket_id);
    else
      update ticket_party p
         set assignee_id = new.person_id, team_id = new.team_id, assigned_n = new.escalation_n
       where p.institution_id = new.institution_id and p.side = new.side and p.ticket_id = new.ticket_id;
      perform ticket_index(new.ticket_id);
    end if;
    return null;
  end $$;
  create trigger assignment_indexed after insert or update or delete on assignment
    for each row execute function assignment_indexed();

  create function draft_indexed() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    of_ticket constant uuid := case when tg_op = 'DELETE' then old.ticket_id else new.ticket_id end;
  begin
    update ticket_party p
       set draft_at = case when tg_op <> 'DELETE' then new.saved_at end
     where p.ticket_id = of_ticket and p.side = 'user';
    perform ticket_index(of_ticket);
    return null;
  end $$;
  create trigger draft_indexed after insert or update of saved_at or delete on escalation_draft
    for each row execute function draft_indexed();

  -- notes, for the parts that read a text and did not write it, that there is something to read; the move that it belongs
  -- to is indexed when it is written down. No instant twice: a mark never covers what came after it
  create function message_noted() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    update ticket_party p
       set answered_at = greatest(new.posted_at, p.answered_at + interval '1 millisecond')
     where p.ticket_id = new.ticket_id and p.until is null
       and reader_key(p.institution_id, p.side) = any (new.readers)
       and case p.side when 'user' then new.author_side <> 'user'
                                     and (new.kind in ('message', 'external') or new.author_side = 'requester')
                       else new.author_side = 'user' and new.kind in ('message', 'answer') and new.audience = 'shared' end;
    return null;
  end $$;
  create trigger message_noted after insert on message
    for each row when (new.kind in ('message', 'answer', 'reason', 'external') and new.audience <> 'internal')
    execute function message_noted();

  -- the same of texts that cross after they were written, and of files that are added to a text of before: of those only
  -- the record tells when. The provider alone gains a text; a file is from whose text it stands at
  create function event_noted() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
  declare
    author_side constant text := coalesce(new.data ->> 'authorSide', new.actor_side);
  begin
    update ticket_party p
       set answered_at = greatest(new.occurred_at, p.answered_at + interval '1 millisecond')
     where p.ticket_id = new.stream_id and p.until is null
       and reader_key(p.institution_id, p.side) = any (new.readers)
       and case when new.type = 'message.shared' then p.side = 'provider'
                when p.side = 'user' then author_side <> 'user'
                else author_side = 'user' and new.audience = 'shared' end;
    -- what not every party sees is not indexed with its move
    perform ticket_index(new.stream_id);
    return null;
  end $$;
  create trigger event_noted after insert on event
    for each row when (new.type = 'message.shared'
                       or (new.type = 'attachment.added' and new.audience <> 'internal' and new.data -> 'isLater' = 'true'))
    execute function event_noted();

  create function read_indexed() returns trigger
    language plpgsql security definer set search_path = public, pg_temp as $$
  begin
    perform ticket_index(new.ticket_id);
    return null;
  end $$;
  create trigger read_indexed after insert or update on ticket_read for each row execute function read_indexed();

  revoke all on function assignment_indexed(), draft_indexed(), message_noted(), event_noted(), read_indexed() from public;
`;

// what was written before counts as read; what was assigned and drafted stays so
