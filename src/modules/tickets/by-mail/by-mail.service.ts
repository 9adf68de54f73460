import { Injectable } from '@nestjs/common';
import { systemActor, UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import type { Audience } from '../../../events/index.js';
import { localeOf, notFound, orThrow, SYSTEM_PERSON } from '../../../kernel/index.js';
import { institutionById } from '../../institutions/index.js';
import { BroughtFiles, type Brought } from '../attachments/brought-files.js';
import type { CaseFile } from '../case-file.js';
import { Desk } from '../desk.js';
import { admitEscalationMove, timeItself } from '../domain/admission.js';
import { assertAudience, assertWritable, speaksAs } from '../domain/writing.js';
import { EscalationMovesService } from '../escalation-moves.service.js';
import { noteExternalAnswer } from '../external-acts.js';
import { Filing } from '../filing.js';
import { MessagesService } from '../messages.service.js';
import { OpeningService } from '../opening.service.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { quoted } from './domain/quoted.js';
import { released } from './domain/released.js';
import { putAnswerDown } from './unread-answers.store.js';

/** What somebody wrote by mail. */
export interface WrittenByMail {
  sender: { name: string; address: string };
  /** Whether the mail server vouches for the sender. */
  isVerified: boolean;
  text: string;
  isThanks: boolean;
  files: readonly { name: string; content: Uint8Array }[];
  receivedAt: Date;
  /** Who decided that it is filed, where no server vouches for its sender. */
  releasedBy?: string;
  /** Called in the transaction of what comes of it, once; what it throws undoes everything. */
  mark: (tx: Transaction, done: Effect) => Promise<void>;
}

export interface Effect {
  outcome: 'created' | 'appended' | 'ignored';
  ticketId: string;
}

/**
 * What a mail does on a ticket. It is what the same people do on the web, made by the same services, with one difference:
 * nobody sits before a screen to be refused, so a file that does not fit is left out, and thanks never reopen anything.
 */
@Injectable()
export class ByMailService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly desk: Desk,
    private readonly messages: MessagesService,
    private readonly escalations: EscalationMovesService,
    private readonly openings: OpeningService,
    private readonly tickets: TicketsStore,
    private readonly filing: Filing,
    private readonly brought: BroughtFiles,
  ) {}

  /** An answer by the person themselves. `question`: the escalation whose question a SPOC answers. */
  async answer(
    actor: Actor,
    reference: string,
    mail: WrittenByMail,
    { audience, question }: { audience: Audience; question?: number | undefined },
  ): Promise<void> {
    if (mail.isThanks && (await this.isOver(actor, reference, mail))) return;
    await this.brought.bring(actor, mail.files, async (brought) => {
      const also = async (file: CaseFile) => {
        if (mayReopen(file) && !mail.isThanks) await putAnswerDown(file, messageIn(file).id);
        await this.finish(file, mail, brought);
      };
      const body = await this.marked(actor, mail, bodyOf(mail, brought));
      if (question !== undefined) await this.escalations.answer({ actor, reference, n: question, also }, body);
      else await this.messages.post({ actor, reference, also }, body, audience);
    });
  }

  /** The answer of somebody outside to the institution that follows them up. */
  async externalAnswer(holderId: string, reference: string, n: number, mail: WrittenByMail): Promise<void> {
    const actor = systemActor(holderId);
    await this.brought.bring(actor, mail.files, (brought) =>
      this.desk.change({ actor, reference }, () => ({
        side: 'provider',
        make: async (file) => {
          const escalation = file.escalations.find((one) => one.n === n);
          if (escalation?.holderId !== holderId || escalation.externalName === null) throw notFound();
          orThrow(admitEscalationMove('external-answer', file.ticket, escalation, timeItself(holderId)));
          await noteExternalAnswer(file, escalation, bodyOf(mail, brought), mail.receivedAt);
          await this.finish(file, mail, brought);
        },
      })),
    );
  }

  /**
   * What anybody else wrote, quoted for one side of an institution alone. It moves nothing. `actor`: whoever files it; the
   * system, or a person who has looked at it.
   */
  async thirdPerson(actor: Actor, reference: string, mail: WrittenByMail): Promise<void> {
    await this.brought.bring(actor, mail.files, (brought) =>
      this.desk.change({ actor, reference }, (ticket, escalations, standing) => {
        const isHome = ticket.institutionId === actor.institution.id;
        const bySystem = isHome && actor.userServices !== 'none' ? 'user' : 'provider';
        const isSystem = actor.personId === SYSTEM_PERSON;
        const side = isSystem ? bySystem : speaksAs(ticket, escalations, standing, 'internal');
        assertAudience(side, 'internal');
        return {
          side,
          make: async (file) => {
            assertWritable(file.ticket, side, file.now);
            const locale = localeOf((await institutionById(file.tx, actor.institution.id))?.locale);
            const body = quoted({ ...mail, text: bodyOf(mail, brought) }, locale);
            // the name is theirs to choose, also that of a colleague
            const authorName = mail.sender.address;
            const messageId = await file.write('external', 'internal', body, { authorName });
            file.record('message.posted', 'internal', { messageId });
            await this.finish(file, mail, brought);
          },
        };
      }),
    );
  }

  /** A ticket of the sender's, in their own name. */
  async open(actor: Actor, service: string, title: string, mail: WrittenByMail): Promise<void> {
    await this.brought.bring(actor, mail.files, async (brought) => {
      const opening = {
        kind: 'incident',
        service,
        title,
        description: bodyOf(mail, brought),
        channel: 'mail',
      } as const;
      await this.openings.open(actor, opening, async (tx, ticket, messageId) => {
        if (brought) {
          const file = this.filing.open(tx, ticket, [], 'requester');
          const message = { id: messageId, audience: 'requester', readers: file.readersOf('requester') } as const;
          await this.brought.addTo(file, message, brought);
          if (file.events.length > 0) await this.filing.writeDown(file);
        }
        await mail.mark(tx, { outcome: 'created', ticketId: ticket.id });
      });
    });
  }

  /** On a ticket that is closed thanks would open a new one: they are heard and nothing more. */
  private isOver(actor: Actor, reference: string, mail: WrittenByMail): Promise<boolean> {
    return this.work.run(actor, async (tx) => {
      const { id, state } = await this.tickets.byReference(tx, reference);
      if (state !== 'closed') return false;
      await mail.mark(tx, { outcome: 'ignored', ticketId: id });
      return true;
    });
  }

  /** What a person released says so. */
  private marked(actor: Actor, mail: WrittenByMail, text: string): Promise<string> {
    if (mail.releasedBy === undefined) return Promise.resolve(text);
    return this.work.run(actor, async (tx) =>
      released(text, (await institutionById(tx, actor.institution.id))?.locale ?? 'fr'),
    );
  }

  private async finish(file: CaseFile, mail: WrittenByMail, brought: Brought | undefined): Promise<void> {
    recordHow(file, mail);
    const { followUp } = file;
    if (brought && followUp) await this.addToFollowUp(file, followUp, brought);
    else if (brought) await this.brought.addTo(file, messageIn(file), brought);
    await mail.mark(
      file.tx,
      followUp
        ? { outcome: 'created', ticketId: followUp.ticketId }
        : { outcome: 'appended', ticketId: file.ticket.id },
    );
  }

  private async addToFollowUp(
    { tx }: CaseFile,
    { ticketId, messageId }: NonNullable<CaseFile['followUp']>,
    brought: Brought,
  ): Promise<void> {
    const ticket = await this.tickets.lock(tx, ticketId);
    if (!ticket) throw new Error('a follow-up that was just opened is gone');
    const file = this.filing.open(tx, ticket, [], 'requester');
    const message = { id: messageId, audience: 'requester', readers: file.readersOf('requester') } as const;
    await this.brought.addTo(file, message, brought);
    if (file.events.length > 0) await this.filing.writeDown(file);
  }
}

/** A requester's answer waits to be read there, and reopens if nobody does. */
export function mayReopen({ ticket, side, followUp }: CaseFile): boolean {
  return ticket.state === 'resolved' && side === 'requester' && followUp === undefined;
}

/** In the record it stands that a text came by mail, and who released it: its author may have written nothing. */
function recordHow({ events }: CaseFile, { releasedBy }: WrittenByMail): void {
  const at = events.findLastIndex(({ data }) => typeof data.messageId === 'string');
  const event = events[at];
  if (event) events[at] = { ...event, data: { ...event.data, byMail: true, ...(releasedBy && { releasedBy }) } };
}

/** What was just written. */
function messageIn(file: CaseFile): { id: string; audience: Audience; readers: readonly string[] } {
  const written = file.events.findLast(({ data }) => typeof data.messageId === 'string');
  if (!written) throw new Error('a mail was filed without a text');
  return { id: String(written.data.messageId), audience: written.audience, readers: written.readers };
}

/** What was written, or the names of the files where there is nothing else; and how many files were left out. */
function bodyOf({ text }: WrittenByMail, brought: Brought | undefined): string {
  const names = brought?.files.map(({ name }) => name).join('\n') ?? '';
  const leftOut = brought && brought.leftOut > 0 ? `[+${String(brought.leftOut)}]` : '';
  return [text === '' ? names : text, leftOut].filter((part) => part !== '').join('\n\n') || '…';
}
