import { Body, Controller, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  IfMatch,
  NoFieldsDto,
  Refuses,
  RequiredIfMatch,
  setEtag,
  UuidPipe,
  type Reply,
} from '../../../http/index.js';
import { FillRunDto, FinishRunDto, HandOverRunDto } from './dto/run-input.dto.js';
import { RunDetailsDto } from './dto/run.dto.js';
import { toRunDetailsDto } from './dto/to-run-dto.js';
import type { WholeRun } from './run.js';
import { RunMovesService } from './run-moves.service.js';

/** With whom a run lies, who looks at it, and how it ends. */
@ApiTags('runs')
@Controller('runs/:id')
export class RunMovesController {
  constructor(private readonly moves: RunMovesService) {}

  /** Values that a step has shown: the steps that follow are told with them. */
  @Patch('parameters')
  @Allow('run.work')
  @ApiOkResponse({ type: RunDetailsDto })
  @Refuses(403, 404, 409, 422)
  async fill(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() { parameters }: FillRunDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<RunDetailsDto> {
    return told(reply, actor, await this.moves.fill(actor, id, ifMatch, parameters));
  }

  /** Gives it to a colleague of the same side who may run the action; the note is kept with the evidence. */
  @Post('hand-over')
  @HttpCode(200)
  @Allow('run.work')
  @ApiOkResponse({ type: RunDetailsDto })
  @Refuses(403, 404, 409, 422)
  async handOver(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { to, note }: HandOverRunDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<RunDetailsDto> {
    return told(
      reply,
      actor,
      await this.moves.handOver(actor, id, ifMatch, { to: to.toLowerCase(), note: note ?? null }),
    );
  }

  /** Takes it over from whoever has it. */
  @Post('take')
  @HttpCode(200)
  @Allow('run.work')
  @ApiOkResponse({ type: RunDetailsDto })
  @Refuses(403, 404, 409)
  async take(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<RunDetailsDto> {
    return told(reply, actor, await this.moves.take(actor, id, ifMatch));
  }

  /** Ends it, for good, whatever steps are left. */
  @Post('finish')
  @HttpCode(200)
  @Allow('run.work')
  @ApiOkResponse({ type: RunDetailsDto })
  @Refuses(403, 404, 409, 422)
  async finish(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { outcome, minutes, note, results = {} }: FinishRunDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<RunDetailsDto> {
    const end = { outcome, minutes: minutes ?? null, note: note ?? null, results };
    return told(reply, actor, await this.moves.finish(actor, id, ifMatch, end));
  }

  /** Says that the caller has it before them, for two minutes: the others of the side see who looks. */
  @Post('look')
  @HttpCode(204)
  @Allow('run.read')
  @ApiNoContentResponse()
  @Refuses(403, 404)
  look(@Body() _body: NoFieldsDto, @Acting() actor: Actor, @Param('id', UuidPipe) id: string): Promise<void> {
    return this.moves.look(actor, id);
  }
}

function told(reply: Reply, { personId }: Actor, whole: WholeRun): RunDetailsDto {
  setEtag(reply, whole.run.version);
  return toRunDetailsDto(whole, personId);
}
