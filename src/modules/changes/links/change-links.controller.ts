import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, ChangeReferencePipe, formatInstant, Refuses } from '../../../http/index.js';
import { ChangeLinksService } from './change-links.service.js';
import { ChangeLinksDto, LinkChangeDto } from './dto/link.dto.js';
import type { ChangeLink } from './links.store.js';

/** What a change has to do with, for those who make it. */
@ApiTags('changes')
@Controller('changes/:change/links')
export class ChangeLinksController {
  constructor(private readonly links: ChangeLinksService) {}

  /** Only what the caller sees of it, oldest first. */
  @Get()
  @Allow('change.read')
  @ApiOkResponse({ type: ChangeLinksDto })
  @Refuses(403, 404)
  async list(@Acting() actor: Actor, @Param('change', ChangeReferencePipe) reference: string): Promise<ChangeLinksDto> {
    return toLinksDto(await this.links.read(actor, reference));
  }

  /** A ticket that came to the provider, or a problem of theirs. Said again, it is another relation. */
  @Post()
  @HttpCode(200)
  @Allow('change.write')
  @ApiOkResponse({ type: ChangeLinksDto })
  @Refuses(403, 404, 422)
  async put(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @Body() body: LinkChangeDto,
  ): Promise<ChangeLinksDto> {
    return toLinksDto(await this.links.put(actor, reference, body));
  }

  @Delete(':target')
  @HttpCode(204)
  @Allow('change.write')
  @ApiNoContentResponse()
  @Refuses(403, 404)
  async remove(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @Param('target') target: string,
  ): Promise<void> {
    await this.links.remove(actor, reference, target.startsWith('PRB-') ? 'problem' : 'ticket', target);
  }
}

const toLinksDto = (links: readonly ChangeLink[]): ChangeLinksDto => ({
  items: links.map(({ kind, reference, title, relation, linkedAt }) => ({
    kind,
    reference,
    title,
    relation,
    linkedAt: formatInstant(linkedAt),
  })),
});
