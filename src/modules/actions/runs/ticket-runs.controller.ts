import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  Idempotent,
  PageQueryDto,
  ReferencePipe,
  Refuses,
  setEtag,
  type Page,
  type Reply,
} from '../../../http/index.js';
import { StartRunDto } from './dto/run-input.dto.js';
import { RunDetailsDto, RunDto } from './dto/run.dto.js';
import { toRunDetailsDto, toRunDto } from './dto/to-run-dto.js';
import { RunsService } from './runs.service.js';

/** Runs on a ticket, each known to the side that makes it. */
@ApiTags('runs')
@Controller('tickets/:reference/runs')
export class TicketRunsController {
  constructor(private readonly runs: RunsService) {}

  /** Those of the caller's side, the newest first. */
  @Get()
  @Allow('run.read')
  @ApiPage(RunDto)
  @Refuses(403, 404)
  async list(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<RunDto>> {
    const page = await this.runs.ofTicket(actor, reference, limit, cursor);
    return { items: page.items.map(toRunDto), nextCursor: page.nextCursor };
  }

  /** Begins one: of an action of the ticket's service, in the version that holds now, on the side of the caller's role. */
  @Post()
  @Idempotent()
  @Allow('run.work')
  @ApiCreatedResponse({ type: RunDetailsDto })
  @Refuses(403, 404, 409, 422)
  async start(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Body() body: StartRunDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<RunDetailsDto> {
    const whole = await this.runs.start(actor, body, reference);
    setEtag(reply, whole.run.version);
    return toRunDetailsDto(whole, actor.personId);
  }
}
