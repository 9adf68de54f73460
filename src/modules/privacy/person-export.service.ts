import type { Readable } from 'node:stream';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { systemActor, UnitOfWork, type Actor } from '../../database/index.js';
import type { Page } from '../../http/index.js';
import { Events } from '../../events/index.js';
import { Clock, forbidden, notFound } from '../../kernel/index.js';
import { recordOfAccount, servicesFor, SessionWatch } from '../identity/index.js';
import { FILE_PAGE, fileFormat, PagedFiles, type Exporter } from '../tickets/index.js';
import { exportedTables, isMember, rowsOf, tablesForOthers, type ExportedRow } from './export.store.js';

/**
 * What an institution holds of one of its people, table by table, by the catalogue of columns. It is read behind the wall of
 * the institution, as this person: whoever asks gets no row that concerns the institution in no way. Asked by the
 * person and by an admin of all services; colleagues are refused, and anybody else does not exist.
 */
@Injectable()
export class PersonExportService implements OnModuleDestroy {
  private readonly files: PagedFiles;

  constructor(
    private readonly work: UnitOfWork,
    private readonly events: Events,
    private readonly clock: Clock,
    sessions: SessionWatch,
  ) {
    this.files = new PagedFiles(sessions, { ofPerson: 1, ofInstitution: 2, inAll: 4 });
  }

  onModuleDestroy(): void {
    this.files.cut();
  }

  open(reader: Exporter, personId: string): Promise<Readable> {
    const json = ({ table, row }: ExportedRow) => ({ table, ...row });
    return this.files.open(reader, {
      ...fileFormat<ExportedRow>({ format: 'jsonl' }, { columns: [], cells: () => [], json }),
      page: (actor, cursor) => this.page(actor, personId, cursor),
    });
  }

  /**
   * Whole tables, until there are enough rows; `cursor`: the table to go on with. The first page that somebody else reads is
   * recorded.
   */
  async page(actor: Actor, personId: string, cursor?: string): Promise<Page<ExportedRow>> {
    const isOwn = actor.personId === personId;
    await this.work.run(actor, async (tx) => {
      if (!(await isMember(tx, personId))) throw notFound();
      if (isOwn) return;
      if (servicesFor(actor, 'person.export_others') !== 'all') throw forbidden('None of your roles allows this.');
      const exported = { type: 'person.exported', data: { personId } } as const;
      if (cursor === undefined)
        await recordOfAccount(this.events, tx, actor.institution.id, this.clock.now(), exported);
    });
    const tables = isOwn ? exportedTables : tablesForOthers;
    const items: ExportedRow[] = [];
    let next = cursor === undefined ? 0 : tables.indexOf(cursor);
    await this.work.run({ ...systemActor(actor.institution.id), personId }, async (tx) => {
      for (; items.length < FILE_PAGE && next < tables.length; next += 1)
        items.push(...(await rowsOf(tx, tables[next] ?? '', personId)));
    });
    return { items, nextCursor: tables[next] ?? null };
  }
}
