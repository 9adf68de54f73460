import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { UnitOfWork, type Transaction } from '../../../database/index.js';
import type { Audience } from '../../../events/index.js';
import { assertVersion, type FilePart } from '../../../http/index.js';
import { Clock, DomainError, newId } from '../../../kernel/index.js';
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
import { AttachmentsStore, type Attachment } from './attachments.store.js';
import { cleanName } from './domain/file-name.js';
import { Inspection } from './inspection.js';
import { AttachmentStorage } from './storage/storage.js';

/** To which message the files go: a new one to an audience, or one that the actor has just written. */
export type Destination = { audience: Audience; caption: string | undefined } | { messageId: string };

type Stored = Pick<Attachment, 'name' | 'mediaType' | 'size' | 'sha256' | 'storageKey'>;

/** What may still be written, and where. */
interface Admitted {
  uploadId: string;
  storageKey: string;
  bytesLeft: number;
}

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
    private readonly storage: AttachmentStorage,
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
    const keys: string[] = [];
    try {
      const stored = await this.store(files, admitted, keys);
      const to = await destination();
      if (stored.length === 0) throw noFile();
      return await this.attach(asked, admitted.uploadId, stored, to);
    } catch (error) {
      await this.undo(asked, admitted.uploadId, keys);
      throw error;
    }
  }

  /** What can be said before a byte is read: 404, 403, 409, 412. */
  private async admit(tx: Transaction, { actor, reference, ifMatch }: Asked): Promise<Admitted> {
    const ticket = await this.tickets.byReference(tx, reference);
    const escalations = await this.escalations.ofTicket(tx, ticket.id);
    const side = speaksAs(ticket, escalations, standingOf(actor, ticket), 'requester');
    assertVersion(ifMatch, ticket.version);
    const now = this.clock.now();
    assertWritable(ticket, side, now);
    const { bytes } = await this.attachments.added(tx, ticket.id);
    const upload = { id: newId(now), storageKey: randomBytes(16).toString('hex'), at: now };
    await this.attachments.begin(tx, upload);
    return {
      uploadId: upload.id,
      storageKey: upload.storageKey,
      bytesLeft: Math.max(0, this.settings.mostPerTicket - bytes),
    };
  }

  private async store(
    files: AsyncIterable<FilePart>,
    { storageKey, bytesLeft }: Admitted,
    keys: string[],
  ): Promise<Stored[]> {
    const stored: Stored[] = [];
    let left = bytesLeft;
    for await (const { field, name, content } of files) {
      if (field !== 'file') throw unknownField(field);
      const key = `${storageKey}-${String(keys.length)}`;
      keys.push(key);
      const seen = new Inspection();
      const mayHold = (size: number) => {
        if (size > this.settings.mostPerFile) throw tooLarge('file_too_large', 'A file is larger than is taken here.');
        if (size > left) throw ticketFull();
      };
      await this.storage.write(key, seen.pass(content, mayHold));
      if (seen.size === 0) throw emptyFile(stored.length);
      left -= seen.size;
      const clean = cleanName(name);
      const { size } = seen;
      stored.push({ name: clean, mediaType: seen.mediaType(clean), size, sha256: seen.sha256(), storageKey: key });
    }
    return stored;
  }

  private async attach(
    asked: Asked,
    uploadId: string,
    stored: readonly Stored[],
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
          if (!(await this.attachments.end(file.tx, uploadId))) throw sweptAway();
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
    stored: readonly Stored[],
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
  private async assertRoom(file: CaseFile, messageId: string, stored: readonly Stored[]): Promise<void> {
    const { bytes, files } = await this.attachments.added(file.tx, file.ticket.id, messageId);
    const more = stored.reduce((sum, { size }) => sum + size, 0);
    if (bytes + more > this.settings.mostPerTicket) throw ticketFull();
    if (files + stored.length > this.settings.filesPerMessage)
      throw tooLarge('too_many_files', 'A message holds no more files than that.');
  }

  private async addOne(file: CaseFile, messageId: string, stored: Stored): Promise<string> {
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

  /**
   * As far as it goes now; what stays is found by the row of the upload. Without a row the attachments were made, whatever
   * went wrong after their commit: then the files stay.
   */
  private async undo({ actor }: Asked, uploadId: string, keys: readonly string[]): Promise<void> {
    try {
      if (!(await this.work.run(actor, (tx) => this.attachments.giveUp(tx, uploadId)))) return;
      for (const key of keys) await this.storage.remove(key);
      await this.work.run(actor, (tx) => this.attachments.forget(tx, uploadId));
    } catch {
      // the reason why the upload failed is what the caller has to hear
    }
  }
}

const tooLarge = (code: string, detail: string) => new DomainError({ kind: 'too_large', code, detail });
const ticketFull = () => tooLarge('ticket_full', 'Your institution has no room left for files on this ticket.');

const fieldError = (kind: 'malformed' | 'unprocessable', pointer: string, code: string, message: string) =>
  new DomainError({
    kind,
    code: kind === 'malformed' ? 'invalid_input' : code,
    detail: message,
    errors: [{ pointer, code, message }],
  });

const noFile = () => fieldError('malformed', '/file', 'required', 'There is no file in the form.');
const unknownField = (name: string) =>
  fieldError(
    'malformed',
    `/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    'unknown_field',
    'Files are sent in the field "file".',
  );
const emptyFile = (index: number) =>
  fieldError('unprocessable', `/file/${String(index)}`, 'empty_file', 'The file is empty.');
const unknownMessage = () =>
  fieldError('unprocessable', '/messageId', 'unknown_message', 'No such message on this ticket.');

function sweptAway(): DomainError {
  const detail = 'The upload took too long and was cleared away: send it again.';
  return new DomainError({ kind: 'conflict', code: 'upload_expired', detail });
}
