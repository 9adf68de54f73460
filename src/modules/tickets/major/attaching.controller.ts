import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, IfMatch, NoFieldsDto, ReferencePipe, Refuses, type Reply } from '../../../http/index.js';
import { TicketDto } from '../dto/ticket.dto.js';
import { answer } from '../ticket-moves.controller.js';
import { AttachingService } from './attaching.service.js';
import { AttachDto, TicketMajorDto, toMajorDetailsDto } from './dto/major.dto.js';
import { MajorsService } from './majors.service.js';

@ApiTags('major incidents')
@Controller('tickets/:reference')
export class AttachingController {
  constructor(
    private readonly attaching: AttachingService,
    private readonly majors: MajorsService,
  ) {}

  /** The major incident on which it hangs, with what was said of it: for its staff and for whoever asked. */
  @Get('major-incident')
  @Allow('ticket.read')
  @ApiOkResponse({ type: TicketMajorDto })
  @Refuses(404)
  async one(@Acting() actor: Actor, @Param('reference', ReferencePipe) reference: string): Promise<TicketMajorDto> {
    const view = await this.majors.ofTicket(actor, reference);
    return { majorIncident: view ? toMajorDetailsDto(view) : null };
  }

  /** Hangs the ticket on a major incident that was announced to the own institution. */
  @Post('attach-to-major')
  @HttpCode(200)
  @Allow('ticket.attach')
  @ApiOkResponse({ type: TicketDto })
  @Refuses(403, 404, 409, 422)
  attach(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: AttachDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.attaching.attach({ actor, reference, ifMatch }, body.id));
  }

  /** Takes it off again. */
  @Post('detach-from-major')
  @HttpCode(200)
  @Allow('ticket.attach')
  @ApiOkResponse({ type: TicketDto })
  @Refuses(403, 404, 409)
  detach(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.attaching.detach({ actor, reference, ifMatch }));
  }
}
