import type { Readable } from 'node:stream';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { SessionWatch } from '../../identity/index.js';
import { FILE_PAGE, fileFormat, PagedFiles, type Exporter } from '../../tickets/index.js';
import { AuditService, type AuditEntry } from './audit.service.js';
import type { AuditExportQueryDto } from './dto/audit.dto.js';

const columns = ['at', 'kind', 'type', 'actor', 'institution', 'person', 'ref', 'number', 'details', 'id'];

/** The trail as a file, as lists of tickets are. */
@Injectable()
export class AuditExportService implements OnModuleDestroy {
  private readonly files: PagedFiles;

  constructor(
    private readonly audit: AuditService,
    sessions: SessionWatch,
  ) {
    this.files = new PagedFiles(sessions, { ofPerson: 1, ofInstitution: 2, inAll: 4 });
  }

  onModuleDestroy(): void {
    this.files.cut();
  }

  open(reader: Exporter, query: AuditExportQueryDto): Promise<Readable> {
    return this.files.open(reader, {
      ...fileFormat<AuditEntry>(query, { columns, cells: cellsOf, json: (entry) => entry }),
      page: (actor, cursor) => this.audit.list(actor, query, FILE_PAGE, cursor),
    });
  }
}

function cellsOf({ at, kind, type, actor, institution, person, ref, number, details, id }: AuditEntry) {
  const said = details === null ? null : JSON.stringify(details);
  return [at, kind, type, named(actor), institution.code, named(person), ref, number, said, id];
}

const named = (person: AuditEntry['actor']) => person && (person.name ?? person.id);
