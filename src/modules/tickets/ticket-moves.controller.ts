import { Body, Controller, HttpCode, Param, Post, Put, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
import {
  Acting,
  Allow,
  IfMatch,
  NoFieldsDto,
  ReferencePipe,
  Refuses,
  RequiredIfMatch,
  setEtag,
  type Reply,
} from '../../http/index.js';
import { EscalateDto, EscalationDraftDto, SavedDraftDto } from './dto/escalation-moves.dto.js';
import { AssignDto, QualifyDto, ReasonDto, ResolveDto, WaitDto } from './dto/ticket-moves.dto.js';
import { TicketDto } from './dto/ticket.dto.js';
import { toSavedDraftDto, toTicketDto } from './dto/to-dto.js';
import { EscalatingService } from './escalating.service.js';
import { TicketMovesService } from './ticket-moves.service.js';
import type { TicketView } from './ticket-views.js';

/** The moves of a ticket. Each answers the ticket as it is afterwards; what is not possible now is 409 with the moves that are. */
@ApiTags('moves')
@Controller('tickets/:reference')
@ApiOkResponse({ type: TicketDto })
@Refuses(403, 404, 409, 422)
export class TicketMovesController {
  constructor(
    private readonly moves: TicketMovesService,
    private readonly escalating: EscalatingService,
  ) {}

  /** Level 1 takes a new ticket; the taker is assigned. */
  @Post('take')
  @HttpCode(200)
  @Allow('ticket.take')
  take(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.moves.take({ actor, reference, ifMatch }));
  }

  /** Gives a ticket to a colleague or into the queue of a team, or takes it away from them. Changes no state. */
  @Post('assign')
  @HttpCode(200)
  @Allow('ticket.assign')
  assign(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: AssignDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.moves.assign({ actor, reference, ifMatch }, body));
  }

  /** Waits for somebody or something, with a date on which we look again. */
  @Post('wait')
  @HttpCode(200)
  @Allow('ticket.wait')
  wait(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: WaitDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(
      reply,
      this.moves.wait(
        { actor, reference, ifMatch },
        {
          cause: body.cause,
          message: body.message,
          followUpAt: new Date(body.followUpAt),
        },
      ),
    );
  }

  /** Ends the waiting. */
  @Post('resume')
  @HttpCode(200)
  @Allow('ticket.resume')
  resume(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.moves.resume({ actor, reference, ifMatch }));
  }

  /** Calls on a provider: a written summary and what was ticked cross, nothing else. */
  @Post('escalate')
  @HttpCode(200)
  @Allow('ticket.escalate')
  escalate(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: EscalateDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(
      reply,
      this.escalating.escalate(
        { actor, reference, ifMatch },
        {
          function: body.function,
          summary: body.summary,
          messages: body.messages,
          shareRequester: body.shareRequester,
          followUpAt: instantOf(body.followUpAt),
        },
      ),
    );
  }

  /** Says to the requester what was done. */
  @Post('resolve')
  @HttpCode(200)
  @Allow('ticket.resolve')
  resolve(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: ResolveDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.moves.resolve({ actor, reference, ifMatch }, body));
  }

  /** Ends a resolved ticket; it never reopens. */
  @Post('close')
  @HttpCode(200)
  @Allow('ticket.close')
  close(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.moves.close({ actor, reference, ifMatch }));
  }

  /** It is not settled. */
  @Post('reopen')
  @HttpCode(200)
  @Allow('ticket.reopen')
  reopen(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: ReasonDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.moves.reopen({ actor, reference, ifMatch }, body.reason));
  }

  /** Ends a ticket that needs no answer. */
  @Post('cancel')
  @HttpCode(200)
  @Allow('ticket.cancel')
  cancel(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: ReasonDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.moves.cancel({ actor, reference, ifMatch }, body.reason));
  }

  /** Sets impact and urgency, and by them the priority; answers a dispute. */
  @Post('qualify')
  @HttpCode(200)
  @Allow('ticket.qualify')
  qualify(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: QualifyDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.moves.qualify({ actor, reference, ifMatch }, body));
  }

  /** Prepares an escalation that a SPOC will send. */
  @Put('escalation-draft')
  @Allow('ticket.draft_escalation')
  @ApiOkResponse({ type: SavedDraftDto })
  async draft(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() body: EscalationDraftDto,
  ): Promise<SavedDraftDto> {
    return toSavedDraftDto(await this.escalating.draft({ actor, reference, ifMatch }, body));
  }
}

export const instantOf = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(text);

/** Every move answers the ticket and its ETag. */
export async function answer(reply: Reply, moved: Promise<TicketView>): Promise<TicketDto> {
  const view = await moved;
  setEtag(reply, view.ticket.version);
  return toTicketDto(view);
}
