import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
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
} from '../../http/index.js';
import { SYSTEM_PERSON } from '../../kernel/index.js';
import { AppointmentDto, toAppointmentDto } from './dto/appointment.dto.js';
import { OpenTicketDto } from './dto/open-ticket.dto.js';
import { MoveNowDto, TimelineEntryDto } from './dto/thread.dto.js';
import { TicketDto, TimerDto } from './dto/ticket.dto.js';
import { toTicketDto, toTimelineEntryDto, toTimerDto } from './dto/to-dto.js';
import { OpeningService } from './opening.service.js';
import { ReadingService } from './reading.service.js';

@ApiTags('tickets')
@Controller('tickets')
export class TicketsController {
  constructor(
    private readonly opening: OpeningService,
    private readonly reading: ReadingService,
  ) {}

  /** Opens a ticket of the own institution. */
  @Post()
  @Idempotent()
  @Allow('ticket.open')
  @ApiCreatedResponse({ type: TicketDto })
  @Refuses(422)
  async open(
    @Acting() actor: Actor,
    @Body() body: OpenTicketDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    const view = await this.opening.open(actor, body);
    setEtag(reply, view.ticket.version);
    return toTicketDto(view);
  }

  /** One ticket, as the caller may see it. */
  @Get(':reference')
  @Allow('ticket.read')
  @ApiOkResponse({ type: TicketDto })
  async one(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    const view = await this.reading.view(actor, reference);
    setEtag(reply, view.ticket.version);
    return toTicketDto(view);
  }

  /** What the caller may do now. */
  @Get(':reference/moves')
  @Allow('ticket.read')
  @ApiPage(MoveNowDto)
  async moves(@Acting() actor: Actor, @Param('reference', ReferencePipe) reference: string): Promise<Page<MoveNowDto>> {
    return { items: await this.reading.moves(actor, reference), nextCursor: null };
  }

  /** What happened, oldest first. */
  @Get(':reference/timeline')
  @Allow('ticket.read')
  @ApiPage(TimelineEntryDto)
  async timeline(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<TimelineEntryDto>> {
    const page = await this.reading.timeline(actor, reference, limit, cursor);
    return { items: page.items.map((entry) => toTimelineEntryDto(entry, SYSTEM_PERSON)), nextCursor: page.nextCursor };
  }

  /** The timers that the caller may see: the own side's and the provider's. */
  @Get(':reference/timers')
  @Allow('ticket.read')
  @ApiPage(TimerDto)
  async timers(@Acting() actor: Actor, @Param('reference', ReferencePipe) reference: string): Promise<Page<TimerDto>> {
    const timers = await this.reading.timersOf(actor, reference);
    return { items: timers.map(toTimerDto), nextCursor: null };
  }

  /** What time does next by itself if nobody moves, as far as the caller may know it. */
  @Get(':reference/appointments')
  @Allow('ticket.read')
  @ApiPage(AppointmentDto)
  async appointments(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
  ): Promise<Page<AppointmentDto>> {
    const appointments = await this.reading.appointmentsOf(actor, reference);
    return { items: appointments.map(toAppointmentDto), nextCursor: null };
  }
}
