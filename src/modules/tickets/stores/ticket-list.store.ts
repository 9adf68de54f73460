import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import type { Kind, NextActorKind } from '../domain/ticket.js';
import type { Priority, TicketState } from '../../timers/index.js';
import { UNREAD, type Part } from './ticket-filter.js';
import { placesOf, type ListQuery } from './ticket-places.js';

/** A line of a list. */
export interface TicketLine {
  id: string;
  reference: string;
  kind: Kind;
  title: string;
  state: TicketState;
  priority: Priority;
  institutionCode: string;
  institutionName: string;
  serviceCode: string;
  serviceName: string;
  nextActor: NextActorKind;
  nextActorCode: string | null;
  nextActorName: string | null;
  followUpAt: Date | null;
  openedAt: Date;
  updatedAt: Date;
  dueAt: Date | null;
  isLate: boolean;
  /** Who works on it in the reader's part, and in which queue it lies there. */
  assigneeId: string | null;
  assigneeName: string | null;
  teamId: string | null;
  teamName: string | null;
  isUnread: boolean;
  version: number;
}

/**
 * Lists start from the parties: the rows of one institution and side in the order of their index, as many as the page
 * holds; only then each with the ticket it stands for. The wall is asked per row shown, never per ticket stored. (Whoever
 * sees the party's row sees the ticket, so the joins lose nothing.)
 *
 * These are statements of their own: the places of a page make thousands of texts; what a line shows is always the same
 * statement, and planned once.
 */
@Injectable()
export class TicketListStore {
  /** Up to `limit` lines of one side (`requester`: only what the actor asked for). */
  async page(tx: Transaction, part: Part, query: ListQuery): Promise<TicketLine[]> {
    const rows = await placesOf(tx, part, query);
    const lines = await this.lines(
      tx,
      part,
      rows.map(({ id }) => id),
    );
    // a ticket may have moved in between: the next page begins where this one was cut
    const keys = new Map(rows.map(({ id, key }) => [id, key]));
    return lines.map((line) => Object.assign(line, { [query.sort]: keys.get(line.id) }));
  }

  /** What lines show of these tickets, in this order. */
  async lines(tx: Transaction, part: Part, ticketIds: readonly string[]): Promise<TicketLine[]> {
    if (ticketIds.length === 0) return [];
    return tx.query<TicketLine>(
      `select ${lineColumns(part)}
         from unnest($3::uuid[]) with ordinality o (id, place)
        -- each by its key, also where the plan was made when there were few
        cross join lateral (select *
                              from ticket_party y
                             where y.institution_id = $1 and y.side = $2 and y.ticket_id = o.id
                            offset 0) p
         ${lineJoins}
        order by o.place`,
      [tx.actor.institution.id, part === 'requester' ? 'user' : part, ticketIds],
    );
  }
}

/** What a line shows, of a party `p` with its ticket; of what is inside a side nothing to whoever asked. */
export const lineColumns = (part: Part) => `
              t.id, t.reference, t.kind, t.title, t.state, p.priority, i.code as "institutionCode",
              i.name as "institutionName", s.code as "serviceCode", s.name as "serviceName", coalesce(p.parting ->> 'nextActor', t.next_actor) as "nextActor",
              n.code as "nextActorCode", n.name as "nextActorName", case when p.parting is null then t.follow_up_at
                   else (p.parting ->> 'followUpAt')::timestamptz end as "followUpAt",
              t.opened_at as "openedAt", p.updated_at as "updatedAt", ${part === 'requester' ? 'null::timestamptz' : 'p.due_at'} as "dueAt",
              ${part === 'requester' ? 'false' : 'p.is_late'} as "isLate",
              ${part === 'requester' ? INSIDE_UNTOLD : INSIDE},
              coalesce((p.parting ->> 'version')::integer, t.version) as version`;

const INSIDE = `p.assignee_id as "assigneeId", a.display_name as "assigneeName", p.team_id as "teamId",
              q.name as "teamName", p.turn & ${String(UNREAD)} <> 0 as "isUnread"`;
const INSIDE_UNTOLD = `null::uuid as "assigneeId", null::text as "assigneeName", null::uuid as "teamId",
              null::text as "teamName", false as "isUnread"`;

export const lineJoins = `
         join ticket t on t.id = p.ticket_id
         join institution i on i.id = t.institution_id
         join service s on s.id = t.service_id
         left join person a on a.id = p.assignee_id
         left join team q on q.id = p.team_id
         left join institution n on n.id = case when p.parting is null then t.next_actor_institution_id
                                               else (p.parting ->> 'nextActorInstitutionId')::uuid end`;
