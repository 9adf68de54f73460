import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  Idempotent,
  PageQueryDto,
  Refuses,
  RequiredIfMatch,
  setEtag,
  UuidPipe,
  type Page,
  type Reply,
} from '../../../http/index.js';
import { ChangeTemplateDto, TemplateDto, toTemplateDto, WriteTemplateDto } from './dto/wording.dto.js';
import { WordingService } from './wording.service.js';

@ApiTags('wording')
@Allow('template.use')
@Controller('ticket-templates')
export class TemplatesController {
  constructor(private readonly wording: WordingService) {}

  /** What openings are filled in with: shared by level 1, and one's own, by name. */
  @Get()
  @ApiPage(TemplateDto)
  async list(@Acting() actor: Actor, @Query() { limit = 50, cursor }: PageQueryDto): Promise<Page<TemplateDto>> {
    const page = await this.wording.templates(actor, limit, cursor);
    return { items: page.items.map(toTemplateDto), nextCursor: page.nextCursor };
  }

  @Post()
  @Idempotent()
  @ApiCreatedResponse({ type: TemplateDto })
  @Refuses(403, 422)
  async add(
    @Acting() actor: Actor,
    @Body() body: WriteTemplateDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TemplateDto> {
    const made = await this.wording.addTemplate(
      actor,
      { name: body.name, content: body.content },
      body.shared === true,
    );
    setEtag(reply, made.version);
    return toTemplateDto(made);
  }

  @Get(':id')
  @ApiOkResponse({ type: TemplateDto })
  async one(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TemplateDto> {
    const found = await this.wording.template(actor, id);
    setEtag(reply, found.version);
    return toTemplateDto(found);
  }

  @Put(':id')
  @ApiOkResponse({ type: TemplateDto })
  @Refuses(403, 422)
  async change(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() body: ChangeTemplateDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<TemplateDto> {
    const changed = await this.wording.changeTemplate(actor, id, ifMatch, body);
    setEtag(reply, changed.version);
    return toTemplateDto(changed);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(403)
  async remove(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @RequiredIfMatch() ifMatch: number | undefined,
  ): Promise<void> {
    await this.wording.removeTemplate(actor, id, ifMatch);
  }
}
