import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  Idempotent,
  formatInstant,
  PageQueryDto,
  Refuses,
  UuidPipe,
  type Page,
} from '../../../http/index.js';
import { openTicketStates } from '../domain/states.js';
import { TicketLineDto } from '../dto/ticket.dto.js';
import { toTicketLineDto } from '../dto/to-dto.js';
import { ListingService } from '../listing.service.js';
import {
  AbsenceDto,
  AddAbsenceDto,
  HandOverDto,
  HandOverReportDto,
  PresenceDto,
  SetPresenceDto,
} from './dto/presence.dto.js';
import { HandOver } from './hand-over.service.js';
import { PresenceService, type Absence, type Presence } from './presence.service.js';

@ApiTags('me')
@Controller('me')
export class PresenceController {
  constructor(
    private readonly presence: PresenceService,
    private readonly handOver: HandOver,
    private readonly listing: ListingService,
  ) {}

  @Get('presence')
  @Allow('desk.keep')
  @ApiOkResponse({ type: PresenceDto })
  async read(@Acting() actor: Actor): Promise<PresenceDto> {
    return toPresenceDto(await this.presence.read(actor));
  }

  /** Says whether one may be given work now. What was said before does not matter, so no version is asked for. */
  @Put('presence')
  @Allow('desk.keep')
  @ApiOkResponse({ type: PresenceDto })
  @Refuses(403, 422)
  async say(@Acting() actor: Actor, @Body() { state, until }: SetPresenceDto): Promise<PresenceDto> {
    return toPresenceDto(
      await this.presence.say(actor, { state, until: until === undefined ? undefined : new Date(until) }),
    );
  }

  /** One's absences that are not over, the next one first. */
  @Get('absences')
  @Allow('desk.keep')
  @ApiPage(AbsenceDto)
  async absences(@Acting() actor: Actor): Promise<Page<AbsenceDto>> {
    return { items: (await this.presence.absences(actor)).map(toAbsenceDto), nextCursor: null };
  }

  /** Says when one will not be there, and who acts meanwhile. */
  @Post('absences')
  @Idempotent()
  @Allow('desk.keep')
  @ApiCreatedResponse({ type: AbsenceDto })
  @Refuses(403, 422)
  async add(@Acting() actor: Actor, @Body() { from, until, deputy }: AddAbsenceDto): Promise<AbsenceDto> {
    return toAbsenceDto(await this.presence.add(actor, { from: new Date(from), until: new Date(until), deputy }));
  }

  @Delete('absences/:id')
  @HttpCode(204)
  @Allow('desk.keep')
  @ApiNoContentResponse()
  @Refuses(403, 404)
  remove(@Acting() actor: Actor, @Param('id', UuidPipe) id: string): Promise<void> {
    return this.presence.remove(actor, id);
  }

  /** What is open and assigned to oneself, with the next step and its date: the list to hand over. */
  @Get('hand-over')
  @Allow('turn.read')
  @ApiPage(TicketLineDto)
  async mine(@Acting() actor: Actor, @Query() { limit = 50, cursor }: PageQueryDto): Promise<Page<TicketLineDto>> {
    const asked = { assignee: 'me', state: openTicketStates, sort: 'openedAt', descending: false } as const;
    const { items, nextCursor } = await this.listing.list(actor, { ...asked, limit, cursor });
    return { items: items.map(toTicketLineDto), nextCursor };
  }

  /** Gives a colleague what one has, or some of it, and says of each ticket what came of it. */
  @Post('hand-over')
  @HttpCode(200)
  @Allow('turn.read')
  @ApiOkResponse({ type: HandOverReportDto })
  @Refuses(403, 422)
  give(@Acting() actor: Actor, @Body() { to, tickets }: HandOverDto): Promise<HandOverReportDto> {
    return this.handOver.to(actor, to.toLowerCase(), tickets);
  }
}

function toPresenceDto({ state, until }: Presence): PresenceDto {
  return { state, until: until && formatInstant(until) };
}

function toAbsenceDto({ id, from, until, deputy }: Absence): AbsenceDto {
  return { id, from: formatInstant(from), until: formatInstant(until), deputy };
}
