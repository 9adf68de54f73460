import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  PageQueryDto,
  Refuses,
  UuidPipe,
  type Page,
  type Request,
} from '../../../http/index.js';
import { LinkRunDto, ResultsQueryDto, SkipPlanDateDto } from './dto/plan-input.dto.js';
import { PlanDateDto, toPlanDateDto, toPlannedDateDto } from './dto/plan.dto.js';
import { ResultsDto, toResultsDto } from './dto/results.dto.js';
import { PlanDatesService } from './plan-dates.service.js';
import { PlanResultsService } from './plan-results.service.js';

@ApiTags('plans of actions')
@Controller('action-plans/:id')
export class PlanDatesController {
  constructor(
    private readonly dates: PlanDatesService,
    private readonly results: PlanResultsService,
  ) {}

  /** The dates that lie ahead, moved to working days where that is asked; also while it is paused. */
  @Get('occurrences')
  @Allow('action_plan.read')
  @ApiPage(PlanDateDto)
  @Refuses(403)
  async occurrences(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<PlanDateDto>> {
    const page = await this.dates.occurrences(actor, id, limit, cursor);
    return { items: page.items.map(toPlannedDateDto), nextCursor: page.nextCursor };
  }

  /** What became of the dates so far, the last one first. */
  @Get('history')
  @Allow('action_plan.read')
  @ApiPage(PlanDateDto)
  @Refuses(403)
  async history(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<PlanDateDto>> {
    const page = await this.dates.history(actor, id, limit, cursor);
    return { items: page.items.map(toPlanDateDto), nextCursor: page.nextCursor };
  }

  /** Leaves out one date that lies ahead, or one that is due and not done: then its ticket is cancelled. */
  @Post('occurrences/:date/skip')
  @HttpCode(200)
  @Allow('action_plan.keep')
  @ApiOkResponse({ type: PlanDateDto })
  @Refuses(403, 404, 409)
  async skip(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Param('date') date: string,
    @Body() { reason }: SkipPlanDateDto,
  ): Promise<PlanDateDto> {
    return toPlanDateDto(await this.dates.skip(actor, id, date, reason));
  }

  /** Says that a run which was made elsewhere was the one of a date. */
  @Post('occurrences/:date/run')
  @HttpCode(200)
  @Allow('action_plan.keep')
  @ApiOkResponse({ type: PlanDateDto })
  @Refuses(403, 404, 409, 422)
  async link(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Param('date') date: string,
    @Body() { run }: LinkRunDto,
  ): Promise<PlanDateDto> {
    return toPlanDateDto(await this.results.link(actor, id, date, run));
  }

  /** What its runs measured, over time: a series for each field, each value good or not by the version that was run. */
  @Get('results')
  @Allow('action_plan.read')
  @ApiOkResponse({ type: ResultsDto })
  @Refuses(403, 422)
  async series(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Query() query: ResultsQueryDto,
  ): Promise<ResultsDto> {
    return toResultsDto(await this.results.results(actor, id, query));
  }

  /** The same as a file: CSV (RFC 4180; a text that begins like a formula gets an apostrophe), one line for each value. */
  @Get('results/export')
  @Allow('action_plan.read')
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  @Refuses(403, 422)
  async export(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Query() query: ResultsQueryDto,
    @Req() request: Request,
  ): Promise<StreamableFile | undefined> {
    const text = await this.results.csv(actor, id, query);
    if (request.method === 'HEAD') return undefined;
    const disposition = 'attachment; filename="results.csv"';
    return new StreamableFile(Buffer.from(text), { type: 'text/csv; charset=utf-8', disposition });
  }
}
