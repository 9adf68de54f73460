import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  Idempotent,
  PageQueryDto,
  Refuses,
  RequiredIfMatch,
  setEtag,
  UuidPipe,
  type Page,
  type Reply,
} from '../../../http/index.js';
import { TicketLineDto } from '../dto/ticket.dto.js';
import { toTicketLineDto } from '../dto/to-dto.js';
import { SaveViewDto, ViewCountsDto, ViewDto } from './dto/views.dto.js';
import { ViewsService, type ShownView } from './views.service.js';

@ApiTags('views')
@Allow('view.keep')
@Controller('views')
export class ViewsController {
  constructor(private readonly views: ViewsService) {}

  /** Keeps a question to the list of tickets under a name. */
  @Post()
  @Idempotent()
  @ApiCreatedResponse({ type: ViewDto })
  @Refuses(403, 409, 422)
  async make(
    @Acting() actor: Actor,
    @Body() body: SaveViewDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ViewDto> {
    return answer(reply, await this.views.make(actor, body));
  }

  /** One's own views and those that are shared with one, by name. */
  @Get()
  @ApiPage(ViewDto)
  async list(@Acting() actor: Actor, @Query() { limit = 50, cursor }: PageQueryDto): Promise<Page<ViewDto>> {
    const { items, nextCursor } = await this.views.list(actor, limit, cursor);
    return { items: items.map(toViewDto), nextCursor };
  }

  /** How much each of the first fifty of them finds. */
  @Get('counts')
  @ApiOkResponse({ type: ViewCountsDto })
  async counts(@Acting() actor: Actor): Promise<ViewCountsDto> {
    return { items: await this.views.counts(actor) };
  }

  @Get(':id')
  @ApiOkResponse({ type: ViewDto })
  async read(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ViewDto> {
    return answer(reply, await this.views.read(actor, id));
  }

  /** What it finds, as the list shows it to the reader. */
  @Get(':id/tickets')
  @ApiPage(TicketLineDto)
  @Refuses(403, 404, 409)
  async tickets(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<TicketLineDto>> {
    const { items, nextCursor } = await this.views.tickets(actor, id, limit, cursor);
    return { items: items.map(toTicketLineDto), nextCursor };
  }

  @Put(':id')
  @ApiOkResponse({ type: ViewDto })
  @Refuses(403, 404, 409, 422)
  async change(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @RequiredIfMatch() version: number | undefined,
    @Body() body: SaveViewDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ViewDto> {
    return answer(reply, await this.views.change(actor, id, version, body));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(403, 404)
  remove(@Acting() actor: Actor, @Param('id', UuidPipe) id: string): Promise<void> {
    return this.views.remove(actor, id);
  }
}

function answer(reply: Reply, view: ShownView): ViewDto {
  setEtag(reply, view.version);
  return toViewDto(view);
}

function toViewDto({
  id,
  name,
  ownerId,
  ownerName,
  filter,
  sort,
  sharedWith,
  teamId,
  outdated,
  version,
}: ShownView): ViewDto {
  return {
    id,
    name,
    owner: { id: ownerId, name: ownerName },
    filter,
    sort,
    sharedWith,
    team: teamId,
    outdated,
    version,
  };
}
