import type { Transaction } from '../../../database/index.js';

/** Something that waits for somebody. Never a title: whoever hands work over need not read it. */
export interface OpenWork {
  kind:
    | 'ticket'
    | 'task'
    | 'approval'
    | 'change'
    | 'change_task'
    | 'vote'
    | 'seat'
    | 'run'
    | 'improvement'
    | 'action'
    | 'action_plan'
    | 'recurring_ticket'
    | 'deputy'
    | 'team';
  /** A reference where the thing has one, else its id. */
  ref: string;
}

/** What somebody has to do, or has to do with, in the acting institution: for its system, which is on both sides. */
export async function openWork(tx: Transaction, personId: string, at: Date): Promise<OpenWork[]> {
  return tx.query<OpenWork>(
    `select distinct w.kind, w.ref
       from (select 'ticket' as kind, t.reference as ref
               from ticket_party p
               join ticket t on t.id = p.ticket_id
              where p.institution_id = app_institution() and p.assignee_id = $1 and p.until is null
                and p.state in ('new', 'in_progress', 'waiting')
             union all
             select 'task', t.reference
               from task k
               join ticket t on t.id = k.ticket_id
              where k.institution_id = app_institution() and k.assignee_id = $1 and k.done_at is null
                and t.state in ('new', 'in_progress', 'waiting')
             union all
             select 'approval', a.reference
               from approval a
              where a.institution_id = app_institution() and a.approver_id = $1 and a.state = 'open'
             union all
             select 'change', c.reference
               from change_inside i
               join change c on c.id = i.change_id
              where i.institution_id = app_institution() and c.state <> 'closed'
                and (i.owner_id = $1 or $1 = any (i.implementer_ids))
             union all
             select 'change_task', c.reference
               from change_task k
               join change c on c.id = k.change_id
              where k.institution_id = app_institution() and k.holder_id = $1 and k.state = 'open' and c.state <> 'closed'
             union all
             select 'vote', c.reference
               from change_voter v
               join change_round r on r.id = v.round_id
               join change c on c.id = v.change_id
              where v.institution_id = app_institution() and v.person_id = $1 and not v.is_void and r.state = 'open'
             union all
             select 'seat', s.code
               from change_seat_naming n
               join change_board b on b.id = n.board_id
               join service s on s.id = b.service_id
              where n.institution_id = app_institution()
                and (n.member_id = $1 or n.deputies @> jsonb_build_array(jsonb_build_object('person', $1::text)))
                and n.number = (select max(l.number) from change_seat_naming l
                                 where l.institution_id = n.institution_id and l.board_id = n.board_id and l.seat_id = n.seat_id)
             union all
             select 'run', r.id::text
               from run r
              where r.institution_id = app_institution() and r.assignee_id = $1 and r.state = 'running'
             union all
             select 'improvement', i.reference
               from improvement i
              where i.institution_id = app_institution() and i.owner_id = $1 and i.ended_at is null
             union all
             select 'action', a.reference
               from action a
              where a.institution_id = app_institution() and a.owner_id = $1 and a.state <> 'retired'
             union all
             select 'action_plan', l.id::text
               from action_plan l
              where l.institution_id = app_institution() and $1 in (l.keeper_id, l.assignee_id) and l.state <> 'ended'
             union all
             select 'recurring_ticket', r.id::text
               from recurring_ticket r
              where r.institution_id = app_institution() and $1 in (r.maker_id, r.assignee_id) and r.state <> 'ended'
             union all
             select 'deputy', b.person_id::text
               from absence b
              where b.institution_id = app_institution() and b.deputy_id = $1 and b.ends_at > $2
             union all
             select 'team', m.team_id::text
               from team_member m
              where m.institution_id = app_institution() and m.person_id = $1) w
      order by w.kind, w.ref`,
    [personId, at],
  );
}
