import { Inject, Injectable } from '@nestjs/common';
import { UnitOfWork, type Transaction } from '../../../database/index.js';
import type { Audience } from '../../../events/index.js';
import { assertVersion, type FilePart } from '../../../http/index.js';
import { Clock, invalid, newId } from '../../../kernel/index.js';
import { Desk, standingOf, type Asked } from '../desk.js';
import type { CaseFile } from '../case-file.js';
import type { AuthorSide } from '../domain/message.js';
import { assertAudience, assertWritable, speaksAs } from '../domain/writing.js';
import { assertEditable, assertReadByPartiesNow, assertStillOnSide } from '../domain/editing.js';
import { partiesNow } from '../domain/readers.js';
import { postMessage } from '../message-acts.js';
import { FollowingUp } from '../following-up.js';
import { EscalationsStore } from '../stores/escalations.store.js';
import { MessagesStore, type ReadMessage } from '../stores/messages.store.js';
import { TicketsStore } from '../stores/tickets.store.js';
import { ATTACHMENT_SETTINGS, type AttachmentSettings } from './attachments.settings.js';
import { AttachmentsStore } from './attachments.store.js';
import { FileIntake, noFile, tooLarge, type Admitted, type StoredFile } from './file-intake.js';

/** To which message the files go: a new one to an audience, or one that the actor has just written. */
export type Destination = { audience: Audience; caption: string | undefined } | { messageId: string };

/**
 * Takes files in, in three steps: a short transaction that admits the upload and writes down under which key it stores;
 * the bytes, streamed with no transaction open; and the move on the ticket, which checks everything again and makes the
 * attachments. Whoever dies in between leaves the row of the upload, by which its files are found and removed.
 */
@Injectable()
export class UploadsService {
  constructor(
    private readonly desk: Desk,
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly tickets: TicketsStore,
    private readonly escalations: EscalationsStore,
    private readonly messages: MessagesStore,
    private readonly attachments: AttachmentsStore,
    private readonly intake: FileIntake,
    private readonly followingUp: FollowingUp,
    @Inject(ATTACHMENT_SETTINGS) private readonly settings: AttachmentSettings,
  ) {}

  /** `destination` is asked once all files have come: the fields of a form may stand behind them. */
  async add(
    asked: Asked,
    files: AsyncIterable<FilePart>,
    destination: () => Promise<Destination>,
  ): Promise<ReadMessage> {
    const admitted = await this.work.run(asked.actor, (tx) => this.admit(tx, asked));
    return this.intake.receive(asked.actor, admitted, files, ticketFull, async (stored) => {
      const to = await destination();
      if (stored.length === 0) throw noFile();
      return this.attach(asked, admitted, stored, to);
    });
  }

  /** What can be said before a byte is read: 404, 403, 409, 412. */
  private async admit(tx: Transaction, { actor, reference, ifMatch }: Asked): Promise<Admitted> {
    const ticket = await this.tickets.byReference(tx, reference);
    const escalations = await this.escalations.ofTicket(tx, ticket.id);
    const side = speaksAs(ticket, escalations, standingOf(actor, ticket), 'requester');
    assertVersion(ifMatch, ticket.version);
    assertWritable(ticket, side, this.clock.now());
    const { bytes } = await this.attachments.added(tx, ticket.id);
    return this.intake.admit(tx, bytes);
  }

  private async attach(
    asked: Asked,
    admitted: Admitted,
    stored: readonly StoredFile[],
    to: Destination,
  ): Promise<ReadMessage> {
    let written: ReadMessage | undefined;
    const writtenAs = 'messageId' in to ? await this.sideOf(asked, to.messageId) : undefined;
    await this.desk.change(asked, (ticket, escalations, standing) => {
      const audience = 'audience' in to ? to.audience : 'requester';
      const side = writtenAs ?? speaksAs(ticket, escalations, standing, audience);
      if ('audience' in to) assertAudience(side, audience);
      return {
        side,
        make: async (file) => {
          assertWritable(file.ticket, side, file.now);
          const { messageId, readers, audience: reached, later = {} } = await this.messageOf(file, to, stored);
          await this.assertRoom(file, messageId, stored);
          const ids = [];
          for (const one of stored) ids.push(await this.addOne(file, messageId, one));
          const data = { messageId, attachmentIds: ids, files: stored.length, ...later };
          file.record('attachment.added', reached, data, readers);
          if (file.ticket.state === 'merged' && side === 'requester') await this.followingUp.tellSurvivor(file);
          await this.intake.end(file.tx, admitted);
          [written] = await this.messages.some(file.tx, file.ticket.id, [messageId]);
        },
      };
    });
    if (!written) throw new Error('a message that was just written is gone');
    return written;
  }

  /** On which side the actor wrote a message: its files are added there. */
  private sideOf({ actor, reference }: Asked, messageId: string): Promise<AuthorSide> {
    return this.work.run(actor, async (tx) => {
      const ticket = await this.tickets.byReference(tx, reference);
      const [message] = await this.messages.some(tx, ticket.id, [messageId]);
      if (!message) throw unknownMessage();
      assertEditable(message, actor, this.clock.now());
      assertStillOnSide(message.authorSide, actor);
      return message.authorSide;
    });
  }

  private async messageOf(
    file: CaseFile,
    to: Destination,
    stored: readonly StoredFile[],
  ): Promise<{
    messageId: string;
    readers: readonly string[];
    audience: Audience;
    /** Of a message that was told of before: its files are told of by themselves. */
    later?: { isLater: true; authorSide: AuthorSide };
  }> {
    if ('audience' in to) {
      const caption = to.caption ?? stored.map(({ name }) => name).join('\n');
      const messageId = await postMessage(file, caption, to.audience);
      return { messageId, readers: file.readersOf(to.audience), audience: to.audience };
    }
    const [message] = await this.messages.some(file.tx, file.ticket.id, [to.messageId]);
    if (!message) throw unknownMessage();
    assertEditable(message, file.tx.actor, file.now);
    assertReadByPartiesNow(message, partiesNow(file.ticket, file.escalations));
    file.isAside = true;
    const { id, readers, audience, authorSide } = message;
    return { messageId: id, readers, audience, later: { isLater: true, authorSide } };
  }

  /** Again, with the ticket locked: two uploads at once may each have fitted alone. */
  private async assertRoom(file: CaseFile, messageId: string, stored: readonly StoredFile[]): Promise<void> {
    const { bytes, files } = await this.attachments.added(file.tx, file.ticket.id, messageId);
    const more = stored.reduce((sum, { size }) => sum + size, 0);
    if (bytes + more > this.settings.mostPerTicket) throw ticketFull();
    if (files + stored.length > this.settings.filesPerMessage)
      throw tooLarge('too_many_files', 'A message holds no more files than that.');
  }

  private async addOne(file: CaseFile, messageId: string, stored: StoredFile): Promise<string> {
    const id = newId(file.now);
    const state = this.settings.scannerUrl === undefined ? 'unscanned' : 'quarantined';
    await this.attachments.add(file.tx, {
      ...stored,
      id,
      ticketId: file.ticket.id,
      messageId,
      state,
      addedAt: file.now,
    });
    return id;
  }
}

const ticketFull = () => tooLarge('ticket_full', 'Your institution has no room left for files on this ticket.');

const unknownMessage = () => invalid('messageId', 'unknown_message', 'No such message on this ticket.');
