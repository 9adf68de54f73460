import { Readable } from 'node:stream';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Actor } from '../../../database/index.js';
import type { Page } from '../../../http/index.js';
import { DomainError } from '../../../kernel/index.js';
import { SessionWatch } from '../../identity/index.js';
import { listingOf } from '../dto/listing-of.js';
import { toTicketLineDto } from '../dto/to-dto.js';
import { SearchingService } from '../finding/searching.service.js';
import type { TicketLine } from '../stores/ticket-list.store.js';
import { cellsOf, columnNames } from './domain/columns.js';
import { csvLine } from './domain/csv.js';
import { Places } from './domain/places.js';
import type { ExportQueryDto } from './dto/export-query.dto.js';

const PAGE = 500;
/** After so many pages it is asked again who reads, and what they may see. */
const PAGES_BETWEEN_CHECKS = 20;
/** In this process. */
const ROOM = { ofPerson: 2, ofInstitution: 3, inAll: 6 };
const LONGEST_MILLISECONDS = 600_000;
const BYTE_ORDER_MARK = '\uFEFF';

export interface Exporter {
  actor: Actor;
  tokenHash: Buffer;
}

interface Format {
  head: string;
  line: (line: TicketLine) => string;
  tail: (count: number) => string;
}

/**
 * The whole of a list, page by page, each in a transaction of its own: no connection waits for a slow reader, and no more
 * than two pages are in memory. A ticket that moves meanwhile stands in it as it was when its page was read.
 */
@Injectable()
export class TicketExportService implements OnModuleDestroy {
  private readonly places = new Places(ROOM);
  private readonly streams = new Set<Readable>();

  constructor(
    private readonly searching: SearchingService,
    private readonly sessions: SessionWatch,
  ) {}

  /** A stop does not wait for readers who are slow: they see that what they have is not whole. */
  onModuleDestroy(): void {
    for (const stream of this.streams) stream.destroy(new Error('the program stops'));
  }

  /** Refuses before the first byte; what fails later cuts the stream, and what was received does not look whole. */
  async open(exporter: Exporter, query: ExportQueryDto): Promise<Readable> {
    const { personId, institution } = exporter.actor;
    const holder = { personId, institutionId: institution.id };
    if (!this.places.take(holder)) throw busy();
    try {
      const first = await this.page(exporter.actor, query, undefined);
      const stream = Readable.from(this.write(exporter, query, first), { highWaterMark: 1 });
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

  private async *write(
    { actor, tokenHash }: Exporter,
    query: ExportQueryDto,
    first: Page<TicketLine>,
  ): AsyncGenerator<string> {
    const format = formatOf(query);
    if (format.head !== '') yield format.head;
    let count = 0;
    let reader = actor;
    let page = first;
    for (let pages = 1; ; pages += 1) {
      count += page.items.length;
      if (page.items.length > 0) yield page.items.map(format.line).join('');
      if (page.nextCursor === null) break;
      if (pages % PAGES_BETWEEN_CHECKS === 0) {
        const now = await this.sessions.actorOf(tokenHash, actor.institution.code);
        if (!now) throw new Error('who reads an export has signed out');
        reader = now;
      }
      page = await this.page(reader, query, page.nextCursor);
    }
    const tail = format.tail(count);
    if (tail !== '') yield tail;
  }

  private page(actor: Actor, query: ExportQueryDto, cursor: string | undefined): Promise<Page<TicketLine>> {
    return this.searching.lines(actor, { ...listingOf(query), limit: PAGE, cursor }, query.q);
  }
}

function busy(): DomainError {
  const detail = 'Other exports are being read just now.';
  return new DomainError({ kind: 'too_many', code: 'exports_busy', detail, retryAfterSeconds: 30 });
}

function formatOf({ format, bom }: ExportQueryDto): Format {
  if (format === 'csv') {
    return {
      head: `${bom ? BYTE_ORDER_MARK : ''}${csvLine(columnNames)}`,
      line: (line) => csvLine(cellsOf(toTicketLineDto(line))),
      tail: () => '',
    };
  }
  return {
    head: '',
    line: (line) => `${JSON.stringify(toTicketLineDto(line))}\n`,
    // without this line it is not whole
    tail: (count) => `${JSON.stringify({ count })}\n`,
  };
}
