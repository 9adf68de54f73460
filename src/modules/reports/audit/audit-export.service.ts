import { Readable } from 'node:stream';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Actor } from '../../../database/index.js';
import type { Page } from '../../../http/index.js';
import { DomainError } from '../../../kernel/index.js';
import { SessionWatch } from '../../identity/index.js';
import { csvLine, Places } from '../../tickets/index.js';
import { AuditService, type AuditEntry } from './audit.service.js';
import type { AuditExportQueryDto } from './dto/audit.dto.js';

const PAGE = 500;
/** After so many pages it is asked again who reads, and what they may see. */
const PAGES_BETWEEN_CHECKS = 20;
/** In this process. */
const ROOM = { ofPerson: 1, ofInstitution: 2, inAll: 4 };
const LONGEST_MILLISECONDS = 600_000;
const BYTE_ORDER_MARK = '\uFEFF';
const columns = ['at', 'kind', 'type', 'actor', 'institution', 'person', 'ref', 'number', 'details', 'id'];

export interface AuditReader {
  actor: Actor;
  tokenHash: Buffer;
}

/** The trail as a file: page by page, each in a transaction of its own, as exports of tickets are. */
@Injectable()
export class AuditExportService implements OnModuleDestroy {
  private readonly places = new Places(ROOM);
  private readonly streams = new Set<Readable>();

  constructor(
    private readonly audit: AuditService,
    private readonly sessions: SessionWatch,
  ) {}

  /** A stop does not wait for readers who are slow: they see that what they have is not whole. */
  onModuleDestroy(): void {
    for (const stream of this.streams) stream.destroy(new Error('the program stops'));
  }

  /** Refuses before the first byte; what fails later cuts the stream, and what was received does not look whole. */
  async open(reader: AuditReader, query: AuditExportQueryDto): Promise<Readable> {
    const holder = { personId: reader.actor.personId, institutionId: reader.actor.institution.id };
    if (!this.places.take(holder)) throw busy();
    try {
      const first = await this.audit.list(reader.actor, query, PAGE);
      const stream = Readable.from(this.write(reader, query, first), { highWaterMark: 1 });
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
    { actor, tokenHash }: AuditReader,
    query: AuditExportQueryDto,
    first: Page<AuditEntry>,
  ): AsyncGenerator<string> {
    const isCsv = query.format === 'csv';
    if (isCsv) yield `${query.bom ? BYTE_ORDER_MARK : ''}${csvLine(columns)}`;
    let count = 0;
    let reader = actor;
    let page = first;
    for (let pages = 1; ; pages += 1) {
      count += page.items.length;
      if (page.items.length > 0) yield page.items.map(isCsv ? asCells : asJson).join('');
      if (page.nextCursor === null) break;
      if (pages % PAGES_BETWEEN_CHECKS === 0) {
        const now = await this.sessions.actorOf(tokenHash, actor.institution.code);
        if (!now) throw new Error('who reads an export has signed out');
        reader = now;
      }
      page = await this.audit.list(reader, query, PAGE, page.nextCursor);
    }
    // without this line it is not whole
    if (!isCsv) yield `${JSON.stringify({ count })}\n`;
  }
}

const asJson = (entry: AuditEntry) => `${JSON.stringify(entry)}\n`;

function asCells({ at, kind, type, actor, institution, person, ref, number, details, id }: AuditEntry): string {
  const said = details === null ? null : JSON.stringify(details);
  return csvLine([at, kind, type, named(actor), institution.code, named(person), ref, number, said, id]);
}

const named = (person: AuditEntry['actor']) => person && (person.name ?? person.id);

function busy(): DomainError {
  const detail = 'Other exports are being read just now.';
  return new DomainError({ kind: 'too_many', code: 'exports_busy', detail, retryAfterSeconds: 30 });
}
