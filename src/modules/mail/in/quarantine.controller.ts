import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  formatInstant,
  PageQueryDto,
  Refuses,
  UuidPipe,
  type Page,
} from '../../../http/index.js';
import { DiscardDto, QuarantinedDto, ReleaseDto, ReleasedDto } from './dto/mail-in.dto.js';
import { QuarantineService } from './quarantine.service.js';

@ApiTags('mail in')
@Controller('mail/quarantine')
@Allow('mail.quarantine')
export class QuarantineController {
  constructor(private readonly quarantine: QuarantineService) {}

  /** Mail that waits for somebody to look at it, oldest first. The operator is told of what concerns nobody, no texts. */
  @Get()
  @ApiPage(QuarantinedDto)
  @Refuses(403)
  async list(@Acting() actor: Actor, @Query() { limit = 50, cursor }: PageQueryDto): Promise<Page<QuarantinedDto>> {
    const { items, nextCursor } = await this.quarantine.list(actor, limit, cursor);
    return { items: items.map((one) => ({ ...one, receivedAt: formatInstant(one.receivedAt) })), nextCursor };
  }

  /** One of them, with all that it says. */
  @Get(':id')
  @ApiOkResponse({ type: QuarantinedDto })
  @Refuses(403, 404)
  async one(@Acting() actor: Actor, @Param('id', UuidPipe) id: string): Promise<QuarantinedDto> {
    const found = await this.quarantine.one(actor, id);
    return { ...found, receivedAt: formatInstant(found.receivedAt) };
  }

  /** Files it on a ticket: as the answer of whoever asked, if it is from their address; else quoted, for one's own side. */
  @Post(':id/release')
  @HttpCode(200)
  @ApiOkResponse({ type: ReleasedDto })
  @Refuses(403, 404, 409, 422)
  async release(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Body() { ticket }: ReleaseDto,
  ): Promise<ReleasedDto> {
    return { ticket: await this.quarantine.release(actor, id, ticket) };
  }

  /** Does nothing with it, for a reason. */
  @Post(':id/discard')
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses(403, 404)
  async discard(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Body() { reason }: DiscardDto,
  ): Promise<void> {
    await this.quarantine.discard(actor, id, reason);
  }
}
