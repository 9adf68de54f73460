import type { Crossing, Transaction } from '../../../database/index.js';
import type { CaseFile } from '../case-file.js';
import { UNREAD } from '../stores/ticket-filter.js';

const DAY = 86_400_000;

export interface UnreadAnswer {
  institutionId: string;
  ticketId: string;
  messageId: string;
}

/** An answer came on a resolved ticket: it is to be read by the end of the next working day of its site. The first counts. */
export async function putAnswerDown(file: CaseFile, messageId: string): Promise<void> {
  const { user } = await file.owed();
  const at = user?.endOfWorkingDay(file.now.getTime(), 1) ?? file.now.getTime() + DAY;
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
export async function takeAnswerUp(tx: Transaction, { institutionId, ticketId }: UnreadAnswer): Promise<boolean> {
  const text = 'delete from answer_unread where institution_id = $1 and ticket_id = $2';
  return (await tx.run(text, [institutionId, ticketId])) === 1;
}

/** Whether something waits to be read at home. */
export async function isUnreadAtHome(tx: Transaction, ticketId: string): Promise<boolean> {
  const [row] = await tx.query(
    `select 1
       from ticket_party p
      where p.ticket_id = $1 and p.institution_id = app_institution() and p.side = 'user'
        and p.turn & ${String(UNREAD)} <> 0`,
    [ticketId],
  );
  return row !== undefined;
}
