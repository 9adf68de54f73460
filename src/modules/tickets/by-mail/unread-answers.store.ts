import type { Crossing, Transaction } from '../../../database/index.js';
import type { CaseFile } from '../case-file.js';
import { UNREAD } from '../stores/ticket-filter.js';
import { DAY_MS } from '../../../kernel/index.js';

export interface UnreadAnswer {
  institutionId: string;
  ticketId: string;
  messageId: string;
}

/** An answer came on a resolved ticket: it is to be read by the end of the next working day of its site. */
export async function putAnswerDown(file: CaseFile, messageId: string): Promise<void> {
  const { user } = await file.owed();
  const at = user?.endOfWorkingDay(file.now.getTime(), 1) ?? file.now.getTime() + DAY_MS;
  await file.tx.run(
    `insert into answer_unread (institution_id, ticket_id, message_id, at)
     values ($1, $2, $3, $4)
     on conflict do nothing`,
    [file.ticket.institutionId, file.ticket.id, messageId, new Date(at)],
  );
}

export async function dueAnswers(work: Pick<Crossing, 'query'>, now: Date, most: number): Promise<UnreadAnswer[]> {
  return work.query<UnreadAnswer>(
    `select institution_id as "institutionId", ticket_id as "ticketId", message_id as "messageId"
       from answer_unread
      where at <= $1
      order by at
      limit $2`,
    [now, most],
  );
}

/** False when another round had it. */
export async function takeAnswerUp(tx: Transaction, answer: UnreadAnswer): Promise<boolean> {
  const text = 'delete from answer_unread where institution_id = $1 and ticket_id = $2 and message_id = $3';
  return (await tx.run(text, [answer.institutionId, answer.ticketId, answer.messageId])) === 1;
}

/**
 * Whether this answer itself waits to be read at home: by whoever has the ticket, or by anybody where nobody has it. What came
 * after it, thanks too, says nothing about it; and who resolved the ticket after it has dealt with it.
 */
export async function isUnreadAtHome(tx: Transaction, { ticketId, messageId }: UnreadAnswer): Promise<boolean> {
  const [row] = await tx.query(
    `select 1
       from message m
       join ticket t on t.id = m.ticket_id and t.resolved_at <= m.posted_at
       join ticket_party p on p.ticket_id = m.ticket_id and p.institution_id = app_institution() and p.side = 'user'
      where m.id = $2 and m.ticket_id = $1
        and p.turn & ${String(UNREAD)} <> 0
        and not exists (
          select 1
            from ticket_read r
           where r.institution_id = p.institution_id and r.side = p.side and r.ticket_id = p.ticket_id
             and r.seen_at >= m.posted_at and (p.assignee_id is null or r.person_id = p.assignee_id))`,
    [ticketId, messageId],
  );
  return row !== undefined;
}
