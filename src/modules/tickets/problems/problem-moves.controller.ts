import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, IfMatch, NoFieldsDto, ProblemReferencePipe, Refuses, type Reply } from '../../../http/index.js';
import { ShipDto, WhyDto } from './dto/problem-input.dto.js';
import { ProblemDto } from './dto/problem.dto.js';
import { ProblemMovesService } from './problem-moves.service.js';
import { tagged } from './problems.controller.js';

/** The moves of a problem, by those who work on it. */
@ApiTags('problems')
@Controller('problems/:problem')
@Refuses(403, 404, 409)
export class ProblemMovesController {
  constructor(private readonly moves: ProblemMovesService) {}

  /** Tells of it, as it is written inside, whomever the service concerns; and again what was corrected since. */
  @Post('publish')
  @HttpCode(200)
  @Allow('problem.write')
  @ApiOkResponse({ type: ProblemDto })
  async publish(
    @Acting() actor: Actor,
    @Param('problem', ProblemReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ProblemDto> {
    return tagged(reply, await this.moves.publish(actor, reference, ifMatch));
  }

  /** Takes back what was told: nobody else sees it any more. */
  @Post('withdraw')
  @HttpCode(200)
  @Allow('problem.write')
  @ApiOkResponse({ type: ProblemDto })
  async withdraw(
    @Acting() actor: Actor,
    @Param('problem', ProblemReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { reason }: WhyDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ProblemDto> {
    return tagged(reply, await this.moves.withdraw(actor, reference, ifMatch, reason));
  }

  /** Somebody works on a fix. */
  @Post('fix')
  @HttpCode(200)
  @Allow('problem.write')
  @ApiOkResponse({ type: ProblemDto })
  async fix(
    @Acting() actor: Actor,
    @Param('problem', ProblemReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ProblemDto> {
    return tagged(reply, await this.moves.work(actor, reference, ifMatch, 'fix'));
  }

  /** Nobody does any more. */
  @Post('halt')
  @HttpCode(200)
  @Allow('problem.write')
  @ApiOkResponse({ type: ProblemDto })
  async halt(
    @Acting() actor: Actor,
    @Param('problem', ProblemReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ProblemDto> {
    return tagged(reply, await this.moves.work(actor, reference, ifMatch, 'halt'));
  }

  /** It is fixed: requesters of the open tickets that hang on it and followers are told, each once; what waited for it goes on. */
  @Post('ship')
  @HttpCode(200)
  @Allow('problem.write')
  @ApiOkResponse({ type: ProblemDto })
  async ship(
    @Acting() actor: Actor,
    @Param('problem', ProblemReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { text }: ShipDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ProblemDto> {
    return tagged(reply, await this.moves.ship(actor, reference, ifMatch, text));
  }

  @Post('close')
  @HttpCode(200)
  @Allow('problem.write')
  @ApiOkResponse({ type: ProblemDto })
  async close(
    @Acting() actor: Actor,
    @Param('problem', ProblemReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { reason }: WhyDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ProblemDto> {
    return tagged(reply, await this.moves.close(actor, reference, ifMatch, reason));
  }

  /** It came back. */
  @Post('reopen')
  @HttpCode(200)
  @Allow('problem.write')
  @ApiOkResponse({ type: ProblemDto })
  async reopen(
    @Acting() actor: Actor,
    @Param('problem', ProblemReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { reason }: WhyDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ProblemDto> {
    return tagged(reply, await this.moves.reopen(actor, reference, ifMatch, reason));
  }
}
