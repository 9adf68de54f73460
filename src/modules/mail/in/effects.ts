import { Injectable } from '@nestjs/common';
import { systemActor, WorkerUnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import type { Audience } from '../../../events/index.js';
import { Clock, DomainError, notFound } from '../../../kernel/index.js';
import { actorOfColleague } from '../../identity/index.js';
import { ByMailService, type WrittenByMail } from '../../tickets/index.js';
import type { Decision } from './domain/judge.js';
import type { ReadMail } from './domain/read-mail.js';
import { markEffect, type Held } from './inbox.store.js';
import type { FoundThread, Place } from './threads.js';
import { Threads } from './threads.js';
import * as store from './threads.store.js';

/** Another process did it at the same time. */
export class AlreadyDone extends Error {}

/** Letters that carry somebody's words: an answer goes to whom those were for. */
const withWords = ['message.posted', 'escalation.asked', 'escalation.reminded', 'escalation.answered'];
const questions = ['escalation.asked', 'escalation.reminded'];

/** Does what was decided of a mail, in the name of whoever wrote it, with the rights that they have now. */
@Injectable()
export class Effects {
  constructor(
    private readonly work: WorkerUnitOfWork,
    private readonly clock: Clock,
    private readonly byMail: ByMailService,
    private readonly threads: Threads,
  ) {}

  async of(
    { act, reason }: Pick<Decision, 'act' | 'reason'>,
    held: Held,
    mail: ReadMail | undefined,
    { thread, box }: Place,
    isVerified: boolean,
  ): Promise<void> {
    if (!mail || !act) return;
    if (act === 'bounce') {
      await this.bounce(held, mail);
      return;
    }
    const written = this.writtenBy(held, mail, isVerified, reason);
    if (act === 'open') {
      if (!box?.service || box.personId === undefined) throw new Error('a mail opens a ticket without a box');
      const actor = await this.personIn(box.institutionId, box.personId);
      await this.byMail.open(actor, box.service.code, mail.subject || firstLineOf(mail.text), written);
      return;
    }
    if (!thread) throw new Error('a mail is to be filed and points nowhere');
    if (act === 'third_person') await this.byMail.thirdPerson(oneSided(thread), thread.ticket.reference, written);
    else if (act === 'external_answer' && thread.externalN !== undefined)
      await this.byMail.externalAnswer(thread.institutionId, thread.ticket.reference, thread.externalN, written);
    else await this.answer(thread, written);
    if (isVerified && act !== 'third_person') await this.reachable(thread.institutionId, written.sender.address);
  }

  /** What somebody wrote, to be filed by whoever has looked at it. */
  writtenBy(held: Held, mail: ReadMail, isVerified: boolean, reason: string): WrittenByMail {
    return {
      sender: { name: mail.fromName, address: mail.from ?? '?' },
      isVerified,
      text: mail.text,
      isThanks: mail.isThanks && mail.attachments.length === 0,
      files: mail.attachments,
      receivedAt: held.receivedAt,
      mark: async (tx, { outcome, ticketId }) => {
        const institutionId = tx.actor.institution.id;
        const said =
          outcome === 'ignored' ? 'thanks' : outcome === 'created' && reason !== 'opened' ? 'follow_up' : reason;
        if (!(await markEffect(tx, held.id, { institutionId, outcome, reason: said, ticketId })))
          throw new AlreadyDone();
      },
    };
  }

  private async answer({ personId, institutionId, ticket, letter }: FoundThread, written: WrittenByMail) {
    if (personId === undefined) throw new Error('an answer has no author');
    const actor = await this.personIn(institutionId, personId);
    const isOwner = ticket.institutionId === institutionId;
    const audience = audienceOf(actor, isOwner, ticket.requesterId, letter);
    const asks = letter && questions.includes(letter.eventType) && isOwner && actor.roles.has('spoc') && letter.n;
    if (asks) {
      try {
        await this.byMail.answer(actor, ticket.reference, written, { audience: 'shared', question: asks });
        return;
      } catch (error) {
        // answered meanwhile: what is said now is said in the thread
        if (!(error instanceof DomainError) || error.refusal.kind !== 'conflict') throw error;
      }
    }
    await this.byMail.answer(actor, ticket.reference, written, { audience });
  }

  /**
   * Hard bounces end sending to an address; what may pass does nothing. Nobody vouches for a bounce, and a Message-ID of ours
   * is known to many: one counts by the signed token that only the mail itself carried.
   */
  private async bounce({ mailbox }: Held, { bounced, recipients }: ReadMail): Promise<void> {
    if (!bounced?.isForGood || bounced.recipient === null) return;
    const { recipient, replyTo } = bounced;
    const returned = await this.threads.returned([...recipients, mailbox, ...(replyTo === null ? [] : [replyTo])]);
    if (!returned) return;
    await this.as(returned.institutionId, (tx) => store.suppress(tx, returned.mailId, recipient, this.clock.now()));
  }

  private reachable(institutionId: string, address: string): Promise<void> {
    return this.as(institutionId, (tx) => store.release(tx, address));
  }

  private async personIn(institutionId: string, personId: string): Promise<Actor> {
    const actor = await this.as(institutionId, (tx) => actorOfColleague(tx, personId));
    if (!actor) throw notFound();
    return actor;
  }

  private as<T>(institutionId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.work.run(systemActor(institutionId), work);
  }
}

/** Whom an answer is for: the person who asked speaks to level 1; staff to whom the words were for, else to their own side. */
function audienceOf(actor: Actor, isOwner: boolean, requesterId: string, letter: store.Letter | undefined): Audience {
  if (isOwner && requesterId === actor.personId) return 'requester';
  if (!letter || !withWords.includes(letter.eventType)) return 'internal';
  return letter.audience === 'requester' && !isOwner ? 'shared' : letter.audience;
}

/** The system on the side of the institution that was written to. */
function oneSided({ institutionId, side }: FoundThread): Actor {
  const actor = systemActor(institutionId);
  return side === 'user' ? { ...actor, providerServices: 'none' } : { ...actor, userServices: 'none' };
}

function firstLineOf(text: string): string {
  return (text.split('\n', 1)[0] ?? '').slice(0, 100) || '…';
}
