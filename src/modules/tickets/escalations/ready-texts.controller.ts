import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  Idempotent,
  IfMatch,
  Refuses,
  RequiredIfMatch,
  setEtag,
  UuidPipe,
  type Page,
  type Reply,
} from '../../../http/index.js';
import { ReadyTextDto, ReadyTextQueryDto, SaveReadyTextDto, toReadyTextDto } from './dto/ready-text.dto.js';
import { ReadyTextsService } from './ready-texts.service.js';

@ApiTags('ready texts')
@Controller('services/:code/ready-texts')
@Refuses(403, 404)
export class ReadyTextsController {
  constructor(private readonly texts: ReadyTextsService) {}

  /** The texts that one's institution keeps ready for returns and deliveries of a service, by use and name. */
  @Get()
  @Allow('ready_text.read')
  @ApiPage(ReadyTextDto)
  async list(
    @Acting() actor: Actor,
    @Param('code') code: string,
    @Query() { use, limit = 50, cursor }: ReadyTextQueryDto,
  ): Promise<Page<ReadyTextDto>> {
    const page = await this.texts.list(actor, code, { use, limit, cursor });
    return { items: page.items.map(toReadyTextDto), nextCursor: page.nextCursor };
  }

  @Post()
  @Idempotent()
  @Allow('ready_text.keep')
  @ApiCreatedResponse({ type: ReadyTextDto })
  @Refuses(409, 422)
  async add(
    @Acting() actor: Actor,
    @Param('code') code: string,
    @Body() body: SaveReadyTextDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ReadyTextDto> {
    const text = await this.texts.add(actor, code, body);
    setEtag(reply, text.version);
    return toReadyTextDto(text);
  }

  /** Replaces its words. What was said with it stays as it was said. */
  @Put(':id')
  @Allow('ready_text.keep')
  @ApiOkResponse({ type: ReadyTextDto })
  @Refuses(409, 422)
  async change(
    @Acting() actor: Actor,
    @Param('code') code: string,
    @Param('id', UuidPipe) id: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() body: SaveReadyTextDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ReadyTextDto> {
    const text = await this.texts.change(actor, code, id, ifMatch, body);
    setEtag(reply, text.version);
    return toReadyTextDto(text);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('ready_text.keep')
  @ApiNoContentResponse()
  remove(
    @Acting() actor: Actor,
    @Param('code') code: string,
    @Param('id', UuidPipe) id: string,
    @IfMatch() ifMatch: number | undefined,
  ): Promise<void> {
    return this.texts.remove(actor, code, id, ifMatch);
  }
}
