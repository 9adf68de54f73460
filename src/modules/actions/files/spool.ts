import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DomainError } from '../../../kernel/index.js';
import { MOST_FILE_BYTES } from './domain/action-file.js';

/** A file that is to be read in; without content where it is larger than any may be. */
export interface SourceFile {
  name: string;
  content: Buffer | undefined;
}

interface Place {
  name: string;
  at: number;
  length: number | undefined;
}

const MOST_BYTES = 20_000_000;

/**
 * The files of one form, put down in one nameless file until all have come: whether there are too many is known before the
 * first of them is used, and no more than one is in memory. It is gone with the process that opened it.
 */
export class Spool {
  private readonly places: Place[] = [];
  private received = 0;
  private end = 0;

  private constructor(private readonly file: FileHandle) {}

  static async open(): Promise<Spool> {
    const folder = await mkdtemp(join(tmpdir(), 'guichet-import-'));
    try {
      return new Spool(await open(join(folder, 'files'), 'wx+', 0o600));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  get count(): number {
    return this.places.length;
  }

  /** Reads a file to its end. What is too large alone is told of later, what is too large together refuses all. */
  async add(name: string, content: AsyncIterable<Buffer>): Promise<void> {
    const at = this.end;
    let length = 0;
    for await (const chunk of content) {
      this.received += chunk.length;
      if (this.received > MOST_BYTES) throw tooMuch();
      length += chunk.length;
      if (length > MOST_FILE_BYTES) continue;
      await this.file.write(chunk, 0, chunk.length, this.end);
      this.end += chunk.length;
    }
    this.places.push({ name, at, length: length > MOST_FILE_BYTES ? undefined : length });
  }

  async *files(): AsyncGenerator<SourceFile> {
    for (const { name, at, length } of this.places) {
      if (length === undefined) {
        yield { name, content: undefined };
        continue;
      }
      const content = Buffer.alloc(length);
      await this.file.read(content, 0, length, at);
      yield { name, content };
    }
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

function tooMuch(): DomainError {
  const detail = 'These files are larger than what is taken at once: 20 MB in all, 1 MB each.';
  return new DomainError({ kind: 'too_large', code: 'files_too_large', detail });
}
