import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, ChangeReferencePipe, IfMatch, NoFieldsDto, Refuses, type Reply } from '../../../http/index.js';
import { AcknowledgingService } from '../moves/acknowledging.service.js';
import { tagged } from '../changes.controller.js';
import { ObjectDto } from '../dto/change-input.dto.js';
import { ChangeDto } from '../dto/change.dto.js';
import { ObjectionsService } from '../moves/objections.service.js';

/** What an affected institution says to a change that was announced. */
@ApiTags('changes')
@Controller('changes/:change')
export class AnsweringController {
  constructor(
    private readonly acknowledging: AcknowledgingService,
    private readonly objections: ObjectionsService,
  ) {}

  /** By a SPOC of an affected institution: it has taken note of the announcement. It approves nothing; what moves is announced anew. */
  @Post('acknowledge')
  @HttpCode(200)
  @Allow('change.acknowledge')
  @ApiOkResponse({ type: ChangeDto })
  @Refuses(403, 404, 409)
  async acknowledge(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDto> {
    return tagged(reply, await this.acknowledging.acknowledge(actor, reference, ifMatch));
  }

  /** By an affected institution, with the reason. One takes away that a change is standard; a fifth of those affected, at least three, or one about security make it major. */
  @Post('object')
  @HttpCode(200)
  @Allow('change.object')
  @ApiOkResponse({ type: ChangeDto })
  @Refuses(403, 404, 409)
  async object(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: ObjectDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDto> {
    return tagged(
      reply,
      await this.objections.object(actor, reference, ifMatch, {
        reason: body.reason,
        isSecurity: body.isSecurity ?? false,
      }),
    );
  }

  /** The own one. */
  @Post('withdraw-objection')
  @HttpCode(200)
  @Allow('change.object')
  @ApiOkResponse({ type: ChangeDto })
  @Refuses(403, 404, 409)
  async withdrawObjection(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDto> {
    return tagged(reply, await this.objections.withdrawObjection(actor, reference));
  }
}
