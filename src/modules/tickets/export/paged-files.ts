import { Readable } from 'node:stream';
import type { Actor } from '../../../database/index.js';
import type { Page } from '../../../http/index.js';
import { DomainError } from '../../../kernel/index.js';
import type { SessionWatch } from '../../identity/index.js';
import { csvLine } from './domain/csv.js';
import { Places } from './domain/places.js';

/** How many lines a page of a file has. */
export const FILE_PAGE = 500;
/** After so many pages it is asked again who reads, and what they may see. */
const PAGES_BETWEEN_CHECKS = 20;
const LONGEST_MILLISECONDS = 600_000;
const BYTE_ORDER_MARK = '\uFEFF';

/** Who reads a file, and by which session. */
export interface Exporter {
  actor: Actor;
  tokenHash: Buffer;
}

export interface FileFormat<T> {
  head: string;
  line: (item: T) => string;
  tail: (count: number) => string;
}

export interface PagedFile<T> extends FileFormat<T> {
  page: (actor: Actor, cursor: string | undefined) => Promise<Page<T>>;
}

/**
 * Lists as files, page by page, each in a transaction of its own: no connection waits for a slow reader, and no more than two
 * pages are in memory. What moves meanwhile stands in it as it was when its page was read.
 */
export class PagedFiles {
  private readonly places: Places;
  private readonly streams = new Set<Readable>();

  /** `room`: how many files are read at once, in this process. */
  constructor(
    private readonly sessions: SessionWatch,
    room: ConstructorParameters<typeof Places>[0],
  ) {
    this.places = new Places(room);
  }

  /** A stop does not wait for readers who are slow: they see that what they have is not whole. */
  cut(): void {
    for (const stream of this.streams) stream.destroy(new Error('the program stops'));
  }

  /** Refuses before the first byte; what fails later cuts the stream, and what was received does not look whole. */
  async open<T>(exporter: Exporter, file: PagedFile<T>): Promise<Readable> {
    const { personId, institution } = exporter.actor;
    const holder = { personId, institutionId: institution.id };
    if (!this.places.take(holder)) throw busy();
    try {
      const first = await file.page(exporter.actor, undefined);
      const stream = Readable.from(this.write(exporter, file, first), { highWaterMark: 1 });
      this.streams.add(stream);
      const tooLong = setTimeout(() => stream.destroy(new Error('an export took too long')), LONGEST_MILLISECONDS);
      stream.once('close', () => {
        clearTimeout(tooLong);
        this.streams.delete(stream);
        this.places.leave(holder);
      });
      return stream;
    } catch (error) {
      this.places.leave(holder);
      throw error;
    }
  }

  private async *write<T>(
    { actor, tokenHash }: Exporter,
    { head, line, tail, page: read }: PagedFile<T>,
    first: Page<T>,
  ): AsyncGenerator<string> {
    if (head !== '') yield head;
    let count = 0;
    let reader = actor;
    let page = first;
    for (let pages = 1; ; pages += 1) {
      count += page.items.length;
      if (page.items.length > 0) yield page.items.map(line).join('');
      if (page.nextCursor === null) break;
      if (pages % PAGES_BETWEEN_CHECKS === 0) {
        const now = await this.sessions.actorOf(tokenHash, actor.institution.code);
        if (!now) throw new Error('who reads an export has signed out');
        reader = now;
      }
      page = await read(reader, page.nextCursor);
    }
    const last = tail(count);
    if (last !== '') yield last;
  }
}

/** CSV (RFC 4180), or JSON lines, of which the last one says how many there were: without it a file is not whole. */
export function fileFormat<T>(
  { format, bom }: { format: 'csv' | 'jsonl'; bom?: boolean | undefined },
  { columns, cells, json }: { columns: readonly string[]; cells: (item: T) => Cells; json: (item: T) => unknown },
): FileFormat<T> {
  if (format === 'csv') {
    const head = `${bom === true ? BYTE_ORDER_MARK : ''}${csvLine(columns)}`;
    return { head, line: (item) => csvLine(cells(item)), tail: () => '' };
  }
  return {
    head: '',
    line: (item) => `${JSON.stringify(json(item))}\n`,
    tail: (count) => `${JSON.stringify({ count })}\n`,
  };
}

type Cells = Parameters<typeof csvLine>[0];

function busy(): DomainError {
  const detail = 'Other exports are being read just now.';
  return new DomainError({ kind: 'too_many', code: 'exports_busy', detail, retryAfterSeconds: 30 });
}
