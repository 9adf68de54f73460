import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, IfMatch, OrdinalPipe, ReferencePipe, Refuses, type Reply } from '../../../http/index.js';
import { TicketDto } from '../dto/ticket.dto.js';
import { answer, instantOf } from '../ticket-moves.controller.js';
import { ExternalAnswerDto, ExternalReferenceDto } from './dto/external.dto.js';
import { ExternalService } from './external.service.js';

/** What a holder outside the consortium says, noted by the institution that follows them up. */
@ApiTags('escalations')
@Controller('tickets/:reference/escalations/:n')
@ApiOkResponse({ type: TicketDto })
@Refuses(403, 404, 409, 422)
export class ExternalController {
  constructor(private readonly external: ExternalService) {}

  /** Notes the number that the escalation has with them. */
  @Post('external-reference')
  @HttpCode(200)
  @Allow('escalation.work')
  refer(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('n', OrdinalPipe) n: number,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: ExternalReferenceDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.external.refer({ actor, reference, n, ifMatch }, body.theirReference));
  }

  /** Notes their answer, for both sides to read; the provider goes on. */
  @Post('external-answer')
  @HttpCode(200)
  @Allow('escalation.work')
  answer(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('n', OrdinalPipe) n: number,
    @IfMatch() ifMatch: number | undefined,
    @Body() { body, receivedAt }: ExternalAnswerDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TicketDto> {
    return answer(reply, this.external.answer({ actor, reference, n, ifMatch }, body, instantOf(receivedAt)));
  }
}
