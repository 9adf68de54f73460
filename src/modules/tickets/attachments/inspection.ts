import { createHash } from 'node:crypto';
import { HEAD_BYTES, mediaTypeOf } from './domain/media-type.js';

/** All of them but tab, line feed, form feed and carriage return. */
const CONTROLS = /[^\P{Cc}\t\n\f\r\u0080-\u009f]/u;

/** Looks at the bytes of a file while they pass: how many, their digest, what they are. Holds nothing but the first few. */
export class Inspection {
  size = 0;
  private readonly hash = createHash('sha256');
  private readonly head = Buffer.alloc(HEAD_BYTES);
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private isText = true;

  /** `mayHold` is asked with the size so far and throws when it is too much. */
  async *pass(content: AsyncIterable<Buffer>, mayHold: (size: number) => void): AsyncGenerator<Buffer> {
    for await (const chunk of content) {
      if (this.size < HEAD_BYTES) chunk.copy(this.head, this.size);
      this.size += chunk.length;
      mayHold(this.size);
      this.hash.update(chunk);
      this.read(chunk);
      yield chunk;
    }
    this.read();
  }

  /** Once everything has passed. */
  sha256(): Buffer {
    return this.hash.digest();
  }

  mediaType(name: string): string {
    return mediaTypeOf(this.head.subarray(0, this.size), this.isText, name);
  }

  private read(chunk?: Buffer): void {
    if (!this.isText) return;
    try {
      this.isText = !CONTROLS.test(this.decoder.decode(chunk, { stream: chunk !== undefined }));
    } catch {
      this.isText = false;
    }
  }
}
