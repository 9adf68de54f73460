import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, ChangeReferencePipe, IfMatch, NoFieldsDto, Refuses, type Reply } from '../../../http/index.js';
import { tagged } from '../changes.controller.js';
import { DecisionsService } from './decisions.service.js';
import { BackOutDto, ChangeReasonDto, CloseChangeDto, DecideChangeDto, ImplementDto } from '../dto/change-input.dto.js';
import { ChangeDto } from '../dto/change.dto.js';
import { PreparingService } from './preparing.service.js';
import { RunningService } from './running.service.js';
import { SchedulingService } from './scheduling.service.js';
import { StartingService } from './starting.service.js';

/** The moves of a change. What is not visible is 404, then comes the role (403), the version (412), and what is possible now (409). */
@ApiTags('changes')
@Controller('changes/:change')
export class ChangeMovesController {
  constructor(
    private readonly preparing: PreparingService,
    private readonly decisions: DecisionsService,
    private readonly scheduling: SchedulingService,
    private readonly starting: StartingService,
    private readonly running: RunningService,
  ) {}

  /** To be read by a peer; what is one institution's own is put to it at once. A standard change is scheduled by a peer instead. */
  @Post('submit')
  @HttpCode(200)
  @Allow('change.write')
  @ApiOkResponse({ type: ChangeDto })
  @Refuses(403, 404, 409, 422)
  async submit(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDto> {
    return tagged(reply, await this.preparing.submit(actor, reference, ifMatch));
  }

  /** By a peer while it is submitted, then by its authority: the change manager, or the institution whose tenant it is. Of an emergency, by two who let it begin. A major one is voted on. */
  @Post('decide')
  @HttpCode(200)
  @Allow('change.decide')
  @ApiOkResponse({ type: ChangeDto })
  @Refuses(403, 404, 409, 422)
  async decide(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: DecideChangeDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDto> {
    return tagged(reply, await this.decisions.decide(actor, reference, ifMatch, body));
  }

  /** What was decided; of a standard change it is the decision, by a peer who does not make it. Those affected are told, and the notice has to be kept. */
  @Post('schedule')
  @HttpCode(200)
  @Allow('change.write')
  @ApiOkResponse({ type: ChangeDto })
  @Refuses(403, 404, 409, 422)
  async schedule(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDto> {
    return tagged(reply, await this.scheduling.schedule(actor, reference, ifMatch));
  }

  /** By an implementer, within its window. */
  @Post('start')
  @HttpCode(200)
  @Allow('change.write')
  @ApiOkResponse({ type: ChangeDto })
  @Refuses(403, 404, 409)
  async start(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDto> {
    return tagged(reply, await this.starting.start(actor, reference, ifMatch));
  }

  /** It is done: how it went, and what it interrupted in truth. */
  @Post('implement')
  @HttpCode(200)
  @Allow('change.write')
  @ApiOkResponse({ type: ChangeDto })
  @Refuses(403, 404, 409)
  async implement(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: ImplementDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDto> {
    return tagged(reply, await this.running.implement(actor, reference, ifMatch, body));
  }

  /** It is undone. */
  @Post('back-out')
  @HttpCode(200)
  @Allow('change.write')
  @ApiOkResponse({ type: ChangeDto })
  @Refuses(403, 404, 409)
  async backOut(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: BackOutDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDto> {
    return tagged(reply, await this.running.backOut(actor, reference, ifMatch, body));
  }

  /** What followed is looked at. */
  @Post('review')
  @HttpCode(200)
  @Allow('change.write')
  @ApiOkResponse({ type: ChangeDto })
  @Refuses(403, 404, 409)
  async review(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDto> {
    return tagged(reply, await this.running.review(actor, reference, ifMatch));
  }

  /** After a review, with what was learned; without one where none is due; before its start, as not implemented. */
  @Post('close')
  @HttpCode(200)
  @Allow('change.write')
  @ApiOkResponse({ type: ChangeDto })
  @Refuses(403, 404, 409, 422)
  async close(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: CloseChangeDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDto> {
    return tagged(reply, await this.running.close(actor, reference, ifMatch, body));
  }

  /** Before its start: it will not be made. */
  @Post('withdraw')
  @HttpCode(200)
  @Allow('change.write')
  @ApiOkResponse({ type: ChangeDto })
  @Refuses(403, 404, 409)
  async withdraw(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: ChangeReasonDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDto> {
    return tagged(reply, await this.preparing.withdraw(actor, reference, ifMatch, body.reason));
  }

  /** What was rejected is a draft again. */
  @Post('rework')
  @HttpCode(200)
  @Allow('change.write')
  @ApiOkResponse({ type: ChangeDto })
  @Refuses(403, 404, 409)
  async rework(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDto> {
    return tagged(reply, await this.preparing.rework(actor, reference, ifMatch));
  }

  /** Deadlines stand still until it is let go. */
  @Post('hold')
  @HttpCode(200)
  @Allow('change.write')
  @ApiOkResponse({ type: ChangeDto })
  @Refuses(403, 404, 409)
  async hold(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: ChangeReasonDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDto> {
    return tagged(reply, await this.preparing.hold(actor, reference, ifMatch, body.reason));
  }

  /** Goes on. */
  @Post('unhold')
  @HttpCode(200)
  @Allow('change.write')
  @ApiOkResponse({ type: ChangeDto })
  @Refuses(403, 404, 409)
  async unhold(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDto> {
    return tagged(reply, await this.preparing.unhold(actor, reference, ifMatch));
  }
}
