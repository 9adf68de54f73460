import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
import { Acting, Allow, ApiPage, Refuses, type Page } from '../../http/index.js';
import { FigureTicketDto, toFigureTicketDto } from './dto/figure-ticket.dto.js';
import { HandledInTimeDto, HandledInTimeExportDto } from './dto/handled-in-time.dto.js';
import { FigureTicketsQueryDto, ReportQueryDto } from './dto/report-query.dto.js';
import { ExportService } from './export.service.js';
import { FigureTicketsService } from './figure-tickets.service.js';
import { HandledInTimeService } from './handled-in-time.service.js';

@ApiTags('reports')
@Allow('report.read')
@Controller('reports/handled-in-time')
export class ReportsController {
  constructor(
    private readonly reports: HandledInTimeService,
    private readonly tickets: FigureTicketsService,
    private readonly exports: ExportService,
  ) {}

  /** How much of what was escalated was handled in time, of what the caller may see: by month, quarter and twelve months. */
  @Get()
  @Refuses(400)
  @ApiOkResponse({ type: HandledInTimeDto })
  read(@Acting() actor: Actor, @Query() query: ReportQueryDto): Promise<HandledInTimeDto> {
    return this.reports.read(actor, query);
  }

  /** The tickets behind a figure, oldest first: as many as it says. */
  @Get('tickets')
  @Refuses(400)
  @ApiPage(FigureTicketDto)
  async behind(@Acting() actor: Actor, @Query() query: FigureTicketsQueryDto): Promise<Page<FigureTicketDto>> {
    const { service, institution, from, to, figure, month, commitment, cursor, limit = 50 } = query;
    const asked = { service, institution, from, to, figure, month, commitment, cursor, limit };
    const page = await this.tickets.behind(actor, asked);
    return { items: page.items.map(toFigureTicketDto), nextCursor: page.nextCursor };
  }

  /** The facts behind the figures, for anybody to count them again with `npm run verify-report`. */
  @Get('export')
  @Refuses(400)
  @ApiOkResponse({ type: HandledInTimeExportDto })
  async export(@Acting() actor: Actor, @Query() query: ReportQueryDto): Promise<StreamableFile> {
    const disposition = 'attachment; filename="handled-in-time.json"';
    return new StreamableFile(await this.exports.open(actor, query), { type: 'application/json', disposition });
  }
}
