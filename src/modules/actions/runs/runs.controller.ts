import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  Idempotent,
  PageQueryDto,
  Refuses,
  setEtag,
  UuidPipe,
  type Page,
  type Reply,
} from '../../../http/index.js';
import { RunQueryDto, StartRunDto } from './dto/run-input.dto.js';
import { RunDetailsDto, RunDto, RunEntryDto } from './dto/run.dto.js';
import { toRunDetailsDto, toRunDto, toRunEntryDto } from './dto/to-run-dto.js';
import { RunsService } from './runs.service.js';

/** Executions of actions, read by the side that makes them. */
@ApiTags('runs')
@Controller('runs')
export class RunsController {
  constructor(private readonly runs: RunsService) {}

  /** The newest first. */
  @Get()
  @Allow('run.read')
  @ApiPage(RunDto)
  async list(
    @Acting() actor: Actor,
    @Query() { state, outcome, mine = false, action, service, limit = 50, cursor }: RunQueryDto,
  ): Promise<Page<RunDto>> {
    const page = await this.runs.list(actor, { state, outcome, isMine: mine, action, service, limit, cursor });
    return { items: page.items.map(toRunDto), nextCursor: page.nextCursor };
  }

  /** Begins one without a ticket: a control, or what prevents. It stays on the version that holds now. */
  @Post()
  @Idempotent()
  @Allow('run.work')
  @ApiCreatedResponse({ type: RunDetailsDto })
  @Refuses(403, 404, 409, 422)
  async start(
    @Acting() actor: Actor,
    @Body() body: StartRunDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<RunDetailsDto> {
    const whole = await this.runs.start(actor, body);
    setEtag(reply, whole.run.version);
    return toRunDetailsDto(whole, actor.personId);
  }

  /** The whole of it: what to do next, what was done, what shows it, who works on it and who looks. */
  @Get(':id')
  @Allow('run.read')
  @ApiOkResponse({ type: RunDetailsDto })
  @Refuses(403, 404)
  async one(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<RunDetailsDto> {
    const whole = await this.runs.one(actor, id);
    setEtag(reply, whole.run.version);
    return toRunDetailsDto(whole, actor.personId);
  }

  /** What happened in it, oldest first. */
  @Get(':id/timeline')
  @Allow('run.read')
  @ApiPage(RunEntryDto)
  @Refuses(403, 404)
  async timeline(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<RunEntryDto>> {
    const page = await this.runs.timeline(actor, id, limit, cursor);
    return { items: page.items.map(toRunEntryDto), nextCursor: page.nextCursor };
  }
}
