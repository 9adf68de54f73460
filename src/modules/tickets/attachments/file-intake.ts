import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { UnitOfWork, type Actor, type Transaction } from '../../../database/index.js';
import type { FilePart } from '../../../http/index.js';
import { Clock, DomainError, newId } from '../../../kernel/index.js';
import { ATTACHMENT_SETTINGS, type AttachmentSettings } from './attachments.settings.js';
import { AttachmentsStore, type Attachment } from './attachments.store.js';
import { cleanName } from './domain/file-name.js';
import { Inspection } from './inspection.js';
import { Scanner } from './scanner.js';
import { AttachmentStorage } from './storage/storage.js';

/** A file whose bytes are in the storage. */
export type StoredFile = Pick<Attachment, 'name' | 'mediaType' | 'size' | 'sha256' | 'storageKey'>;

/** What may still be written, and where. */
export interface Admitted {
  uploadId: string;
  storageKey: string;
  bytesLeft: number;
}

/** How one that has no room is refused. */
export type Full = () => DomainError;

/**
 * Takes files of a form in, whatever they will belong to: `admit` in a short transaction writes down under which key they are
 * stored; `receive` streams the bytes with no transaction open and has their rows made, in a transaction that calls `end`.
 * Whoever dies in between leaves the row of the upload, by which its files are found and removed.
 */
@Injectable()
export class FileIntake {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly attachments: AttachmentsStore,
    private readonly storage: AttachmentStorage,
    private readonly scanner: Scanner,
    @Inject(ATTACHMENT_SETTINGS) private readonly settings: AttachmentSettings,
  ) {}

  /** `bytesAdded`: what there is already, of the room that one thing has for the files of one institution. */
  async admit(tx: Transaction, bytesAdded: number): Promise<Admitted> {
    const now = this.clock.now();
    const upload = { id: newId(now), storageKey: randomBytes(16).toString('hex'), at: now };
    await this.attachments.begin(tx, upload);
    return {
      uploadId: upload.id,
      storageKey: upload.storageKey,
      bytesLeft: Math.max(0, this.settings.mostPerTicket - bytesAdded),
    };
  }

  /** Stores them and gives them to `keep`; what fails takes the files away again. */
  async receive<T>(
    actor: Actor,
    admitted: Admitted,
    files: AsyncIterable<FilePart>,
    full: Full,
    keep: (stored: readonly StoredFile[]) => Promise<T>,
  ): Promise<T> {
    const keys: string[] = [];
    try {
      return await keep(await this.store(files, admitted, full, keys));
    } catch (error) {
      await this.undo(actor, admitted.uploadId, keys);
      throw error;
    }
  }

  /** They belong to something now: to be called in the transaction that makes it so. */
  async end(tx: Transaction, { uploadId }: Admitted): Promise<void> {
    if (await this.attachments.end(tx, uploadId)) return;
    const detail = 'The upload took too long and was cleared away: send it again.';
    throw new DomainError({ kind: 'conflict', code: 'upload_expired', detail });
  }

  /**
   * Asks the scanner about files at once, where there is one: for what has no quarantine to wait in. Refuses (422) what is
   * harmful, and everything (503) while the scanner has no answer.
   */
  async assertClean(files: readonly StoredFile[]): Promise<void> {
    if (this.settings.scannerUrl === undefined) return;
    for (const { storageKey, size } of files) {
      const bytes = await this.storage.read(storageKey);
      const isClean = await this.scanner.isClean(bytes, size).catch(() => undefined);
      if (isClean === true) continue;
      if (isClean === false)
        throw new DomainError({
          kind: 'unprocessable',
          code: 'harmful_file',
          detail: 'The scanner found a file harmful.',
        });
      const detail = 'Files cannot be scanned at the moment: try again soon.';
      throw new DomainError({ kind: 'unavailable', code: 'scanner_unavailable', detail, retryAfterSeconds: 30 });
    }
  }

  private async store(
    files: AsyncIterable<FilePart>,
    { storageKey, bytesLeft }: Admitted,
    full: Full,
    keys: string[],
  ): Promise<StoredFile[]> {
    const stored: StoredFile[] = [];
    let left = bytesLeft;
    for await (const { field, name, content } of files) {
      if (field !== 'file') throw unknownField(field);
      const key = `${storageKey}-${String(keys.length)}`;
      keys.push(key);
      const seen = new Inspection();
      const mayHold = (size: number) => {
        if (size > this.settings.mostPerFile) throw tooLarge('file_too_large', 'A file is larger than is taken here.');
        if (size > left) throw full();
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

  /**
   * As far as it goes now; what stays is found by the row of the upload. Without a row the files belong to something,
   * whatever went wrong after that commit: then they stay.
   */
  private async undo(actor: Actor, uploadId: string, keys: readonly string[]): Promise<void> {
    try {
      if (!(await this.work.run(actor, (tx) => this.attachments.giveUp(tx, uploadId)))) return;
      for (const key of keys) await this.storage.remove(key);
      await this.work.run(actor, (tx) => this.attachments.forget(tx, uploadId));
    } catch {
      // the reason why the upload failed is what the caller has to hear
    }
  }
}

export const tooLarge = (code: string, detail: string): DomainError =>
  new DomainError({ kind: 'too_large', code, detail });

export const noFile = (): DomainError => fieldError('malformed', '/file', 'required', 'There is no file in the form.');

const fieldError = (kind: 'malformed' | 'unprocessable', pointer: string, code: string, message: string) =>
  new DomainError({
    kind,
    code: kind === 'malformed' ? 'invalid_input' : code,
    detail: message,
    errors: [{ pointer, code, message }],
  });

const unknownField = (name: string) =>
  fieldError(
    'malformed',
    `/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`,
    'unknown_field',
    'Files are sent in the field "file".',
  );
const emptyFile = (index: number) =>
  fieldError('unprocessable', `/file/${String(index)}`, 'empty_file', 'The file is empty.');
