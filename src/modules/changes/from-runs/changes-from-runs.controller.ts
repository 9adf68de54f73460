import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, Idempotent, NoFieldsDto, Refuses, setEtag, UuidPipe, type Reply } from '../../../http/index.js';
import { ChangeDto } from '../dto/change.dto.js';
import { toChangeDto } from '../dto/to-change-dto.js';
import { versionOf } from '../moves/change-desk.js';
import { ChangesFromRunsService } from './changes-from-runs.service.js';

/** A run that needs a change opens it. */
@ApiTags('runs', 'changes')
@Controller('runs/:id/change')
export class ChangesFromRunsController {
  constructor(private readonly changes: ChangesFromRunsService) {}

  /**
   * A draft with what the action says: its steps are the plan, what undoes them the backout plan, its verification the tests.
   * A SPOC asks for it. Once for a run: asked for again it is 200, and the same change.
   */
  @Post()
  @Idempotent()
  @Allow('change.open')
  @ApiCreatedResponse({ type: ChangeDto })
  @ApiOkResponse({ type: ChangeDto, description: 'The change that it has already' })
  @Refuses(403, 404, 409, 422)
  async open(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeDto> {
    const { change, isNew } = await this.changes.open(actor, id);
    reply.code(isNew ? 201 : 200);
    setEtag(reply, versionOf(change));
    return toChangeDto(change);
  }
}
