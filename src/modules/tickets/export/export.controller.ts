import { Controller, Get, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, Refuses, type Request } from '../../../http/index.js';
import { CurrentSession, type Session } from '../../identity/index.js';
import { ExportQueryDto } from './dto/export-query.dto.js';
import { TicketExportService } from './export.service.js';

const types = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8' } as const;

@ApiTags('tickets')
@Controller('tickets/export')
export class TicketExportController {
  constructor(private readonly exports: TicketExportService) {}

  /**
   * The list as a file, with its filters, its search and its order: CSV (RFC 4180; a text that begins like a formula gets an
   * apostrophe) or JSON lines, of which the last one is `{"count": n}`. An answer that breaks off is not whole.
   */
  @Get()
  @Allow('ticket.list')
  @ApiOkResponse({
    description: 'One line for each ticket.',
    content: { 'text/csv': { schema: { type: 'string' } }, 'application/jsonl': { schema: { type: 'string' } } },
  })
  @Refuses(400, 422, 429)
  async export(
    @Acting() actor: Actor,
    @CurrentSession() { tokenHash }: Session,
    @Query() query: ExportQueryDto,
    @Req() request: Request,
  ): Promise<StreamableFile | undefined> {
    // whoever asks for the headers alone gets nothing read
    if (request.method === 'HEAD') return undefined;
    const stream = await this.exports.open({ actor, tokenHash }, query);
    const disposition = `attachment; filename="tickets.${query.format}"`;
    return new StreamableFile(stream, { type: types[query.format], disposition });
  }
}
