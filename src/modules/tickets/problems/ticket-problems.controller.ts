import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, ApiPage, IfMatch, ReferencePipe, Refuses, type Page, type Reply } from '../../../http/index.js';
import { TicketDto } from '../dto/ticket.dto.js';
import { answer } from '../ticket-moves.controller.js';
import { NamedProblemDto } from './dto/problem-input.dto.js';
import { TicketProblemDto } from './dto/problem.dto.js';
import { toTicketProblemDto } from './dto/to-problem-dto.js';
import { TicketProblemsService } from './ticket-problems.service.js';

@ApiTags('problems')
@Controller('tickets/:reference')
export class TicketProblemsController {
  constructor(private readonly problems: TicketProblemsService) {}

  /** The problems that it is a case of, as far as the caller may know; with the workaround ready to be said. */
  @Get('problems')
  @Allow('ticket.read')
  @ApiPage(TicketProblemDto)
  @Refuses(404)
  async list(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
  ): Promise<Page<TicketProblemDto>> {
    const items = await this.problems.list(actor, reference);
    return { items: items.map(({ problem, workaround }) => toTicketProblemDto(problem, workaround)), nextCursor: null };
  }

  /** "+1": this ticket is that problem. By level 1 of its owner, or by an engineer of the institution that holds it now. */
  @Post('link-problem')
  @HttpCode(200)
  @Allow('ticket.link_problem')
  @ApiOkResponse({ type: TicketDto })
  @Refuses(403, 404, 409, 422)
  link(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { problem }: NamedProblemDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.problems.link({ actor, reference, ifMatch }, problem));
  }

  @Post('unlink-problem')
  @HttpCode(200)
  @Allow('ticket.link_problem')
  @ApiOkResponse({ type: TicketDto })
  @Refuses(403, 404, 409, 422)
  unlink(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { problem }: NamedProblemDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.problems.unlink({ actor, reference, ifMatch }, problem));
  }
}
