import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  Idempotent,
  PageQueryDto,
  ReferencePipe,
  Refuses,
  RequiredIfMatch,
  setEtag,
  UuidPipe,
  type Page,
  type Reply,
} from '../../../http/index.js';
import { AnswerDto, ChangeAnswerDto, RenderedAnswerDto, toAnswerDto, WriteAnswerDto } from './dto/wording.dto.js';
import { WordingService } from './wording.service.js';

@ApiTags('wording')
@Allow('canned_answer.use')
@Controller()
export class AnswersController {
  constructor(private readonly wording: WordingService) {}

  /** Answers kept for another time: shared by one's side, and one's own, by name. */
  @Get('canned-answers')
  @ApiPage(AnswerDto)
  async list(@Acting() actor: Actor, @Query() { limit = 50, cursor }: PageQueryDto): Promise<Page<AnswerDto>> {
    const page = await this.wording.answers(actor, limit, cursor);
    return { items: page.items.map(toAnswerDto), nextCursor: page.nextCursor };
  }

  @Post('canned-answers')
  @Idempotent()
  @ApiCreatedResponse({ type: AnswerDto })
  @Refuses(403, 422)
  async add(
    @Acting() actor: Actor,
    @Body() body: WriteAnswerDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<AnswerDto> {
    const made = await this.wording.addAnswer(
      actor,
      { name: body.name, body: body.body },
      body.side,
      body.shared === true,
    );
    setEtag(reply, made.version);
    return toAnswerDto(made);
  }

  @Get('canned-answers/:id')
  @ApiOkResponse({ type: AnswerDto })
  async one(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<AnswerDto> {
    const found = await this.wording.answer(actor, id);
    setEtag(reply, found.version);
    return toAnswerDto(found);
  }

  @Put('canned-answers/:id')
  @ApiOkResponse({ type: AnswerDto })
  @Refuses(403, 422)
  async change(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() body: ChangeAnswerDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<AnswerDto> {
    const changed = await this.wording.changeAnswer(actor, id, ifMatch, body);
    setEtag(reply, changed.version);
    return toAnswerDto(changed);
  }

  @Delete('canned-answers/:id')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(403)
  async remove(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @RequiredIfMatch() ifMatch: number | undefined,
  ): Promise<void> {
    await this.wording.removeAnswer(actor, id, ifMatch);
  }

  /** A canned answer with what it leaves open filled in for one ticket. Nothing is written on it. */
  @Get('tickets/:reference/canned-answers/:id')
  @ApiOkResponse({ type: RenderedAnswerDto })
  async rendered(
    @Acting() actor: Actor,
    @Param('reference', ReferencePipe) reference: string,
    @Param('id', UuidPipe) id: string,
  ): Promise<RenderedAnswerDto> {
    return { text: await this.wording.rendered(actor, reference, id) };
  }
}
