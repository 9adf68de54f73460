import { Controller, Get, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, ApiPage, Refuses, type Page, type Request } from '../../../http/index.js';
import { CurrentSession, type Session } from '../../identity/index.js';
import { AuditExportService } from './audit-export.service.js';
import { AuditService, type AuditEntry } from './audit.service.js';
import { AuditEntryDto, AuditExportQueryDto, AuditQueryDto } from './dto/audit.dto.js';

const types = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8' } as const;

@ApiTags('audit')
@Controller('audit')
export class AuditController {
  constructor(
    private readonly audit: AuditService,
    private readonly exports: AuditExportService,
  ) {}

  /**
   * What was done for the institution for which one acts, newest first. Admins read what concerns agreements, the
   * institution, people, roles and tokens; auditors also who did what to tickets, problems, changes and actions, without
   * the contents. What people of other institutions did is here only of agreements.
   */
  @Get()
  @Allow('audit.read')
  @ApiPage(AuditEntryDto)
  @Refuses(400, 403)
  list(@Acting() actor: Actor, @Query() { limit = 50, cursor, ...filter }: AuditQueryDto): Promise<Page<AuditEntry>> {
    return this.audit.list(actor, filter, limit, cursor);
  }

  /**
   * The same as a file, with its filters: CSV (RFC 4180; a text that begins like a formula gets an apostrophe) or JSON
   * lines, of which the last one is `{"count": n}`. An answer that breaks off is not whole.
   */
  @Get('export')
  @Allow('audit.read')
  @ApiOkResponse({
    description: 'One line for each entry.',
    content: { 'text/csv': { schema: { type: 'string' } }, 'application/jsonl': { schema: { type: 'string' } } },
  })
  @Refuses(400, 403, 429)
  async export(
    @Acting() actor: Actor,
    @CurrentSession() { tokenHash }: Session,
    @Query() query: AuditExportQueryDto,
    @Req() request: Request,
  ): Promise<StreamableFile | undefined> {
    // whoever asks for the headers alone gets nothing read
    if (request.method === 'HEAD') return undefined;
    const stream = await this.exports.open({ actor, tokenHash }, query);
    return new StreamableFile(stream, {
      type: types[query.format],
      disposition: `attachment; filename="audit.${query.format}"`,
    });
  }
}
