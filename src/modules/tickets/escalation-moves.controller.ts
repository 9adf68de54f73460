import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
import {
  Acting,
  Allow,
  IfMatch,
  NoFieldsDto,
  OrdinalPipe,
  ReferencePipe,
  Refuses,
  type Reply,
} from '../../http/index.js';
import {
  BodyDto,
  ConfirmDto,
  DeliverDto,
  DisputeMoveDto,
  ForwardDto,
  PlanDto,
  ReturnDto,
} from './dto/escalation-moves.dto.js';
import { AssignDto, OptionalReasonDto, ReasonDto } from './dto/ticket-moves.dto.js';
import { TicketDto } from './dto/ticket.dto.js';
import { EscalationMovesService } from './escalation-moves.service.js';
import { ForwardingService } from './forwarding.service.js';
import { answer, instantOf } from './ticket-moves.controller.js';

/** The moves of an escalation: the provider's, and those by which a SPOC answers, confirms, refuses or recalls. */
@ApiTags('escalations')
@Controller('tickets/:reference/escalations/:n')
@ApiOkResponse({ type: TicketDto })
@Refuses(403, 404, 409, 422)
export class EscalationMovesController {
  constructor(
    private readonly moves: EscalationMovesService,
    private readonly forwarding: ForwardingService,
  ) {}

  /** The provider takes it on; the engineer is assigned. */
  @Post('accept')
  @HttpCode(200)
  @Allow('escalation.work')
  accept(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('n', OrdinalPipe) n: number,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.moves.accept({ actor, reference, n, ifMatch }));
  }

  /** Gives it to a colleague at the provider. Changes no state. */
  @Post('assign')
  @HttpCode(200)
  @Allow('escalation.work')
  assign(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('n', OrdinalPipe) n: number,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: AssignDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.moves.assign({ actor, reference, n, ifMatch }, body));
  }

  /** A question to the SPOC, in writing; the provider waits. */
  @Post('ask')
  @HttpCode(200)
  @Allow('escalation.work')
  ask(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('n', OrdinalPipe) n: number,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: BodyDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.moves.ask({ actor, reference, n, ifMatch }, body.body));
  }

  /** The SPOC answers; the provider goes on. */
  @Post('answer')
  @HttpCode(200)
  @Allow('ticket.answer')
  answer(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('n', OrdinalPipe) n: number,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: BodyDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.moves.answer({ actor, reference, n, ifMatch }, body.body));
  }

  /** Waits for a planned date or a third party. */
  @Post('plan')
  @HttpCode(200)
  @Allow('escalation.work')
  plan(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('n', OrdinalPipe) n: number,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: PlanDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(
      reply,
      this.moves.plan({ actor, reference, n, ifMatch }, { cause: body.cause, followUpAt: new Date(body.followUpAt) }),
    );
  }

  /** Ends the waiting. */
  @Post('resume')
  @HttpCode(200)
  @Allow('escalation.work')
  resume(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('n', OrdinalPipe) n: number,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.moves.resume({ actor, reference, n, ifMatch }));
  }

  /** Hands it on to another function or the next holder; a new escalation continues the same target. */
  @Post('forward')
  @HttpCode(200)
  @Allow('escalation.work')
  forward(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('n', OrdinalPipe) n: number,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: ForwardDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(
      reply,
      this.forwarding.forward(
        { actor, reference, n, ifMatch },
        {
          function: body.function,
          institution: body.institution,
          external: body.external,
          reason: body.reason,
          followUpAt: instantOf(body.followUpAt),
        },
      ),
    );
  }

  /** Gives it back to the SPOC, with a code and a reason. */
  @Post('return')
  @HttpCode(200)
  @Allow('escalation.work')
  return(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('n', OrdinalPipe) n: number,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: ReturnDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.moves.return({ actor, reference, n, ifMatch }, body.code, body.reason, body.readyText));
  }

  /** The SPOC takes it back. */
  @Post('recall')
  @HttpCode(200)
  @Allow('ticket.recall')
  recall(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('n', OrdinalPipe) n: number,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: OptionalReasonDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.moves.recall({ actor, reference, n, ifMatch }, body.reason));
  }

  /** Delivers, with a text for the requester. */
  @Post('deliver')
  @HttpCode(200)
  @Allow('escalation.work')
  deliver(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('n', OrdinalPipe) n: number,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: DeliverDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    const { code, textForRequester, readyText, problem } = body;
    const asked = { actor, reference, n, ifMatch };
    return answer(reply, this.moves.deliver(asked, code, textForRequester, readyText, problem));
  }

  /** Accepts a delivery or a return; with `resolve` the text is transmitted and the ticket resolved in one move. */
  @Post('confirm')
  @HttpCode(200)
  @Allow('ticket.confirm')
  confirm(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('n', OrdinalPipe) n: number,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: ConfirmDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.moves.confirm({ actor, reference, n, ifMatch }, body.resolve === true));
  }

  /** Refuses a delivery or a return, with a reason: the provider goes on. */
  @Post('refuse')
  @HttpCode(200)
  @Allow('ticket.refuse')
  refuse(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('n', OrdinalPipe) n: number,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: ReasonDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.moves.refuse({ actor, reference, n, ifMatch }, body.reason));
  }

  /** The provider disputes the priority; `qualify` answers. */
  @Post('dispute')
  @HttpCode(200)
  @Allow('escalation.work')
  dispute(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('n', OrdinalPipe) n: number,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: DisputeMoveDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.moves.dispute({ actor, reference, n, ifMatch }, body));
  }
}
