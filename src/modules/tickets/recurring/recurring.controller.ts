import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  Idempotent,
  IfMatch,
  NoFieldsDto,
  PageQueryDto,
  Refuses,
  RequiredIfMatch,
  setEtag,
  UuidPipe,
  type Page,
  type Reply,
} from '../../../http/index.js';
import {
  ChangeRecurringDto,
  MakeRecurringDto,
  OccurrenceDto,
  RecurringDto,
  SkipDto,
  toDoneDto,
  toOccurrenceDto,
  toRecurringDto,
} from './dto/recurring.dto.js';
import { RecurringDatesService } from './recurring-dates.service.js';
import { RecurringMovesService } from './recurring-moves.service.js';
import { RecurringService } from './recurring.service.js';
import type { Recurring } from './recurring.store.js';

@ApiTags('recurring tickets')
@Controller('recurring-tickets')
export class RecurringController {
  constructor(
    private readonly recurring: RecurringService,
    private readonly moves: RecurringMovesService,
    private readonly dates: RecurringDatesService,
  ) {}

  /** Tickets of one's institution that open by themselves, in the order in which they were made. */
  @Get()
  @Allow('recurring.read')
  @ApiPage(RecurringDto)
  async list(@Acting() actor: Actor, @Query() { limit = 50, cursor }: PageQueryDto): Promise<Page<RecurringDto>> {
    const page = await this.recurring.list(actor, limit, cursor);
    return { items: page.items.map(toRecurringDto), nextCursor: page.nextCursor };
  }

  @Post()
  @Allow('recurring.keep')
  @ApiCreatedResponse({ type: RecurringDto })
  @Refuses(403, 409, 422)
  @Idempotent()
  async make(
    @Acting() actor: Actor,
    @Body() body: MakeRecurringDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<RecurringDto> {
    return answered(reply, await this.recurring.make(actor, body));
  }

  @Get(':id')
  @Allow('recurring.read')
  @ApiOkResponse({ type: RecurringDto })
  @Refuses(403)
  async one(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<RecurringDto> {
    return answered(reply, await this.recurring.read(actor, id));
  }

  /** Changes what opens, or when. It goes on with the first date that lies ahead. */
  @Patch(':id')
  @Allow('recurring.keep')
  @ApiOkResponse({ type: RecurringDto })
  @Refuses(403, 422)
  async change(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() body: ChangeRecurringDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<RecurringDto> {
    return answered(reply, await this.recurring.change(actor, id, ifMatch, body));
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Allow('recurring.keep')
  @ApiOkResponse({ type: RecurringDto })
  @Refuses(403, 404, 409)
  async pause(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<RecurringDto> {
    return answered(reply, await this.moves.pause(actor, id, ifMatch));
  }

  /** Goes on with the first date that lies ahead, in the name of whoever resumes it. */
  @Post(':id/resume')
  @HttpCode(200)
  @Allow('recurring.keep')
  @ApiOkResponse({ type: RecurringDto })
  @Refuses(403, 404, 409, 422)
  async resume(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<RecurringDto> {
    return answered(reply, await this.moves.resume(actor, id, ifMatch));
  }

  /** Removes it with what is known of its dates. The tickets that it opened stay. */
  @Delete(':id')
  @HttpCode(204)
  @Allow('recurring.keep')
  @ApiNoContentResponse()
  @Refuses(403)
  async remove(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @RequiredIfMatch() ifMatch: number | undefined,
  ): Promise<void> {
    await this.recurring.remove(actor, id, ifMatch);
  }

  /** The dates that lie ahead, moved to working days where that is asked; also while it is paused. */
  @Get(':id/occurrences')
  @Allow('recurring.read')
  @ApiPage(OccurrenceDto)
  @Refuses(403)
  async occurrences(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<OccurrenceDto>> {
    const page = await this.dates.occurrences(actor, id, limit, cursor);
    return { items: page.items.map(toOccurrenceDto), nextCursor: page.nextCursor };
  }

  /** What became of the dates so far, the last one first. */
  @Get(':id/history')
  @Allow('recurring.read')
  @ApiPage(OccurrenceDto)
  @Refuses(403)
  async history(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<OccurrenceDto>> {
    const page = await this.dates.history(actor, id, limit, cursor);
    return { items: page.items.map(toDoneDto), nextCursor: page.nextCursor };
  }

  /** Leaves out one date that lies ahead. */
  @Post(':id/occurrences/:date/skip')
  @HttpCode(200)
  @Allow('recurring.keep')
  @ApiOkResponse({ type: OccurrenceDto })
  @Refuses(403, 404, 409)
  async skip(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Param('date') date: string,
    @Body() { reason }: SkipDto,
  ): Promise<OccurrenceDto> {
    return toOccurrenceDto(await this.dates.skip(actor, id, date, reason));
  }
}

function answered(reply: Reply, one: Recurring): RecurringDto {
  setEtag(reply, one.version);
  return toRecurringDto(one);
}
