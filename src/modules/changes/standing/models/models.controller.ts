import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  Idempotent,
  IfMatch,
  NoFieldsDto,
  Refuses,
  RequiredIfMatch,
  setEtag,
  UuidPipe,
  type Page,
  type Reply,
} from '../../../../http/index.js';
import { Clock } from '../../../../kernel/index.js';
import {
  ChangeModelQueryDto,
  DraftChangeModelDto,
  EditChangeModelDto,
  WhyModelDto,
} from './dto/change-model-input.dto.js';
import { ChangeModelDto } from './dto/change-model.dto.js';
import { changesOf, contentOf, tagOf, toChangeModelDto } from './dto/to-change-model-dto.js';
import { ModelMovesService } from './model-moves.service.js';
import { ChangeModelsService } from './models.service.js';
import type { ChangeModel } from './models.store.js';

/** Models of standard changes: what was tried, approved once, and is done again. */
@ApiTags('change models')
@Controller('change-models')
export class ChangeModelsController {
  constructor(
    private readonly models: ChangeModelsService,
    private readonly moves: ModelMovesService,
    private readonly clock: Clock,
  ) {}

  /** The newest first. Drafts and plans are read by those who run the service; what is approved by whom it concerns. */
  @Get()
  @Allow('change_model.read')
  @ApiPage(ChangeModelDto)
  async list(
    @Acting() actor: Actor,
    @Query() { service, limit = 50, cursor }: ChangeModelQueryDto,
  ): Promise<Page<ChangeModelDto>> {
    const page = await this.models.list(actor, service, limit, cursor);
    const now = this.clock.now();
    return { items: page.items.map((one) => toChangeModelDto(one, now)), nextCursor: page.nextCursor };
  }

  /** A draft, by an institution that runs the service. */
  @Post()
  @Idempotent()
  @Allow('change_model.draft')
  @ApiCreatedResponse({ type: ChangeModelDto })
  @Refuses(403, 422)
  async draft(
    @Acting() actor: Actor,
    @Body() body: DraftChangeModelDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeModelDto> {
    return this.tagged(reply, await this.models.draft(actor, body.service, contentOf(body)));
  }

  @Get(':id')
  @Allow('change_model.read')
  @ApiOkResponse({ type: ChangeModelDto })
  @Refuses(403, 404)
  async one(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeModelDto> {
    return this.tagged(reply, await this.models.one(actor, id));
  }

  /** Of an approved one, the draft of the next version: what is approved stays as it is. */
  @Patch(':id')
  @Allow('change_model.draft')
  @ApiOkResponse({ type: ChangeModelDto })
  @Refuses(403, 404, 409, 422)
  async edit(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() body: EditChangeModelDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeModelDto> {
    return this.tagged(reply, await this.models.edit(actor, id, ifMatch, changesOf(body)));
  }

  /** For twelve months, by a change manager of the lead provider who wrote none of it. Lifts a suspension. */
  @Post(':id/approve')
  @HttpCode(200)
  @Allow('change_model.decide')
  @ApiOkResponse({ type: ChangeModelDto })
  @Refuses(403, 404, 409)
  async approve(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() _body: NoFieldsDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeModelDto> {
    return this.tagged(reply, await this.moves.approve(actor, id, ifMatch));
  }

  /** No change follows it until it is approved anew. */
  @Post(':id/suspend')
  @HttpCode(200)
  @Allow('change_model.decide')
  @ApiOkResponse({ type: ChangeModelDto })
  @Refuses(403, 404, 409)
  async suspend(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { reason }: WhyModelDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeModelDto> {
    return this.tagged(reply, await this.moves.suspend(actor, id, ifMatch, reason));
  }

  /** For good. */
  @Post(':id/withdraw')
  @HttpCode(200)
  @Allow('change_model.decide')
  @ApiOkResponse({ type: ChangeModelDto })
  @Refuses(403, 404, 409)
  async withdraw(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @IfMatch() ifMatch: number | undefined,
    @Body() { reason }: WhyModelDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ChangeModelDto> {
    return this.tagged(reply, await this.moves.withdraw(actor, id, ifMatch, reason));
  }

  private tagged(reply: Reply, model: ChangeModel): ChangeModelDto {
    setEtag(reply, tagOf(model));
    return toChangeModelDto(model, this.clock.now());
  }
}
