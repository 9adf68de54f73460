import { Injectable } from '@nestjs/common';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import { decodeCursor, placeInTime, toPage, type Page } from '../../../http/index.js';
import { Clock, conflict, invalid, notFound } from '../../../kernel/index.js';
import { actorOfColleague, colleagueByEmail, requirePermission } from '../../identity/index.js';
import { ByMailService, standingOf, type WrittenByMail } from '../../tickets/index.js';
import type { ReadMail } from './domain/read-mail.js';
import { MailReader } from './mail-reader.js';
import * as store from './quarantine.store.js';
import { ticketByReferenceSeen, type NamedTicket } from './threads.store.js';

interface Looked {
  waiting: store.Waiting;
  raw: Buffer;
  ticket: NamedTicket;
}

/** Mail about which a person decides. What another institution has to look at does not exist. */
@Injectable()
export class QuarantineService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly reader: MailReader,
    private readonly byMail: ByMailService,
  ) {}

  list(actor: Actor, limit: number, cursor?: string): Promise<Page<store.Quarantined>> {
    const after = decodeCursor(cursor, placeInTime('at'));
    return this.work.run(actor, async (tx) =>
      toPage(
        await store.quarantined(tx, limit + 1, after),
        limit,
        (row) => ({ at: row.receivedAt.toISOString(), id: row.id }),
        (row) => row,
      ),
    );
  }

  /** One, with all that it says: whoever releases it has read it. */
  one(actor: Actor, id: string): Promise<store.Quarantined> {
    return this.work.run(actor, async (tx) => {
      const found = await store.quarantinedById(tx, id);
      if (!found) throw notFound();
      requirePermission(actor, 'mail.quarantine');
      return found;
    });
  }

  /**
   * Files it on a ticket that the actor sees: as the answer of whoever asked for that ticket, if it comes from their address
   * and level 1 says so by releasing it; else quoted, for the actor's own side. Returns the reference.
   */
  async release(actor: Actor, id: string, reference?: string): Promise<string> {
    const { waiting, raw, ticket } = await this.work.run(actor, (tx) => this.look(tx, actor, id, reference));
    const mail = await this.reader.read(raw);
    if (!mail) throw conflict('unreadable', 'It cannot be read, so it cannot be filed: discard it.');
    const written = this.writtenBy(mail, waiting, actor);
    const author = await this.work.run(actor, (tx) => authorOf(tx, actor, mail, ticket));
    if (author) await this.byMail.answer(author, ticket.reference, written, { audience: 'requester' });
    else await this.byMail.thirdPerson(actor, ticket.reference, written);
    return ticket.reference;
  }

  async discard(actor: Actor, id: string, reason: string): Promise<void> {
    await this.work.run(actor, async (tx) => {
      if (!(await store.waiting(tx, id))) throw notFound();
      requirePermission(actor, 'mail.quarantine');
      if (!(await store.decide(tx, id, { state: 'discarded', at: this.clock.now(), by: actor.personId, reason })))
        throw notFound();
    });
  }

  private async look(tx: Transaction, actor: Actor, id: string, reference?: string): Promise<Looked> {
    const waiting = await store.waiting(tx, id);
    if (!waiting) throw notFound();
    requirePermission(actor, 'mail.quarantine');
    const named = reference ?? waiting.reference;
    if (named === null) throw invalid('ticket', 'required', 'No ticket is proposed: say on which it is filed.');
    const ticket = await ticketByReferenceSeen(tx, named);
    const raw = await store.rawOf(tx, id);
    if (!ticket || !raw) throw invalid('ticket', 'unknown_ticket', 'No such ticket.');
    return { waiting, raw, ticket };
  }

  private writtenBy(mail: ReadMail, waiting: store.Waiting, releaser: Actor): WrittenByMail {
    return {
      sender: { name: mail.fromName, address: mail.from ?? '?' },
      isVerified: false,
      text: mail.text,
      isThanks: mail.isThanks && mail.attachments.length === 0,
      files: mail.attachments,
      receivedAt: waiting.receivedAt,
      releasedBy: releaser.personId,
      // the mail belongs to whoever releases it, the text to whoever wrote it
      mark: (tx, { ticketId }) => this.markReleased(tx, releaser, waiting.id, ticketId),
    };
  }

  private async markReleased(tx: Transaction, releaser: Actor, id: string, ticketId: string): Promise<void> {
    const mark = () =>
      store.decide(tx, id, { state: 'released', at: this.clock.now(), by: releaser.personId, ticketId });
    const isDecided = await (tx.actor.personId === releaser.personId
      ? mark()
      : tx.asOwner(releaser.institution.id, mark));
    if (!isDecided) throw notFound();
  }
}

/** Whoever asked for the ticket, where level 1 of its owner says that they wrote. */
async function authorOf(
  tx: Transaction,
  actor: Actor,
  mail: ReadMail,
  ticket: NamedTicket,
): Promise<Actor | undefined> {
  if (mail.from === null || ticket.institutionId !== actor.institution.id) return undefined;
  const person = await colleagueByEmail(tx, mail.from);
  if (person?.id !== ticket.requesterId || !standingOf(actor, ticket).roles.has('spoc')) return undefined;
  return actorOfColleague(tx, person.id);
}
