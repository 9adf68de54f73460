import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, ChangeReferencePipe, IfMatch, Refuses, type Reply } from '../../../http/index.js';
import { tagged } from '../changes.controller.js';
import { ChangeDto } from '../dto/change.dto.js';
import { AffectedService } from './affected.service.js';
import { CorrectAffectedDto } from './dto/affected.dto.js';

/** Whom a change affects, where the agreements do not say it. */
@ApiTags('changes')
@Controller('changes/:change/affected')
export class AffectedController {
  constructor(private readonly affected: AffectedService) {}

  /** Adds an institution, or takes one out, with the reason; it stays so. The change is classed anew, and what was decided holds no longer. */
  @Post()
  @HttpCode(200)
  @Allow('change.write')
  @ApiOkResponse({ type: ChangeDto })
  @Refuses(403, 404, 409, 422)
  async correct(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { institution, isAffected, reason }: CorrectAffectedDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDto> {
    const said = { institution, isAffected, reason };
    return tagged(reply, await this.affected.correct(actor, reference, ifMatch, said));
  }
}
