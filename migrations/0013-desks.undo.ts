/** The way back from 0013. */
export const undo = `
  drop trigger event_noted on event;
  drop trigger message_noted on message;
  drop trigger draft_indexed on escalation_draft;
  drop trigger assignment_indexed on assignment;
  create or replace function ticket_index(p_ticket uuid) returns void
    language sql security definer set search_path = public, pg_temp as $$
    update ticket_party p
       set state = t.state,
           updated_at = case when p.until is null then t.updated_at else p.updated_at end,
           priority = case when p.until is null then t.priority else p.priority end,
           next_actor = case when p.until is null then t.next_actor else p.next_actor end,
           due_at = (select min(m.due_at) from timer m
                      where m.ticket_id = p_ticket and m.state = 'running' and ticket_timer_shown(p, m)),
           is_late = exists (select 1 from timer m
                              where m.ticket_id = p_ticket and m.state = 'missed' and ticket_timer_shown(p, m))
      from ticket t
     where t.id = p_ticket and p.ticket_id = p_ticket
  $$;
  drop table saved_view, watcher, absence, presence, ticket_read cascade;
  drop function read_indexed();
  drop function event_noted();
  drop function message_noted();
  drop function draft_indexed();
  drop function assignment_indexed();
  drop function ticket_turn(ticket_party, ticket);
  alter table assignment no force row level security;
  delete from assignment where person_id is null;
  alter table assignment force row level security;
  alter table assignment drop constraint assignment_check, drop column team_id, alter column person_id set not null;
  drop table team_member, team cascade;
  drop index ticket_party_priority;
  alter table ticket_party
    drop column assignee_id, drop column assigned_n, drop column team_id, drop column draft_at, drop column answered_at,
    drop column follow_up_at, drop column turn, drop column turn_at;
`;
