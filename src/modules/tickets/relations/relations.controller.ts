import { Body, Controller, Delete, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  Idempotent,
  IfMatch,
  ReferencePipe,
  Refuses,
  type Page,
  type Reply,
} from '../../../http/index.js';
import { TicketDto } from '../dto/ticket.dto.js';
import { answer } from '../ticket-moves.controller.js';
import { LinkDto, LinkedTicketDto, MergeDto, SplitDto, toLinkedTicketDto } from './dto/relations.dto.js';
import { LinksService } from './links.service.js';
import { MergingService } from './merging.service.js';
import { SplittingService } from './splitting.service.js';

/** Tickets of one institution that have to do with one another. */
@ApiTags('relations')
@Controller('tickets/:reference')
export class RelationsController {
  constructor(
    private readonly links: LinksService,
    private readonly merging: MergingService,
    private readonly splitting: SplittingService,
  ) {}

  /** What has to do with this ticket, for the staff of its institution. */
  @Get('links')
  @Allow('ticket.links')
  @ApiPage(LinkedTicketDto)
  @Refuses(403, 404)
  async list(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
  ): Promise<Page<LinkedTicketDto>> {
    const items = await this.links.list(actor, reference);
    return { items: items.map(toLinkedTicketDto), nextCursor: null };
  }

  /** Links it with another ticket of the own institution. Changes neither. */
  @Post('link')
  @HttpCode(200)
  @Allow('ticket.link')
  @ApiOkResponse({ type: TicketDto })
  @Refuses(403, 404, 409, 422)
  link(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: LinkDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.links.link({ actor, reference, ifMatch }, body.to, body.kind));
  }

  /** Takes a link away. What was merged or split off stays so. */
  @Delete('links/:to')
  @Allow('ticket.link')
  @ApiOkResponse({ type: TicketDto })
  @Refuses(403, 404, 422)
  unlink(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('to', ReferencePipe) to: string,
    @IfMatch() ifMatch: number | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.links.unlink({ actor, reference, ifMatch }, to));
  }

  /** It goes on under another ticket, which counts from then on since the older of the two was opened. */
  @Post('merge')
  @HttpCode(200)
  @Allow('ticket.merge')
  @ApiOkResponse({ type: TicketDto })
  @Refuses(403, 404, 409, 422)
  merge(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: MergeDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.merging.merge({ actor, reference, ifMatch }, body.into));
  }

  /** Makes another ticket of a part of it. Answers the new one. */
  @Post('split')
  @Idempotent()
  @Allow('ticket.split')
  @ApiCreatedResponse({ type: TicketDto })
  @Refuses(403, 404, 409, 422)
  split(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: SplitDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.splitting.split({ actor, reference, ifMatch }, body));
  }
}
