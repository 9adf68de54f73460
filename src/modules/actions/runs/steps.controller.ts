import { Body, Controller, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  IfMatch,
  OrdinalPipe,
  Refuses,
  RequiredIfMatch,
  setEtag,
  UuidPipe,
  type Reply,
} from '../../../http/index.js';
import { EndStepDto, UndoStepDto } from './dto/run-input.dto.js';
import { RunDetailsDto } from './dto/run.dto.js';
import { toRunDetailsDto } from './dto/to-run-dto.js';
import type { WholeRun } from './run.js';
import { StepsService } from './steps.service.js';

/** The steps of a run. */
@ApiTags('runs')
@Controller('runs/:id/steps/:n')
export class StepsController {
  constructor(private readonly steps: StepsService) {}

  /**
   * Says what became of a step, or corrects what was said. If-Match: a version of the run since which nobody said anything
   * of this step; what others did meanwhile with other steps is no reason to fail. Refused (409) for a step that is not on
   * the path.
   */
  @Patch()
  @Allow('run.work')
  @ApiOkResponse({ type: RunDetailsDto })
  @Refuses(403, 404, 409, 422)
  async end(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Param('n', OrdinalPipe) n: number,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() { state, seen, reason, branch }: EndStepDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<RunDetailsDto> {
    const said = { state, seen: seen ?? null, reason: reason ?? null, branch: branch ?? null };
    return told(reply, actor, await this.steps.end(actor, id, n, ifMatch, said));
  }

  /** Says that a done step was undone; it is open again. If-Match as above. */
  @Post('undo')
  @HttpCode(200)
  @Allow('run.work')
  @ApiOkResponse({ type: RunDetailsDto })
  @Refuses(403, 404, 409)
  async undo(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Param('n', OrdinalPipe) n: number,
    @IfMatch() ifMatch: number | undefined,
    @Body() { seen }: UndoStepDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<RunDetailsDto> {
    return told(reply, actor, await this.steps.undo(actor, id, n, ifMatch, seen ?? null));
  }
}

function told(reply: Reply, { personId }: Actor, whole: WholeRun): RunDetailsDto {
  setEtag(reply, whole.run.version);
  return toRunDetailsDto(whole, personId);
}
