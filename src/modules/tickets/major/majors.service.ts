import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Side, type Transaction } from '../../../database/index.js';
import { Events } from '../../../events/index.js';
import { decodeCursor, placeInTime, toPage, type Page } from '../../../http/index.js';
import { Clock, conflict, DomainError, forbidden, invalid, newId } from '../../../kernel/index.js';
import { serviceByCode } from '../../catalogue/index.js';
import { requirePermission } from '../../identity/index.js';
import { standingOf } from '../desk.js';
import { isOpenTicket } from '../domain/admission.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { MajorsStore, type Major, type MajorCounts, type MajorUpdate } from './majors.store.js';

/** Each is mailed to everybody whom it concerns. */
const MOST_UPDATES = 200;

export interface MajorView {
  major: Major;
  updates: MajorUpdate[];
  counts: MajorCounts | undefined;
}

export interface Declaration {
  ticket?: string | undefined;
  service: string;
  title: string;
  text: string;
}

/** What many suffer from at once: declared once, told to every institution that it may concern, ended once. */
@Injectable()
export class MajorsService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly majors: MajorsStore,
    private readonly tickets: TicketsStore,
    private readonly events: Events,
  ) {}

  list(
    actor: Actor,
    query: { service?: string | undefined; open?: boolean | undefined; limit: number; cursor?: string | undefined },
  ): Promise<Page<Major>> {
    const after = decodeCursor(query.cursor, placeInTime('at'));
    return this.work.run(actor, async (tx) => {
      const rows = await this.majors.list(tx, {
        service: query.service,
        open: query.open,
        limit: query.limit + 1,
        after,
      });
      return toPage(
        rows,
        query.limit,
        (row) => ({ at: row.declaredAt.toISOString(), id: row.id }),
        (row) => row,
      );
    });
  }

  one(actor: Actor, id: string): Promise<MajorView> {
    return this.work.run(actor, async (tx) => {
      const major = await this.majors.byId(tx, id);
      requirePermission(actor, 'major.read', major.serviceId);
      return this.view(tx, major);
    });
  }

  /** Of a ticket, for its staff and for whoever asked for it. Undefined when it hangs on none. */
  ofTicket(actor: Actor, reference: string): Promise<{ major: Major; updates: MajorUpdate[] } | undefined> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      const major = await this.majors.ofTicket(tx, ticket.id);
      return major && { major, updates: await this.majors.updates(tx, major.id) };
    });
  }

  declare(actor: Actor, { ticket, service: code, title, text }: Declaration): Promise<MajorView> {
    return this.work.run(actor, async (tx) => {
      const service = await serviceByCode(tx, code);
      if (!service) throw invalid('service', 'unknown_service', 'No such service.');
      requirePermission(actor, 'major.declare', service.id);
      const parent = ticket === undefined ? undefined : await this.parentOf(tx, actor, ticket, service.id);
      const { roles } = standingOf(actor, { serviceId: service.id });
      const isSpocs = parent !== undefined && roles.has('spoc');
      if (!isSpocs && !(await this.majors.holdsFunction(tx, service.id))) {
        throw forbidden(
          'A SPOC declares a major incident on a ticket of the own institution; without one, an institution that holds a function of the service.',
        );
      }
      const now = this.clock.now();
      const id = newId(now);
      await this.majors.add(tx, { id, serviceId: service.id, title, declaredAt: now, ticketId: parent ?? null });
      await this.majors.announce(tx, id, now);
      await this.say(tx, id, 'declared', { body: text, forRequesters: false, side: sideOf(roles) });
      return this.view(tx, await this.majors.byId(tx, id));
    });
  }

  update(actor: Actor, id: string, body: string, forRequesters: boolean): Promise<MajorView> {
    return this.change(actor, id, async (tx, side) => {
      if ((await this.majors.updates(tx, id)).length >= MOST_UPDATES)
        throw conflict(
          'too_many_updates',
          'That is more than anybody reads: end it, and declare what goes on anew.',
          [],
        );
      await this.say(tx, id, 'update', { body, forRequesters, side });
    });
  }

  /** One event; whatever hangs on it is resolved by what follows from that, each ticket by itself. */
  end(actor: Actor, id: string, code: string, body: string): Promise<MajorView> {
    return this.change(actor, id, async (tx, side) => {
      await this.majors.end(tx, id, code, this.clock.now());
      await this.say(tx, id, 'ended', { body, forRequesters: true, side, code });
    });
  }

  private change(actor: Actor, id: string, make: (tx: Transaction, side: Side) => Promise<void>): Promise<MajorView> {
    return this.work.run(actor, async (tx) => {
      const seen = await this.majors.byId(tx, id);
      if (seen.institutionId !== actor.institution.id) throw forbidden('Another institution leads this incident.');
      requirePermission(actor, 'major.declare', seen.serviceId);
      await this.majors.hold(tx, id, 'alone');
      const { state, serviceId } = await this.majors.byId(tx, id);
      if (state === 'ended') throw ended();
      await make(tx, sideOf(standingOf(actor, { serviceId }).roles));
      return this.view(tx, await this.majors.byId(tx, id));
    });
  }

  private async parentOf(tx: Transaction, actor: Actor, reference: string, serviceId: string): Promise<string> {
    const [found] = await tx.query<{ id: string }>(
      'select id from ticket where institution_id = $1 and reference = $2',
      [actor.institution.id, reference],
    );
    if (!found) throw invalid('ticket', 'unknown_ticket', 'No such ticket in your institution.');
    const ticket = await this.tickets.lock(tx, found.id);
    if (!ticket || ticket.serviceId !== serviceId) {
      throw invalid('ticket', 'other_service', 'The ticket is about another service.');
    }
    if (!isOpenTicket(ticket)) throw conflict('ticket_not_open', `The ticket is ${ticket.state}.`, []);
    if (await this.majors.isDeclaredOn(tx, ticket.id)) {
      throw conflict('declared_already', 'A major incident is declared on this ticket already.', []);
    }
    return ticket.id;
  }

  private async say(
    tx: Transaction,
    majorId: string,
    kind: MajorUpdate['kind'],
    said: { body: string; forRequesters: boolean; side: Side; code?: string },
  ): Promise<void> {
    const now = this.clock.now();
    const { body, forRequesters, side, code } = said;
    const update = { id: newId(now), kind, body, forRequesters, postedAt: now };
    await this.majors.say(tx, majorId, update);
    const type = kind === 'update' ? 'major.updated' : `major.${kind}`;
    const data = { updateId: update.id, forRequesters, ...(code ? { code } : {}) };
    // who reads it, the database knows: all to whom it was announced
    await this.events.appendTo(tx, 'major', majorId, now, [{ type, audience: 'shared', side, readers: [], data }]);
  }

  private async view(tx: Transaction, major: Major): Promise<MajorView> {
    const updates = await this.majors.updates(tx, major.id);
    return { major, updates, counts: await this.majors.counts(tx, major.id) };
  }
}

/** On which side somebody leads it: as level 1, else as the one that runs the service. */
function sideOf(roles: ReadonlySet<string>): Side {
  return roles.has('spoc') ? 'user' : 'provider';
}

export function ended(): DomainError {
  return conflict('major_ended', 'This major incident has ended.', []);
}
