import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../../database/index.js';
import { holdTerms } from '../../service-hours/index.js';
import { notFound } from '../../../kernel/index.js';
import type { Ticket } from '../domain/ticket.js';

export const ticketColumns = `
  t.id, t.institution_id as "institutionId", t.reference, t.site_id as "siteId", t.service_id as "serviceId",
  t.agreement_id as "agreementId", t.kind, t.title, t.state, t.waiting_cause as "waitingCause",
  t.follow_up_at as "followUpAt", t.impact, t.urgency, t.priority, t.proposed_impact as "proposedImpact",
  t.proposed_urgency as "proposedUrgency", t.qualified_at as "qualifiedAt", t.requester_id as "requesterId",
  t.opened_by as "openedBy", t.channel, t.opened_at as "openedAt", t.resolved_at as "resolvedAt",
  t.resolution_code as "resolutionCode", t.closed_at as "closedAt", t.next_actor as "nextActor",
  t.next_actor_institution_id as "nextActorInstitutionId", t.next_actor_since as "nextActorSince", t.version,
  t.updated_at as "updatedAt"`;

/** What an institution whose part has ended sees as it stood then. */
type Parting = Pick<
  Ticket,
  | 'impact'
  | 'urgency'
  | 'priority'
  | 'waitingCause'
  | 'followUpAt'
  | 'nextActor'
  | 'nextActorInstitutionId'
  | 'nextActorSince'
  | 'version'
  | 'updatedAt'
  | 'resolvedAt'
  | 'resolutionCode'
  | 'closedAt'
>;

/** As JSON: instants are text. */
type Written<T> = { [K in keyof T]: T[K] extends Date ? string : T[K] extends Date | null ? string | null : T[K] };

/** A reference begins with its institution's code, and the unique key with the institution. */
const byReference = `
  t.reference = $1
  and t.institution_id = (select i.id from institution i where i.code = split_part($1, '-', 1))`;

/** The rows of tickets. What the actor may see and change is decided below this, by the wall. */
@Injectable()
export class TicketsStore {
  /** Throws the one 404 when there is none, or none for this actor. */
  async byReference(tx: Transaction, reference: string): Promise<Ticket> {
    const [ticket] = await tx.query<Ticket>(`select ${ticketColumns} from ticket t where ${byReference}`, [reference]);
    if (!ticket) throw notFound();
    return ticket;
  }

  /** Locks a ticket that the actor sees, until the end of the transaction; undefined when its part in it has ended. */
  async lock(tx: Transaction, id: string): Promise<Ticket | undefined> {
    const [ticket] = await tx.query<Ticket>(`select ${ticketColumns} from ticket t where t.id = $1 for update`, [id]);
    // the wall asked for their part before the lock was waited for: it may have ended meanwhile
    const parts = 'select 1 from ticket_party p where p.ticket_id = $1 and p.until is null limit 1';
    if (!ticket || (await tx.query(parts, [id])).length === 0) return undefined;
    await holdTerms(tx, termsOf(ticket));
    return ticket;
  }

  /** Locks a ticket unless somebody else has it: then it is being settled anyway. */
  async lockIfFree(tx: Transaction, id: string): Promise<Ticket | undefined> {
    const [ticket] = await tx.query<Ticket>(
      `select ${ticketColumns} from ticket t where t.id = $1 for update skip locked`,
      [id],
    );
    if (ticket) await holdTerms(tx, termsOf(ticket));
    return ticket;
  }

  async add(tx: Transaction, ticket: Ticket): Promise<void> {
    await tx.run(
      `insert into ticket (id, institution_id, reference, site_id, service_id, agreement_id, kind, title, state,
              impact, urgency, priority, proposed_impact, proposed_urgency, qualified_at, requester_id, opened_by,
              channel, opened_at, next_actor, next_actor_institution_id, next_actor_since, version, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)`,
      [
        ticket.id,
        ticket.institutionId,
        ticket.reference,
        ticket.siteId,
        ticket.serviceId,
        ticket.agreementId,
        ticket.kind,
        ticket.title,
        ticket.state,
        ticket.impact,
        ticket.urgency,
        ticket.priority,
        ticket.proposedImpact,
        ticket.proposedUrgency,
        ticket.qualifiedAt,
        ticket.requesterId,
        ticket.openedBy,
        ticket.channel,
        ticket.openedAt,
        ticket.nextActor,
        ticket.nextActorInstitutionId,
        ticket.nextActorSince,
        ticket.version,
        ticket.updatedAt,
      ],
    );
  }

  /** Writes back what can change of a ticket. */
  async save(tx: Transaction, ticket: Ticket): Promise<void> {
    const touched = await tx.run(
      `update ticket
          set state = $2, waiting_cause = $3, follow_up_at = $4, impact = $5, urgency = $6, priority = $7,
              qualified_at = $8, resolved_at = $9, resolution_code = $10, closed_at = $11, next_actor = $12,
              next_actor_institution_id = $13, next_actor_since = $14, version = $15, updated_at = $16,
              agreement_id = $17
        where id = $1`,
      [
        ticket.id,
        ticket.state,
        ticket.waitingCause,
        ticket.followUpAt,
        ticket.impact,
        ticket.urgency,
        ticket.priority,
        ticket.qualifiedAt,
        ticket.resolvedAt,
        ticket.resolutionCode,
        ticket.closedAt,
        ticket.nextActor,
        ticket.nextActorInstitutionId,
        ticket.nextActorSince,
        ticket.version,
        ticket.updatedAt,
        ticket.agreementId,
      ],
    );
    if (touched !== 1) throw new Error('a ticket that was locked is gone');
  }

  /**
   * What changed of a ticket since the actor's part in it ended, as it stood then; undefined for whoever is a party now.
   * An institution that stands on both sides is one as long as either part goes on.
   */
  async parting(tx: Transaction, id: string): Promise<Parting | undefined> {
    const parts = await tx.query<{ parting: Written<Parting> | null }>(
      'select parting from ticket_party where ticket_id = $1 order by until desc nulls first limit 1',
      [id],
    );
    const parting = parts[0]?.parting;
    return parting
      ? {
          ...parting,
          followUpAt: parting.followUpAt === null ? null : new Date(parting.followUpAt),
          nextActorSince: new Date(parting.nextActorSince),
          updatedAt: new Date(parting.updatedAt),
          resolvedAt: parting.resolvedAt === null ? null : new Date(parting.resolvedAt),
          closedAt: parting.closedAt === null ? null : new Date(parting.closedAt),
        }
      : undefined;
  }

  /**
   * On which side the actor sees a ticket, and until when: the part that lasts longest, its own before a provider's.
   * A requester stands on the user's side.
   */
  async partOf(tx: Transaction, id: string): Promise<{ side: 'user' | 'provider'; until: Date | null }> {
    const [part] = await tx.query<{ side: 'user' | 'provider'; until: Date | null }>(
      `select side, until from ticket_party where ticket_id = $1 order by until desc nulls first, side desc limit 1`,
      [id],
    );
    return part ?? { side: 'user', until: null };
  }

  /** Brings the sort keys of lists in step. */
  async index(tx: Transaction, id: string): Promise<void> {
    await tx.run('select ticket_index($1)', [id]);
  }

  /** Lets a provider in. */
  async admit(tx: Transaction, id: string, institutionId: string, at: Date): Promise<void> {
    await tx.run('select ticket_admit($1, $2, $3)', [id, institutionId, at]);
  }

  /** Ends a provider's part; `fulfilled` when what it delivered was accepted. */
  async dismiss(tx: Transaction, id: string, institutionId: string, at: Date, fulfilled: boolean): Promise<void> {
    await tx.run('select ticket_dismiss($1, $2, $3, $4)', [id, institutionId, at, fulfilled]);
  }
}

/** Of a ticket: of its institution, and of its agreement. */
export function termsOf({ institutionId, agreementId }: Pick<Ticket, 'institutionId' | 'agreementId'>): string[] {
  return [institutionId, ...(agreementId === null ? [] : [agreementId])];
}
