import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import { Acting, Allow, ChangeReferencePipe, parseInstant, Refuses } from '../../../http/index.js';
import { ConflictsService } from './conflicts.service.js';
import { AcknowledgeDto, OverrideDto, WindowsQueryDto } from './dto/conflicts-input.dto.js';
import { ConflictsDto, WindowsDto } from './dto/conflicts.dto.js';
import { toConflictsDto, toWindowsDto } from './dto/to-conflicts-dto.js';
import { WindowsService } from './windows.service.js';

/** What stands against a change, and when it could be made; for those who make it and those who decide on it. */
@ApiTags('changes')
@Controller('changes/:change')
export class ChangeConflictsController {
  constructor(
    private readonly conflicts: ConflictsService,
    private readonly windows: WindowsService,
  ) {}

  /**
   * In its window: freezes, other changes of its services and of what depends on them, agreed maintenance, its people; with
   * who let what pass, what is left of the month’s 99 %, and what was found before. What blocks refuses its decision and its
   * start.
   */
  @Get('conflicts')
  @Allow('change.read')
  @ApiOkResponse({ type: ConflictsDto })
  @Refuses(403, 404)
  async read(@Acting() actor: Actor, @Param('change', ChangeReferencePipe) reference: string): Promise<ConflictsDto> {
    return toConflictsDto(await this.conflicts.read(actor, reference));
  }

  /** What warns or costs, by a change manager, with the reason; those who decide see it. */
  @Post('conflicts/overrides')
  @HttpCode(200)
  @Allow('change.override')
  @ApiOkResponse({ type: ConflictsDto })
  @Refuses(403, 404, 409, 422)
  async override(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @Body() { conflict, reason }: OverrideDto,
  ): Promise<ConflictsDto> {
    return toConflictsDto(await this.conflicts.override(actor, reference, conflict, reason));
  }

  /** That it overlaps another change on a service, by its owner or a change manager; it blocks until both sides have said so. */
  @Post('acknowledgements')
  @HttpCode(200)
  @Allow('change.accept_overlap')
  @ApiOkResponse({ type: ConflictsDto })
  @Refuses(403, 404, 422)
  async acknowledge(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @Body() body: AcknowledgeDto,
  ): Promise<ConflictsDto> {
    return toConflictsDto(await this.conflicts.acknowledge(actor, reference, body.with, body.reason));
  }

  /**
   * The next windows of a length, with the notice kept, outside what blocks and, when something is interrupted, inside the
   * agreed maintenance of all affected; each with its cost. When there is none, what stands in the way.
   */
  @Get('windows')
  @Allow('change.read')
  @ApiOkResponse({ type: WindowsDto })
  @Refuses(403, 404, 422)
  async offered(
    @Acting() actor: Actor,
    @Param('change', ChangeReferencePipe) reference: string,
    @Query() { minutes, until, limit = 5 }: WindowsQueryDto,
  ): Promise<WindowsDto> {
    const end = until === undefined ? undefined : new Date(parseInstant(until) ?? NaN);
    return toWindowsDto(await this.windows.read(actor, reference, { minutes, until: end, limit }));
  }
}
