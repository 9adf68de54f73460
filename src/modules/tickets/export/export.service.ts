import type { Readable } from 'node:stream';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { SessionWatch } from '../../identity/index.js';
import { listingOf } from '../dto/listing-of.js';
import { toTicketLineDto } from '../dto/to-dto.js';
import { SearchingService } from '../finding/searching.service.js';
import type { TicketLine } from '../stores/ticket-list.store.js';
import { cellsOf, columnNames } from './domain/columns.js';
import type { ExportQueryDto } from './dto/export-query.dto.js';
import { FILE_PAGE, fileFormat, PagedFiles, type Exporter } from './paged-files.js';

/** The whole of a list of tickets, as a file. */
@Injectable()
export class TicketExportService implements OnModuleDestroy {
  private readonly files: PagedFiles;

  constructor(
    private readonly searching: SearchingService,
    sessions: SessionWatch,
  ) {
    this.files = new PagedFiles(sessions, { ofPerson: 2, ofInstitution: 3, inAll: 6 });
  }

  onModuleDestroy(): void {
    this.files.cut();
  }

  open(exporter: Exporter, query: ExportQueryDto): Promise<Readable> {
    return this.files.open(exporter, {
      ...fileFormat<TicketLine>(query, {
        columns: columnNames,
        cells: (line) => cellsOf(toTicketLineDto(line)),
        json: toTicketLineDto,
      }),
      page: (actor, cursor) => this.searching.lines(actor, { ...listingOf(query), limit: FILE_PAGE, cursor }, query.q),
    });
  }
}
