import { Body, Controller, HttpCode, Param, Post, Put, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
import {
  Acting,
  ActionReferencePipe,
  Allow,
  IfMatch,
  NoFieldsDto,
  Refuses,
  RequiredIfMatch,
  type Reply,
} from '../../http/index.js';
import { ActionStandingService } from './action-standing.service.js';
import { tagged } from './actions.controller.js';
import { ActionsService } from './actions.service.js';
import { OwnActionDto, ReviewActionDto, ReviewOnDto, SuspendActionDto } from './dto/action-input.dto.js';
import { ActionDto } from './dto/action.dto.js';

/** The moves of an action, by those who run its services. */
@ApiTags('actions')
@Controller('actions/:action')
@Refuses(403, 404, 409)
export class ActionMovesController {
  constructor(
    private readonly actions: ActionsService,
    private readonly standing: ActionStandingService,
  ) {}

  /** By somebody who wrote none of the draft (403 `own_work`). An edit after it undoes it. */
  @Post('review')
  @HttpCode(200)
  @Allow('action.review')
  @ApiOkResponse({ type: ActionDto })
  async review(
    @Acting() actor: Actor,
    @Param('action', ActionReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { note }: ReviewActionDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ActionDto> {
    return tagged(reply, await this.actions.review(actor, reference, ifMatch, { note }));
  }

  /**
   * What was reviewed holds from now on, and never changes. Whoever wrote none of a draft reviews it by publishing it. Ends a
   * suspension.
   */
  @Post('publish')
  @HttpCode(200)
  @Allow('action.write')
  @ApiOkResponse({ type: ActionDto })
  @Refuses(422)
  async publish(
    @Acting() actor: Actor,
    @Param('action', ActionReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { reviewOn }: ReviewOnDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ActionDto> {
    return tagged(reply, await this.actions.publish(actor, reference, ifMatch, { reviewOn }));
  }

  /** Gives up what is being written; what is published goes on to hold. */
  @Post('discard')
  @HttpCode(200)
  @Allow('action.write')
  @ApiOkResponse({ type: ActionDto })
  async discard(
    @Acting() actor: Actor,
    @Param('action', ActionReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ActionDto> {
    return tagged(reply, await this.actions.discard(actor, reference, ifMatch));
  }

  /** Nobody begins it any more, until the suspension is lifted or a corrected version is published. */
  @Post('suspend')
  @HttpCode(200)
  @Allow('action.write')
  @ApiOkResponse({ type: ActionDto })
  async suspend(
    @Acting() actor: Actor,
    @Param('action', ActionReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { reason }: SuspendActionDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ActionDto> {
    return tagged(reply, await this.standing.suspend(actor, reference, ifMatch, reason));
  }

  @Post('lift')
  @HttpCode(200)
  @Allow('action.write')
  @ApiOkResponse({ type: ActionDto })
  async lift(
    @Acting() actor: Actor,
    @Param('action', ActionReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ActionDto> {
    return tagged(reply, await this.standing.lift(actor, reference, ifMatch));
  }

  /** It was looked at again and holds; what was retired comes back. */
  @Post('renew')
  @HttpCode(200)
  @Allow('action.write')
  @ApiOkResponse({ type: ActionDto })
  @Refuses(422)
  async renew(
    @Acting() actor: Actor,
    @Param('action', ActionReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { reviewOn }: ReviewOnDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ActionDto> {
    return tagged(reply, await this.standing.renew(actor, reference, ifMatch, reviewOn));
  }

  @Post('retire')
  @HttpCode(200)
  @Allow('action.write')
  @ApiOkResponse({ type: ActionDto })
  async retire(
    @Acting() actor: Actor,
    @Param('action', ActionReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ActionDto> {
    return tagged(reply, await this.standing.retire(actor, reference, ifMatch));
  }

  /** Who answers for it. */
  @Put('owner')
  @Allow('action.write')
  @ApiOkResponse({ type: ActionDto })
  @Refuses(422)
  async own(
    @Acting() actor: Actor,
    @Param('action', ActionReferencePipe) reference: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() { owner }: OwnActionDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ActionDto> {
    return tagged(reply, await this.standing.own(actor, reference, ifMatch, owner));
  }
}
