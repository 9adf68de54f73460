import { Inject, Injectable } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork, type Transaction } from '../../../database/index.js';
import { serviceByCode } from '../../catalogue/index.js';
import { colleague, colleagueByEmail, NO_INSTITUTION } from '../../identity/index.js';
import { institutionByCode } from '../../institutions/index.js';
import { domainOf, parseMailbox } from '../domain/addresses.js';
import { MAIL_SETTINGS, type MailSettings } from '../mail.settings.js';
import type { Standing } from './domain/judge.js';
import { threadSigns, type ThreadSigns } from './domain/thread-signs.js';
import * as store from './threads.store.js';

/** The ticket that a mail points to, seen from one institution, and who its sender is there. */
export interface FoundThread {
  by: 'token' | 'reference';
  standing: Standing;
  institutionId: string;
  side: 'user' | 'provider';
  ticket: store.NamedTicket;
  /** The mail of ours that is answered, where one is named. */
  letter: store.Letter | undefined;
  personId: string | undefined;
  externalN: number | undefined;
}

/** The box of a service of an institution. */
export interface FoundBox {
  institutionId: string;
  service: { id: string; code: string } | undefined;
  personId: string | undefined;
}

export interface Place {
  thread: FoundThread | undefined;
  box: FoundBox | undefined;
  /** Whom it may concern when nothing else tells: of an answer to a mail about no ticket, or by the sender's domain. */
  institutionId: string | undefined;
}

/**
 * Where a mail belongs. What it points to is looked up across institutions by ids alone; everything else is read behind the
 * wall of the institution that is then known, so that a mail finds nothing that its institution could not.
 */
@Injectable()
export class Threads {
  readonly ownAddresses: readonly string[];
  private readonly ours;

  constructor(
    private readonly work: WorkerUnitOfWork,
    @Inject(MAIL_SETTINGS) settings: MailSettings,
  ) {
    const { address } = parseMailbox(settings.from);
    const replyTo = settings.replyTo ?? address;
    this.ownAddresses = [...new Set([address, replyTo])];
    this.ours = { address: replyTo, host: domainOf(address), secretKeys: settings.secretKeys };
  }

  async placeOf(
    mail: { recipients: readonly string[]; references: readonly string[]; subject: string },
    sender: string | null,
  ): Promise<Place> {
    const signs = threadSigns(mail, this.ours);
    const answered = await this.answered(signs, sender);
    const thread = answered.thread ?? (await this.named(signs, sender));
    if (thread) return { thread, box: undefined, institutionId: thread.institutionId };
    const box = await this.boxOf(signs.box, sender);
    const institutionId = answered.institutionId ?? box?.institutionId ?? (await this.byDomain(sender));
    return { thread, box, institutionId };
  }

  /** Which mail of ours came back, with the institution that wrote it. By the token in one of these addresses alone. */
  async returned(addresses: readonly string[]): Promise<store.AnsweredMail | undefined> {
    const { tokenOf } = threadSigns({ recipients: addresses, references: [], subject: '' }, this.ours);
    if (tokenOf === undefined) return undefined;
    return (await this.work.cross((tx) => store.writersOf(tx, [tokenOf])))[0];
  }

  /** By the token, else by a mail of ours that it refers to. */
  private async answered(
    { tokenOf, mailIds }: ThreadSigns,
    sender: string | null,
  ): Promise<{ thread?: FoundThread; institutionId?: string }> {
    const ids = tokenOf === undefined ? mailIds : [tokenOf];
    const writers = await this.work.cross((tx) => store.writersOf(tx, ids));
    const by = tokenOf === undefined ? 'reference' : 'token';
    let proposed: FoundThread | undefined;
    for (const mailId of ids) {
      const institutionId = writers.find((one) => one.mailId === mailId)?.institutionId;
      if (institutionId === undefined) continue;
      const thread = await this.as(institutionId, (tx) => this.ofLetter(tx, mailId, by, sender));
      if (!thread) return { institutionId };
      if (thread.standing !== 'stranger' || by === 'token') return { thread };
      proposed ??= thread;
    }
    return proposed ? { thread: proposed } : {};
  }

  private async ofLetter(
    tx: Transaction,
    mailId: string,
    by: FoundThread['by'],
    sender: string | null,
  ): Promise<FoundThread | undefined> {
    const letter = await store.letterById(tx, mailId);
    const ticket = letter?.ticketId ? await store.ticketById(tx, letter.ticketId) : undefined;
    if (!letter || !ticket) return undefined;
    const institutionId = tx.actor.institution.id;
    const side = letter.externalN === null && letter.isOwner ? 'user' : 'provider';
    const base = { by, institutionId, side, ticket, letter, personId: undefined, externalN: undefined } as const;
    if (sender === null) return { ...base, standing: 'stranger' };
    if (letter.externalN !== null) {
      const isThem = sender === (await store.externalAddress(tx, ticket.id, letter.externalN));
      return { ...base, standing: isThem ? 'external' : 'stranger', externalN: letter.externalN };
    }
    const addressee = letter.personId === null ? undefined : await colleague(tx, letter.personId);
    if (addressee?.email === sender) return { ...base, standing: 'addressee', personId: addressee.id };
    const other = await colleagueByEmail(tx, sender);
    return other
      ? { ...base, letter: undefined, standing: 'party', personId: other.id }
      : { ...base, standing: 'stranger' };
  }

  /** By the thread of a ticket, or by its reference in the subject. */
  private async named({ roots, tags }: ThreadSigns, sender: string | null): Promise<FoundThread | undefined> {
    for (const { ticketId, n } of roots.slice(-3)) {
      const found = await this.among(await this.about(ticketId), ticketId, n, sender);
      if (found) return found;
    }
    for (const tag of tags) {
      const [code = ''] = tag.split('-');
      const owner = await this.as(NO_INSTITUTION.id, (tx) => institutionByCode(tx, code));
      const ticket = owner && (await this.as(owner.id, (tx) => store.ticketByReference(tx, tag)));
      if (!ticket) continue;
      return this.among(await this.about(ticket.id, owner.id), ticket.id, null, sender);
    }
    return undefined;
  }

  /** Those who wrote about a ticket, its owner first. */
  private async about(ticketId: string, owner?: string): Promise<string[]> {
    const about = await this.work.cross((tx) => store.institutionsAbout(tx, ticketId));
    let first = owner;
    for (const id of about) first ??= (await this.as(id, (tx) => store.ticketById(tx, ticketId)))?.institutionId;
    return first === undefined ? about : [first, ...about.filter((id) => id !== first)];
  }

  /**
   * The institution among these whose person the sender is: of several the one that wrote to them last, else the first. Else
   * the owner's, for somebody to look at.
   */
  private async among(
    institutionIds: readonly string[],
    ticketId: string,
    n: number | null,
    sender: string | null,
  ): Promise<FoundThread | undefined> {
    let proposed: FoundThread | undefined;
    let party: { thread: FoundThread; writtenTo: number } | undefined;
    for (const institutionId of institutionIds) {
      let writtenTo = 0;
      const found = await this.as(institutionId, async (tx): Promise<FoundThread | undefined> => {
        const ticket = await store.ticketById(tx, ticketId);
        if (!ticket) return undefined;
        const side = ticket.institutionId === institutionId && n === null ? 'user' : 'provider';
        const base = { by: 'reference', institutionId, side, ticket, letter: undefined } as const;
        const none = { personId: undefined, externalN: undefined };
        if (sender === null) return { ...base, ...none, standing: 'stranger' };
        if (n !== null && sender === (await store.externalAddress(tx, ticketId, n)))
          return { ...base, ...none, externalN: n, standing: 'external' };
        const person = n === null ? await colleagueByEmail(tx, sender) : undefined;
        if (!person) return { ...base, ...none, standing: 'stranger' };
        writtenTo = (await store.lastWrittenTo(tx, ticketId, person.id))?.getTime() ?? 0;
        return { ...base, ...none, personId: person.id, standing: 'party' };
      });
      if (found?.standing === 'external') return found;
      if (found?.standing === 'party' && (!party || writtenTo > party.writtenTo)) party = { thread: found, writtenTo };
      if (found && (!proposed || found.side === 'user')) proposed = found;
    }
    return party?.thread ?? proposed;
  }

  private async boxOf(box: ThreadSigns['box'], sender: string | null): Promise<FoundBox | undefined> {
    if (!box) return undefined;
    const institution = await this.as(NO_INSTITUTION.id, (tx) => institutionByCode(tx, box.institution));
    if (!institution) return undefined;
    return this.as(institution.id, async (tx) => {
      const service = box.service === undefined ? undefined : await serviceByCode(tx, box.service);
      const person = sender === null ? undefined : await colleagueByEmail(tx, sender);
      return {
        institutionId: institution.id,
        service: service && { id: service.id, code: service.code },
        personId: person?.id,
      };
    });
  }

  private byDomain(sender: string | null): Promise<string | undefined> {
    if (sender === null) return Promise.resolve(undefined);
    return this.as(NO_INSTITUTION.id, (tx) => store.institutionOfDomain(tx, domainOf(sender)));
  }

  private as<T>(institutionId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.work.run(systemActor(institutionId), work);
  }
}
