import { Body, Controller, Delete, HttpCode, Param, Post, Put, Res } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  Idempotent,
  IfMatch,
  ImprovementReferencePipe,
  Refuses,
  UuidPipe,
  type Reply,
} from '../../../http/index.js';
import {
  CancelImprovementDto,
  ImplementedDto,
  ImprovementTaskDto,
  JudgeImprovementDto,
  ResumeImprovementDto,
  TickDto,
} from './dto/improvement-input.dto.js';
import { ImprovementDetailsDto } from './dto/improvement.dto.js';
import { ImprovementMovesService } from './improvement-moves.service.js';
import { answeredWith } from './improvements.controller.js';

@ApiTags('improvements')
@Controller('improvements/:improvement')
export class ImprovementMovesController {
  constructor(private readonly moves: ImprovementMovesService) {}

  /** What was promised is done. It is reviewed by somebody else 30 and 90 days later. */
  @Post('implement')
  @HttpCode(200)
  @Allow('improvement.write')
  @ApiOkResponse({ type: ImprovementDetailsDto })
  @Refuses(403, 404, 409)
  async implement(
    @Acting() actor: Actor,
    @Param('improvement', ImprovementReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { note }: ImplementedDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ImprovementDetailsDto> {
    return answeredWith(reply, await this.moves.implement(actor, reference, ifMatch, note));
  }

  /** The verdict on the review that is due, by whoever neither answers for it nor did it. */
  @Post('review')
  @HttpCode(200)
  @Allow('improvement.review')
  @ApiOkResponse({ type: ImprovementDetailsDto })
  @Refuses(403, 404, 409)
  async review(
    @Acting() actor: Actor,
    @Param('improvement', ImprovementReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: JudgeImprovementDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ImprovementDetailsDto> {
    return answeredWith(reply, await this.moves.review(actor, reference, ifMatch, body));
  }

  /** Takes it up again, with a new date: what was done did not last. */
  @Post('resume')
  @HttpCode(200)
  @Allow('improvement.write')
  @ApiOkResponse({ type: ImprovementDetailsDto })
  @Refuses(403, 404, 409, 422)
  async resume(
    @Acting() actor: Actor,
    @Param('improvement', ImprovementReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() body: ResumeImprovementDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ImprovementDetailsDto> {
    return answeredWith(reply, await this.moves.resume(actor, reference, ifMatch, body));
  }

  @Post('cancel')
  @HttpCode(200)
  @Allow('improvement.write')
  @ApiOkResponse({ type: ImprovementDetailsDto })
  @Refuses(403, 404, 409)
  async cancel(
    @Acting() actor: Actor,
    @Param('improvement', ImprovementReferencePipe) reference: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { reason }: CancelImprovementDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ImprovementDetailsDto> {
    return answeredWith(reply, await this.moves.cancel(actor, reference, ifMatch, reason));
  }

  @Post('tasks')
  @HttpCode(200)
  @Idempotent()
  @Allow('improvement.write')
  @ApiOkResponse({ type: ImprovementDetailsDto })
  @Refuses(403, 404, 409)
  async addTask(
    @Acting() actor: Actor,
    @Param('improvement', ImprovementReferencePipe) reference: string,
    @Body() { title }: ImprovementTaskDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ImprovementDetailsDto> {
    return answeredWith(reply, await this.moves.addTask(actor, reference, title));
  }

  @Put('tasks/:id')
  @Allow('improvement.write')
  @ApiOkResponse({ type: ImprovementDetailsDto })
  @Refuses(403, 404, 409)
  async tick(
    @Acting() actor: Actor,
    @Param('improvement', ImprovementReferencePipe) reference: string,
    @Param('id', UuidPipe) id: string,
    @Body() { done }: TickDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ImprovementDetailsDto> {
    return answeredWith(reply, await this.moves.tick(actor, reference, id, done));
  }

  @Delete('tasks/:id')
  @HttpCode(200)
  @Allow('improvement.write')
  @ApiOkResponse({ type: ImprovementDetailsDto })
  @Refuses(403, 404, 409)
  async removeTask(
    @Acting() actor: Actor,
    @Param('improvement', ImprovementReferencePipe) reference: string,
    @Param('id', UuidPipe) id: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ImprovementDetailsDto> {
    return answeredWith(reply, await this.moves.removeTask(actor, reference, id));
  }
}
