import type { Readable } from 'node:stream';
import { DomainError } from '../../../../kernel/index.js';

/** Both ends included. */
export interface ByteRange {
  from: number;
  to: number;
}

/** Where the bytes of attachments are. Keys are random, made by us and never reused. */
export abstract class AttachmentStorage {
  /**
   * Writes what comes, as it comes. Once it resolves the bytes are durable; when it rejects, or the content does, nothing
   * is left behind as far as that is in our hands.
   */
  abstract write(key: string, content: AsyncIterable<Buffer>): Promise<void>;
  abstract read(key: string, range?: ByteRange): Promise<Readable>;
  /** Also of what was written only in part. What is not there is no error. */
  abstract remove(key: string): Promise<void>;
}

/** The storage is away, full or does not let us in. `cause` is for the log and holds no secret; the caller learns nothing of it. */
export class StorageUnavailable extends DomainError {
  constructor(cause: string) {
    super({
      kind: 'unavailable',
      code: 'storage_unavailable',
      detail: 'Files cannot be stored or read at the moment: try again soon.',
      retryAfterSeconds: 30,
    });
    this.cause = cause;
  }
}
