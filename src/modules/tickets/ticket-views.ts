import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/index.js';
import { TimersStore, type StoredTimer } from '../timers/index.js';
import type { Escalation, Ticket } from './domain/ticket.js';
import { AssignmentsStore, type Assignment } from './stores/assignments.store.js';
import { EscalationsStore } from './stores/escalations.store.js';
import { FormsStore, type TicketForm } from './stores/forms.store.js';
import { MessagesStore } from './stores/messages.store.js';
import { TicketsStore } from './stores/tickets.store.js';

export interface Named {
  code: string;
  name: string;
}

/** What is needed to show a ticket besides its row, read by one statement. */
interface Names {
  institution: Named;
  service: Named;
  site: string;
  /** Known at home only. */
  requesterName: string | null;
  nextActorInstitution: Named | null;
  holders: Record<string, Named>;
  /** The reference of the ticket under which this one goes on; known at home. */
  mergedInto: string | null;
}

/** A ticket with everything that the actor of this transaction may know of it. */
export interface TicketView {
  ticket: Ticket;
  names: Names;
  escalations: Escalation[];
  /** Addresses of those outside, by escalation; known to the institution that follows them up. */
  contacts: ReadonlyMap<number, string>;
  timers: StoredTimer[];
  assignments: Assignment[];
  /** Texts by id: the description, summaries and deliveries. */
  texts: ReadonlyMap<string, string>;
  /** Null where it did not cross. */
  description: string | null;
  /** What was filled in; undefined where there is none, or where it did not cross. */
  form: TicketForm | undefined;
  /** Whether the actor stands on the side of the ticket's owner: its level 1, or the requester. */
  isHome: boolean;
}

/** Reads tickets as they are shown. Everything goes through the wall: what is not there was not to be seen. */
@Injectable()
export class TicketViews {
  constructor(
    private readonly tickets: TicketsStore,
    private readonly escalations: EscalationsStore,
    private readonly messages: MessagesStore,
    private readonly assignments: AssignmentsStore,
    private readonly timers: TimersStore,
    private readonly forms: FormsStore,
  ) {}

  async of(tx: Transaction, row: Ticket): Promise<TicketView> {
    const ticket = { ...row, ...(await this.tickets.parting(tx, row.id)) };
    const names = await namesOf(tx, ticket);
    const aside = await this.messages.aside(tx, ticket.id);
    const escalations = await this.escalations.ofTicket(tx, ticket.id);
    const isOutside = escalations.some(({ externalName }) => externalName !== null);
    return {
      ticket,
      names,
      escalations,
      contacts: isOutside ? await this.escalations.contactsOf(tx, ticket.id) : new Map(),
      timers: await this.timers.ofTicket(tx, ticket.id),
      assignments: await this.assignments.ofTicket(tx, ticket.id),
      texts: new Map(aside.map(({ id, body }) => [id, body])),
      description: aside.find(({ kind }) => kind === 'description')?.body ?? null,
      form: ticket.kind === 'request' ? await this.forms.ofTicket(tx, ticket.id) : undefined,
      isHome:
        tx.actor.institution.id === ticket.institutionId &&
        (tx.actor.userServices !== 'none' || tx.actor.personId === ticket.requesterId),
    };
  }
}

async function namesOf(tx: Transaction, ticket: Ticket): Promise<Names> {
  const [names] = await tx.query<Names>(
    `select jsonb_build_object('code', i.code, 'name', i.name) as institution,
            jsonb_build_object('code', s.code, 'name', s.name) as service,
            (select code from site where id = $3) as site,
            (select display_name from person where id = $4) as "requesterName",
            (select jsonb_build_object('code', n.code, 'name', n.name) from institution n where n.id = $5) as "nextActorInstitution",
            (select l.to_reference from ticket_link l
              where l.institution_id = $1 and l.from_id = $6 and l.kind = 'merged') as "mergedInto",
            (select coalesce(jsonb_object_agg(h.id, jsonb_build_object('code', h.code, 'name', h.name)), '{}')
               from institution h
              where h.id in (select e.holder_id from escalation e where e.ticket_id = $6)) as holders
       from institution i, service s
      where i.id = $1 and s.id = $2`,
    [
      ticket.institutionId,
      ticket.serviceId,
      ticket.siteId,
      ticket.requesterId,
      ticket.nextActorInstitutionId,
      ticket.id,
    ],
  );
  if (!names) throw new Error('a ticket without institution or service');
  return names;
}
