import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Side, type Transaction } from '../../../database/index.js';
import { Clock, DomainError } from '../../../kernel/index.js';
import { requirePermission } from '../../identity/index.js';
import { standingOf } from '../desk.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { crewOf, rolesOn } from './crew.store.js';

/**
 * Up to where somebody has read a ticket. Reading it marks nothing; saying so does. A mark is the instant of the last text
 * that was read, not of the reading: what is written in between stays unread.
 */
@Injectable()
export class ReadingMarks {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly tickets: TicketsStore,
  ) {}

  /** @param messageId the last text that was read; without it, all there is */
  seen(actor: Actor, reference: string, messageId?: string): Promise<Date | null> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      requirePermission(actor, 'turn.see', ticket.serviceId);
      // whoever moves the ticket holds it: what they write comes after this mark, or is in it
      const isParty = (await this.tickets.lock(tx, ticket.id)) !== undefined;
      const read = messageId === undefined ? undefined : await postedAt(tx, ticket.id, messageId);
      if (!isParty) return null;
      const { roles } = standingOf(actor, ticket);
      const sides = (['user', 'provider'] as const).filter((side) => rolesOn[side].some((role) => roles.has(role)));
      const { absent } = await crewOf(tx, this.clock.now());
      let mark: Date | null = null;
      for (const side of sides) {
        const at = await this.mark(
          tx,
          ticket.id,
          side,
          read,
          absent.map(({ id }) => id),
        );
        if (at) mark = at;
      }
      return mark;
    });
  }

  /** For oneself, and for whoever has the ticket if one acts for them. */
  private async mark(
    tx: Transaction,
    ticketId: string,
    side: Side,
    read: { at: Date; isLast: boolean } | undefined,
    absent: readonly string[],
  ): Promise<Date | null> {
    const rows = await tx.query<{ seenAt: Date }>(
      `insert into ticket_read as r (institution_id, side, ticket_id, person_id, seen_at)
       select p.institution_id, p.side, p.ticket_id, who.id, coalesce($4::timestamptz, p.answered_at)
         from ticket_party p
        cross join lateral (select $3::uuid as id union select p.assignee_id where p.assignee_id = any ($5::uuid[])) who
        where p.ticket_id = $1 and p.institution_id = app_institution() and p.side = $2 and p.until is null
          and p.answered_at is not null
       on conflict (institution_id, side, ticket_id, person_id) do update
          set seen_at = greatest(r.seen_at, excluded.seen_at)
       returning seen_at as "seenAt"`,
      [ticketId, side, tx.actor.personId, read && !read.isLast ? read.at : null, absent],
    );
    return rows[0]?.seenAt ?? null;
  }
}

async function postedAt(tx: Transaction, ticketId: string, messageId: string): Promise<{ at: Date; isLast: boolean }> {
  const [message] = await tx.query<{ at: Date; isLast: boolean }>(
    `select m.posted_at as at,
            not exists (select 1 from message n
                         where n.ticket_id = m.ticket_id and (n.posted_at, n.id) > (m.posted_at, m.id)) as "isLast"
       from message m
      where m.ticket_id = $1 and m.id = $2`,
    [ticketId, messageId],
  );
  if (message) return message;
  const text = 'No such message on this ticket.';
  throw new DomainError({
    kind: 'unprocessable',
    code: 'unknown_message',
    detail: text,
    errors: [{ pointer: '/message', code: 'unknown_message', message: text }],
  });
}
