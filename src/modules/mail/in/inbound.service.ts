import { createHash } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork } from '../../../database/index.js';
import { Clock, DomainError, newId } from '../../../kernel/index.js';
import { cleanName } from '../../tickets/index.js';
import { isAddress } from '../domain/addresses.js';
import { MAIL_SETTINGS, type MailSettings } from '../mail.settings.js';
import { isVouchedFor } from './domain/authentication.js';
import { judge, type Decision, type Facts, type Outcome } from './domain/judge.js';
import { QUOTA, QUOTA_MILLISECONDS } from './domain/quota.js';
import type { ReadMail } from './domain/read-mail.js';
import { isOwnAddress } from './domain/thread-signs.js';
import { AlreadyDone, Effects } from './effects.js';
import * as inbox from './inbox.store.js';
import { MailReader } from './mail-reader.js';
import { Threads, type Place } from './threads.js';
import { ticketById } from './threads.store.js';

/** What became of a mail, for the gateway that brought it. */
export interface Received {
  outcome: Outcome;
  ticket: string | undefined;
  reason: string;
  message: {
    from: string | null;
    subject: string;
    text: string;
    attachments: { name: string; size: number }[];
    isAutoReply: boolean;
    isBounce: boolean;
  };
}

/** A request takes its mail to the end itself; only after this long is it taken up by somebody else. */
const PATIENCE_MILLISECONDS = 60_000;
const MOST_ATTEMPTS = 3;

/**
 * Takes mail in. First it is kept as it came; then it is read, placed and judged, and what follows is done in a transaction
 * that also notes that it was done; then it is written down what became of it. So whoever is killed at any instant leaves a
 * mail that is taken up again and acts once, and the same bytes are answered the same again.
 */
@Injectable()
export class InboundService {
  private readonly log = new Logger('mail in');
  /** The mail that is being taken in, or was last: one at a time in this process, in the order in which they came. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
    private readonly reader: MailReader,
    private readonly threads: Threads,
    private readonly effects: Effects,
    @Inject(MAIL_SETTINGS) private readonly settings: MailSettings,
  ) {}

  /**
   * Keeps a mail; its id. From then on nothing of it is held in memory until its turn comes. `mailbox`: the address to which the
   * mail server delivered it; by default where answers go.
   */
  async keep(raw: Buffer, mailbox?: string): Promise<string> {
    const now = this.clock.now();
    const held = await inbox.keep(this.work, {
      id: newId(now),
      mailbox: (mailbox ?? this.threads.ownAddresses.at(-1) ?? '').toLowerCase(),
      digest: createHash('sha256').update(raw).digest(),
      raw,
      receivedAt: now,
      dueAt: new Date(now.getTime() + PATIENCE_MILLISECONDS),
    });
    return held.id;
  }

  /** What became of one that was kept, once that is known. */
  answerTo(id: string): Promise<Received> {
    return this.inTurn(() => this.settle(id));
  }

  /** Ends what somebody began and did not end. Returns how many there were. */
  async takeUpDue(): Promise<number> {
    for (let count = 0; ; count += 1) {
      const now = this.clock.now();
      const held = await inbox.takeUp(this.work, now, new Date(now.getTime() + PATIENCE_MILLISECONDS));
      if (!held) return count;
      try {
        await this.inTurn(() => this.settle(held.id));
      } catch (error) {
        this.log.error(`mail ${held.id} was not taken in: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work);
    this.last = mine.catch(() => undefined);
    return mine;
  }

  private async settle(id: string): Promise<Received> {
    await inbox.begin(this.work, id, new Date(this.clock.now().getTime() + PATIENCE_MILLISECONDS));
    const held = await inbox.heldById(this.work, id);
    if (!held) throw new Error('a mail that was kept is gone');
    const raw = await inbox.rawOf(this.work, held);
    if (!raw && held.outcome === null) throw new Error('its content is gone');
    const mail = raw && (await this.reader.read(raw));
    if (held.outcome === null) await this.act(held, mail);
    const ended = held.outcome === null ? await inbox.heldById(this.work, id) : held;
    if (!ended?.outcome) throw new Error('a mail was judged without an outcome');
    return this.answer(ended, mail);
  }

  private async act(held: inbox.Held, mail: ReadMail | undefined): Promise<void> {
    const done = await inbox.effectOf(this.work, held.id);
    const place = await this.placeOf(held, mail);
    const context = this.contextOf(mail, place);
    if (done) {
      await this.end(held, { ...context, ...done }, { outcome: done.outcome, reason: done.reason });
      return;
    }
    // one that nobody survives is kept for a person to look at, where it belongs
    if (held.attempts > MOST_ATTEMPTS) {
      await this.end(held, context, { outcome: 'quarantined', reason: 'unreadable' });
      return;
    }
    const facts = await this.factsOf(held, mail, place);
    const decision = judge(facts);
    try {
      await this.effects.of(decision, held, mail, place, facts.isAuthenticated);
      const effect = await inbox.effectOf(this.work, held.id);
      await this.end(held, { ...context, ...effect }, effect ?? decision);
    } catch (error) {
      if (error instanceof AlreadyDone) await this.act(held, mail);
      // what the same person would be refused on the web, somebody looks at
      else if (error instanceof DomainError)
        await this.end(held, context, { outcome: 'quarantined', reason: reasonOf(error) });
      else throw error;
    }
  }

  private placeOf({ mailbox }: inbox.Held, mail: ReadMail | undefined): Promise<Place> {
    if (!mail) return Promise.resolve({ thread: undefined, box: undefined, institutionId: undefined });
    return this.threads.placeOf({ ...mail, recipients: [...mail.recipients, mailbox] }, mail.from);
  }

  private async factsOf(held: inbox.Held, mail: ReadMail | undefined, { thread, box }: Place): Promise<Facts> {
    const sender = mail?.from ?? null;
    const results = mail?.authenticationResults ?? [];
    const isAuthenticated = sender !== null && isVouchedFor(results, this.settings.authservId, sender);
    const facts: Facts = {
      isUnreadable: mail === undefined,
      automatic: mail?.automatic ?? null,
      isOwn: sender !== null && isOwnAddress(sender, [...this.threads.ownAddresses, held.mailbox].filter(isAddress)),
      hasSender: sender !== null,
      isEmpty: mail?.text === '' && mail.attachments.length === 0,
      isAuthenticated,
      isOverQuota: false,
      thread: thread ? { by: thread.by, standing: thread.standing } : null,
      box: box ? { hasService: box.service !== undefined, isColleague: box.personId !== undefined } : null,
    };
    return { ...facts, isOverQuota: await this.isOverQuota(held, sender, facts) };
  }

  /** Forged mail fills no quota but that of the forged. */
  private async isOverQuota(held: inbox.Held, sender: string | null, facts: Facts): Promise<boolean> {
    if (sender === null) return false;
    // for a forged one the limit stands: it would fill the quarantine
    if (facts.isAuthenticated && this.settings.gateways?.includes(sender) === true) return false;
    const isKnown =
      facts.isAuthenticated && ((facts.thread && facts.thread.standing !== 'stranger') || facts.box?.isColleague);
    const since = new Date(held.receivedAt.getTime() - QUOTA_MILLISECONDS);
    const count = await inbox.countSince(this.work, digestOf(sender, facts.isAuthenticated), since);
    return count >= (isKnown === true ? QUOTA.known : QUOTA.unknown);
  }

  private contextOf(mail: ReadMail | undefined, { thread, box, institutionId }: Place): Context {
    const results = mail?.authenticationResults ?? [];
    const isAuthenticated = mail?.from ? isVouchedFor(results, this.settings.authservId, mail.from) : false;
    return {
      institutionId: institutionId ?? null,
      side: thread?.side ?? 'user',
      serviceId: thread?.ticket.serviceId ?? box?.service?.id ?? null,
      ticketId: thread?.ticket.id ?? null,
      senderDigest: mail?.from ? digestOf(mail.from, isAuthenticated) : null,
      sender: mail?.from ?? null,
      subject: mail?.subject ?? '',
      text: mail?.text ?? '',
      files: filesOf(mail),
    };
  }

  private end(
    held: inbox.Held,
    context: Context,
    { outcome, reason }: Omit<Decision, 'act' | 'reason'> & { reason: string },
  ) {
    return inbox.finish(this.work, held.id, { ...context, outcome, reason });
  }

  private async answer(held: inbox.Held, mail: ReadMail | undefined): Promise<Received> {
    const { outcome, reason, institutionId, ticketId } = held;
    // of what was only proposed nothing is told: the gateway belongs to nobody who may read tickets
    const isOn = outcome === 'created' || outcome === 'appended';
    const ticket =
      isOn && institutionId !== null && ticketId !== null
        ? await this.work.run(systemActor(institutionId), (tx) => ticketById(tx, ticketId))
        : undefined;
    return {
      outcome: outcome ?? 'quarantined',
      ticket: ticket?.reference,
      reason: reason ?? 'unreadable',
      message: {
        from: mail?.from ?? null,
        subject: mail?.subject ?? '',
        text: mail?.text ?? '',
        attachments: filesOf(mail),
        isAutoReply: mail?.isAutoReply ?? false,
        isBounce: mail?.isBounce ?? false,
      },
    };
  }
}

type Context = Omit<inbox.Finding, 'outcome' | 'reason'>;

function filesOf(mail: ReadMail | undefined): { name: string; size: number }[] {
  return (mail?.attachments ?? []).map(({ name, content }) => ({ name: cleanName(name), size: content.length }));
}

/** Behind the wall or without the role: the sender has no part in it. */
function reasonOf({ refusal: { kind, code } }: DomainError): string {
  return kind === 'not_found' || kind === 'forbidden' ? 'not_a_party' : code;
}

function digestOf(sender: string, isAuthenticated: boolean): Buffer {
  return createHash('sha256')
    .update(`${isAuthenticated ? 'vouched for' : 'said'} ${sender}`)
    .digest();
}
