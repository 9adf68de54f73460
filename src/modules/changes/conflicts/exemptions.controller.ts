import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, ApiPage, Idempotent, PageQueryDto, Refuses, UuidPipe, type Page } from '../../../http/index.js';
import { ExemptDto } from './dto/conflicts-input.dto.js';
import { ExemptionDto } from './dto/conflicts.dto.js';
import { toExemptionDto } from './dto/to-conflicts-dto.js';
import { ExemptionsService } from './exemptions.service.js';

/** Changes that a freeze lets pass. */
@ApiTags('freezes')
@Controller('freezes/:id/exemptions')
export class ExemptionsController {
  constructor(private readonly exemptions: ExemptionsService) {}

  /** For whoever declares such freezes; as they were said. */
  @Get()
  @Allow('freeze.declare')
  @ApiPage(ExemptionDto)
  @Refuses(403, 404)
  async list(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<ExemptionDto>> {
    const { items, nextCursor } = await this.exemptions.list(actor, id, limit, cursor);
    return { items: items.map(toExemptionDto), nextCursor };
  }

  /** By whoever declares such freezes, with the reason. The reference is taken as it is said: it is not told whether there is such a change. */
  @Post()
  @Idempotent()
  @Allow('freeze.declare')
  @ApiCreatedResponse({ type: ExemptionDto })
  @Refuses(403, 404, 409, 422)
  async exempt(
    @Acting() actor: Actor,
    @Param('id', UuidPipe) id: string,
    @Body() { change, reason }: ExemptDto,
  ): Promise<ExemptionDto> {
    return toExemptionDto(await this.exemptions.exempt(actor, id, change, reason));
  }
}
