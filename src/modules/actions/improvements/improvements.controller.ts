import { Body, Controller, Get, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../database/index.js';
import {
  Acting,
  Allow,
  ApiPage,
  Idempotent,
  ImprovementReferencePipe,
  PageQueryDto,
  Refuses,
  RequiredIfMatch,
  setEtag,
  type Page,
  type Reply,
} from '../../../http/index.js';
import { ChangeImprovementDto, ImprovementQueryDto, CommitImprovementDto } from './dto/improvement-input.dto.js';
import { ImprovementDetailsDto, ImprovementDto, ImprovementEntryDto } from './dto/improvement.dto.js';
import { toImprovementDetailsDto, toImprovementDto, toImprovementEntryDto } from './dto/to-improvement-dto.js';
import { ImprovementsService, type ImprovementDetails } from './improvements.service.js';

/** What the institution promised to do about causes, and whether it held. */
@ApiTags('improvements')
@Controller('improvements')
export class ImprovementsController {
  constructor(private readonly improvements: ImprovementsService) {}

  /** Of the services that one answers for: what is due first, then what has ended. The list for the steering meeting. */
  @Get()
  @Allow('improvement.read')
  @ApiPage(ImprovementDto)
  async list(
    @Acting() actor: Actor,
    @Query() { state, service, problem, change, owner, due, recurred, limit = 50, cursor }: ImprovementQueryDto,
  ): Promise<Page<ImprovementDto>> {
    const asked = { states: state, service, problem, change, owner, due, recurred, limit, cursor };
    const page = await this.improvements.list(actor, asked);
    return {
      items: page.items.map(({ ownerName, ...one }) => toImprovementDto(one, ownerName)),
      nextCursor: page.nextCursor,
    };
  }

  /** For a problem of the own institution. */
  @Post()
  @Idempotent()
  @Allow('improvement.write')
  @ApiCreatedResponse({ type: ImprovementDetailsDto })
  @Refuses(403, 422)
  async commit(
    @Acting() actor: Actor,
    @Body() body: CommitImprovementDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ImprovementDetailsDto> {
    return answeredWith(reply, await this.improvements.commit(actor, body));
  }

  @Get(':improvement')
  @Allow('improvement.read')
  @ApiOkResponse({ type: ImprovementDetailsDto })
  @Refuses(404)
  async one(
    @Acting() actor: Actor,
    @Param('improvement', ImprovementReferencePipe) reference: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ImprovementDetailsDto> {
    return answeredWith(reply, await this.improvements.one(actor, reference));
  }

  /** While it is open: afterwards what was promised stays. */
  @Patch(':improvement')
  @Allow('improvement.write')
  @ApiOkResponse({ type: ImprovementDetailsDto })
  @Refuses(403, 404, 409, 422)
  async change(
    @Acting() actor: Actor,
    @Param('improvement', ImprovementReferencePipe) reference: string,
    @RequiredIfMatch() ifMatch: number | undefined,
    @Body() body: ChangeImprovementDto,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<ImprovementDetailsDto> {
    return answeredWith(reply, await this.improvements.change(actor, reference, ifMatch, body));
  }

  /** What happened to it, oldest first. */
  @Get(':improvement/timeline')
  @Allow('improvement.read')
  @ApiPage(ImprovementEntryDto)
  @Refuses(404)
  async timeline(
    @Acting() actor: Actor,
    @Param('improvement', ImprovementReferencePipe) reference: string,
    @Query() { limit = 50, cursor }: PageQueryDto,
  ): Promise<Page<ImprovementEntryDto>> {
    const page = await this.improvements.timeline(actor, reference, limit, cursor);
    return { items: page.items.map(toImprovementEntryDto), nextCursor: page.nextCursor };
  }
}

export function answeredWith(reply: Reply, details: ImprovementDetails): ImprovementDetailsDto {
  setEtag(reply, details.improvement.version);
  return toImprovementDetailsDto(details);
}
