import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, ApiPage, Idempotent, NoFieldsDto, Refuses, UuidPipe, type Page } from '../../../http/index.js';
import {
  ModelContentDto,
  ModelDto,
  ModelLineDto,
  ModelQueryDto,
  ModelsQueryDto,
  PublishModelDto,
  WriteModelDto,
} from './dto/model.dto.js';
import { toModelDto, toModelLineDto } from './dto/to-model-dto.js';
import { ModelsService } from './models.service.js';

@ApiTags('request models')
@Controller('request-models')
export class ModelsController {
  constructor(private readonly models: ModelsService) {}

  /** The request models of one's institution that can be filled in, the oldest first. */
  @Get()
  @Allow('model.read')
  @ApiPage(ModelLineDto)
  async list(@Acting() actor: Actor, @Query() query: ModelsQueryDto): Promise<Page<ModelLineDto>> {
    const { limit = 50, cursor, service, drafts } = query;
    const page = await this.models.list(actor, { service, drafts }, limit, cursor);
    return { items: page.items.map(toModelLineDto), nextCursor: page.nextCursor };
  }

  /** A model for the people of one's institution, as a draft. */
  @Post()
  @Idempotent()
  @Allow('model.write')
  @ApiCreatedResponse({ type: ModelDto })
  @Refuses(403, 422)
  async create(@Acting() actor: Actor, @Body() { service, ...content }: WriteModelDto): Promise<ModelDto> {
    return toModelDto(await this.models.create(actor, service, content));
  }

  /** A model in the version that is in force, or in another one. */
  @Get(':id')
  @Allow('model.read')
  @ApiOkResponse({ type: ModelDto })
  async one(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Query() { version }: ModelQueryDto,
  ): Promise<ModelDto> {
    return toModelDto(await this.models.read(actor, id, version));
  }

  /** The next version, as a draft. What is in force stays so until it is published. */
  @Post(':id/versions')
  @Idempotent()
  @Allow('model.write')
  @ApiCreatedResponse({ type: ModelDto })
  @Refuses(403, 409, 422)
  async revise(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Body() content: ModelContentDto,
  ): Promise<ModelDto> {
    return toModelDto(await this.models.revise(actor, id, content));
  }

  /** Puts a version into force. From then on it never changes. */
  @Post(':id/publish')
  @HttpCode(200)
  @Allow('model.write')
  @ApiOkResponse({ type: ModelDto })
  @Refuses(403, 409, 422)
  async publish(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Body() { version }: PublishModelDto,
  ): Promise<ModelDto> {
    return toModelDto(await this.models.publish(actor, id, version));
  }

  /** Takes a model out of use. What was filled in stays. */
  @Post(':id/retire')
  @HttpCode(200)
  @Allow('model.write')
  @ApiOkResponse({ type: ModelDto })
  @Refuses(403, 409)
  async retire(
    @Acting() actor: Actor,
    @Body() _body: NoFieldsDto,
    @Param('id', UuidPipe) id: string,
  ): Promise<ModelDto> {
    return toModelDto(await this.models.retire(actor, id));
  }
}
