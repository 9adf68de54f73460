import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { UnitOfWork, type Actor } from '../../../database/index.js';
import type { Audience } from '../../../events/index.js';
import { Clock, newId } from '../../../kernel/index.js';
import type { CaseFile } from '../case-file.js';
import { ATTACHMENT_SETTINGS, type AttachmentSettings } from './attachments.settings.js';
import { AttachmentsStore, type Attachment } from './attachments.store.js';
import { cleanName } from './domain/file-name.js';
import { Inspection } from './inspection.js';
import { AttachmentStorage } from './storage/storage.js';

/** Files that are in the storage and on no ticket yet. */
export interface Brought {
  uploadId: string;
  files: Pick<Attachment, 'name' | 'mediaType' | 'size' | 'sha256' | 'storageKey'>[];
  /** How many were left out: too large, too many, empty, or without room on the ticket. */
  leftOut: number;
}

/** The ticket has no room for these: known under its lock, when the text that counts what is left out is written already. */
class NoRoom extends Error {
  constructor(readonly storageKeys: readonly string[]) {
    super('no room for files of a mail');
  }
}

/**
 * Files that come with something else than a form, as those of a mail: the same three steps as an upload, the same limits,
 * the same scanner. What does not fit is left out and counted, for whoever sent it is not there to be refused.
 *
 * How much room a ticket has is only sure under its lock. So where some of them find none, what was being done is undone,
 * they are removed from the storage, and it is done again without them: the text then says how many are missing.
 */
@Injectable()
export class BroughtFiles {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly attachments: AttachmentsStore,
    private readonly storage: AttachmentStorage,
    @Inject(ATTACHMENT_SETTINGS) private readonly settings: AttachmentSettings,
  ) {}

  /** Keeps them and does `act`, which gives them to `addTo`; again with fewer where the ticket has no room for all. */
  async bring(
    actor: Actor,
    given: readonly { name: string; content: Uint8Array }[],
    act: (brought: Brought | undefined) => Promise<unknown>,
  ): Promise<void> {
    const brought = await this.keep(actor, given);
    try {
      while (!(await this.fits(brought, act)));
    } catch (error) {
      await this.giveUp(actor, brought);
      throw error;
    }
  }

  /** Puts them into the storage, with the row by which they are found if nothing comes of it. */
  private async keep(
    actor: Actor,
    given: readonly { name: string; content: Uint8Array }[],
  ): Promise<Brought | undefined> {
    if (given.length === 0) return undefined;
    const upload = { id: newId(this.clock.now()), storageKey: randomBytes(16).toString('hex'), at: this.clock.now() };
    await this.work.run(actor, (tx) => this.attachments.begin(tx, upload));
    const brought: Brought = { uploadId: upload.id, files: [], leftOut: 0 };
    try {
      for (const { name, content } of given) await this.store(brought, upload.storageKey, cleanName(name), content);
      return brought;
    } catch (error) {
      await this.giveUp(actor, brought);
      throw error;
    }
  }

  private async fits(
    brought: Brought | undefined,
    act: (brought: Brought | undefined) => Promise<unknown>,
  ): Promise<boolean> {
    try {
      await act(brought);
      return true;
    } catch (error) {
      if (!brought || !(error instanceof NoRoom)) throw error;
      const { storageKeys } = error;
      // found by the row of the upload until they are gone
      for (const key of storageKeys) await this.storage.remove(key);
      brought.files = brought.files.filter(({ storageKey }) => !storageKeys.includes(storageKey));
      brought.leftOut += storageKeys.length;
      return false;
    }
  }

  /** Adds them to a message that was written in this transaction. */
  async addTo(
    file: CaseFile,
    message: { id: string; audience: Audience; readers: readonly string[] },
    brought: Brought,
  ): Promise<void> {
    await this.assertRoom(file, brought);
    const state = this.settings.scannerUrl === undefined ? 'unscanned' : 'quarantined';
    const attachmentIds: string[] = [];
    for (const one of brought.files) {
      const id = newId(file.now);
      const place = { ticketId: file.ticket.id, messageId: message.id, state, addedAt: file.now } as const;
      await this.attachments.add(file.tx, { ...one, ...place, id });
      attachmentIds.push(id);
    }
    if (attachmentIds.length > 0) {
      const data = { messageId: message.id, attachmentIds, files: attachmentIds.length };
      file.record('attachment.added', message.audience, data, message.readers);
    }
    if (!(await this.attachments.end(file.tx, brought.uploadId))) throw new Error('files of a mail were cleared away');
  }

  private async assertRoom({ tx, ticket }: CaseFile, { files }: Brought): Promise<void> {
    let { bytes } = await this.attachments.added(tx, ticket.id);
    const without: string[] = [];
    for (const { size, storageKey } of files) {
      if (bytes + size > this.settings.mostPerTicket) without.push(storageKey);
      else bytes += size;
    }
    if (without.length > 0) throw new NoRoom(without);
  }

  /** Nothing came of it. What stays is found by the row of the upload. */
  private async giveUp(actor: Actor, brought: Brought | undefined): Promise<void> {
    if (!brought) return;
    try {
      if (!(await this.work.run(actor, (tx) => this.attachments.giveUp(tx, brought.uploadId)))) return;
      for (const { storageKey } of brought.files) await this.storage.remove(storageKey);
      await this.work.run(actor, (tx) => this.attachments.forget(tx, brought.uploadId));
    } catch {
      // the reason why nothing came of it is what the caller has to hear
    }
  }

  private async store(brought: Brought, key: string, name: string, content: Uint8Array): Promise<void> {
    const isTooMuch =
      content.length > this.settings.mostPerFile || brought.files.length >= this.settings.filesPerMessage;
    if (content.length === 0 || isTooMuch) {
      brought.leftOut += 1;
      return;
    }
    const storageKey = `${key}-${String(brought.files.length)}`;
    const seen = new Inspection();
    // removed with the others if writing fails half way
    const entry: Brought['files'][number] = {
      name,
      mediaType: '',
      size: content.length,
      sha256: Buffer.alloc(0),
      storageKey,
    };
    brought.files.push(entry);
    await this.storage.write(
      storageKey,
      seen.pass(inOnePiece(content), () => undefined),
    );
    entry.mediaType = seen.mediaType(name);
    entry.sha256 = seen.sha256();
  }
}

async function* inOnePiece(content: Uint8Array): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from(content.buffer, content.byteOffset, content.byteLength));
}
