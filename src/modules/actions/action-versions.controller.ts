import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../database/index.js';
import {
  Acting,
  ActionReferencePipe,
  Allow,
  ApiPage,
  OrdinalPipe,
  PageQueryDto,
  Refuses,
  type Page,
} from '../../http/index.js';
import { ActionReadingService } from './action-reading.service.js';
import { DifferenceQueryDto } from './dto/action-input.dto.js';
import { ActionEntryDto, ActionVersionDto, ActionDifferenceDto } from './dto/action.dto.js';
import { toDifferenceDto, toEntryDto, toVersionDto } from './dto/to-action-dto.js';

/** What an action said, and what happened to it. */
@ApiTags('actions')
@Controller('actions/:action')
@Refuses(404)
export class ActionVersionsController {
  constructor(private readonly read: ActionReadingService) {}

  /** The newest first; elsewhere than at home those that were published. */
  @Get('versions')
  @Allow('action.read')
  @ApiPage(ActionVersionDto)
  async versions(
    @Acting() actor: Actor,
    @Param('action', ActionReferencePipe) reference: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<ActionVersionDto>> {
    const page = await this.read.versions(actor, reference, limit, cursor);
    return { items: page.items.map(toVersionDto), nextCursor: page.nextCursor };
  }

  @Get('versions/:n')
  @Allow('action.read')
  @ApiOkResponse({ type: ActionVersionDto })
  async version(
    @Acting() actor: Actor,
    @Param('action', ActionReferencePipe) reference: string,
    @Param('n', OrdinalPipe) n: number,
  ): Promise<ActionVersionDto> {
    return toVersionDto(await this.read.version(actor, reference, n));
  }

  /** Of one version to another: fields with what stood before and what stands after, steps by their ids. */
  @Get('difference')
  @Allow('action.read')
  @ApiOkResponse({ type: ActionDifferenceDto })
  async difference(
    @Acting() actor: Actor,
    @Param('action', ActionReferencePipe) reference: string,
    @Query() { from, to }: DifferenceQueryDto,
  ): Promise<ActionDifferenceDto> {
    return toDifferenceDto(await this.read.difference(actor, reference, from, to));
  }

  /** What happened to it, oldest first; at home. */
  @Get('timeline')
  @Allow('action.read')
  @ApiPage(ActionEntryDto)
  async timeline(
    @Acting() actor: Actor,
    @Param('action', ActionReferencePipe) reference: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<ActionEntryDto>> {
    const page = await this.read.timeline(actor, reference, limit, cursor);
    return { items: page.items.map(toEntryDto), nextCursor: page.nextCursor };
  }
}
